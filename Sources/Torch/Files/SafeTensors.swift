import Foundation

/// Named tensors in a file, in the safetensors format, which PyTorch and many other tools read and write.
///
/// The file is the header's length (8 bytes, little endian), the header (JSON), then the tensors' bytes, row-major and
/// little endian, without gaps. https://github.com/huggingface/safetensors
public enum SafeTensors {
  /// The longest header that the format allows, in bytes.
  static let headerLimit = 100_000_000
  static let metadataKey = "__metadata__"
  /// The number of bytes to a multiple of which headers are filled with spaces, so that the data is aligned.
  static let alignment = 8

  static func dtype(named name: String) -> DType? { names.first { $0.name == name }?.dtype }

  static func name(of dtype: DType) -> String { names.first { $0.dtype == dtype }!.name }

  private static let names: [(dtype: DType, name: String)] = [
    (.float64, "F64"), (.float32, "F32"), (.float16, "F16"), (.bfloat16, "BF16"), (.int64, "I64"), (.int32, "I32"),
    (.int16, "I16"), (.int8, "I8"), (.uint8, "U8"), (.bool, "BOOL"),
  ]

  /// The types that can be read, as errors list them.
  static let readableTypes = "F64, F32, F16, BF16, I64, I32, I16, I8, U8 or BOOL"

  /// The bits of one element for the format's types that have no ``DType``.
  static let otherTypes = [
    "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8, "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8,
    "U16": 16, "U32": 32, "U64": 64, "C64": 64,
  ]
}

/// The content of a safetensors file.
public struct SafeTensorsFile: Sendable {
  /// The tensors by name, in host memory.
  public let tensors: [String: Tensor]
  /// The file's free text, by name.
  public let metadata: [String: String]
  /// The tensors that ``tensors`` lacks because their type has none here: names with the format's type, such as
  /// "F8_E4M3".
  public let unread: [String: String]

  /// Checks that none of these names is a tensor of an unread type.
  ///
  /// - Throws: ``FileError`` that names the tensor and its type.
  public func check(holds names: some Sequence<String>, from path: String) throws(FileError) {
    guard let name = names.first(where: { unread[$0] != nil }), let type = unread[name] else { return }
    throw FileError("`dtype` of `\(name)` in \(path) should be \(SafeTensors.readableTypes). Found \(type).")
  }
}
