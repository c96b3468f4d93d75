import Foundation

/// Named tensors in a file, in the safetensors format, which PyTorch and many other tools read and write.
///
/// The file is the header's length (8 bytes, little endian), the header (JSON), then the tensors' bytes, row-major and
/// little endian, without gaps. https://github.com/huggingface/safetensors
public enum SafeTensors {
  /// The longest header that the format allows, in bytes.
  static let headerLimit = 100_000_000
  static let metadataKey = "__metadata__"
  /// Headers are filled with spaces to a multiple of this, so that the data is aligned.
  static let alignment = 8

  static func dtype(named name: String) -> DType? { names.first { $0.name == name }?.dtype }

  static func name(of dtype: DType) -> String { names.first { $0.dtype == dtype }!.name }

  private static let names: [(dtype: DType, name: String)] = [
    (.float64, "F64"), (.float32, "F32"), (.float16, "F16"), (.bfloat16, "BF16"), (.int64, "I64"), (.int32, "I32"),
    (.int16, "I16"), (.int8, "I8"), (.uint8, "U8"), (.bool, "BOOL"),
  ]
}

/// The content of a safetensors file.
public struct SafeTensorsFile: Sendable {
  public let tensors: [String: Tensor]
  /// Free text by name.
  public let metadata: [String: String]
}
