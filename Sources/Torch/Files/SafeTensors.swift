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

  /// For errors.
  static let readableTypes = "F64, F32, F16, BF16, I64, I32, I16, I8, U8 or BOOL"

  /// Bits of one element of the format's types that have no ``DType``.
  static let otherTypes = [
    "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8, "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8,
    "U16": 16, "U32": 32, "U64": 64, "C64": 64,
  ]
}

/// The content of a safetensors file.
public struct SafeTensorsFile: Sendable {
  public let tensors: [String: Tensor]
  /// Free text by name.
  public let metadata: [String: String]
  /// The names of tensors whose type has no place here, with that type ("F8_E4M3"); ``tensors`` lacks them.
  public let unread: [String: String]

  /// Gives away what a tensor of an unread type is, where one of these names is wanted.
  ///
  /// - Throws: ``FileError`` that names the tensor and its type.
  public func check(holds names: some Sequence<String>, from path: String) throws(FileError) {
    guard let name = names.first(where: { unread[$0] != nil }), let type = unread[name] else { return }
    throw FileError("`dtype` of `\(name)` in \(path) should be \(SafeTensors.readableTypes). Found \(type).")
  }
}
