import Foundation

/// One array in a file, in NumPy's format.
/// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
public enum Npy {
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// The longest header that is read, in bytes. A header holds no more than a type and a shape.
  static let headerLimit = 1 << 20
  /// The number of bytes to a multiple of which headers are filled.
  static let alignment = 64

  /// The rule by which a file's elements become a tensor's.
  struct Element {
    let dtype: DType
    /// The bytes of one element in the file. The tensor's element has more where NumPy's type is unsigned.
    let fileBytes: Int
  }

  /// NumPy's type codes. Unsigned 16 and 32 bits become the next wider signed type.
  static let elements: [String: Element] = [
    "b1": Element(dtype: .bool, fileBytes: 1), "u1": Element(dtype: .uint8, fileBytes: 1),
    "i1": Element(dtype: .int8, fileBytes: 1), "i2": Element(dtype: .int16, fileBytes: 2),
    "u2": Element(dtype: .int32, fileBytes: 2), "i4": Element(dtype: .int32, fileBytes: 4),
    "u4": Element(dtype: .int64, fileBytes: 4), "i8": Element(dtype: .int64, fileBytes: 8),
    "f2": Element(dtype: .float16, fileBytes: 2), "f4": Element(dtype: .float32, fileBytes: 4),
    "f8": Element(dtype: .float64, fileBytes: 8),
  ]

  /// Writes a tensor of any device as a whole or not at all. NumPy has no bfloat16, so a tensor of that type is an
  /// error.
  public static func write(_ tensor: Tensor, to url: URL) throws {
    let codes: [DType: String] = [
      .bool: "|b1", .uint8: "|u1", .int8: "|i1", .int16: "<i2", .int32: "<i4", .int64: "<i8", .float16: "<f2",
      .float32: "<f4", .float64: "<f8",
    ]
    guard let code = codes[tensor.dtype] else {
      throw FileError("the tensor for \(url.path) should have a type that NumPy has. Found \(tensor.dtype).")
    }
    let header = header(code, shape: tensor.shape)
    guard !header.isEmpty else {
      throw FileError("\(url.path) should have fewer dimensions. Found \(tensor.shape.count).")
    }
    try AtomicFile.output(to: url) { file in
      try header.withUnsafeBytes { try file.append($0) }
      try tensor.detach().to(.cpu).contiguous().withUnsafeMutableBytes { try file.append(UnsafeRawBufferPointer($0)) }
    }
  }

  /// The bytes before the elements of an array in C order: magic number, version 1, type and shape, filled to a
  /// multiple of ``alignment``. Empty if the shape is too long for that version.
  ///
  /// - Parameter code: NumPy's name of the type, such as `<f4`.
  package static func header(_ code: String, shape: [Int]) -> [UInt8] {
    let sizes = shape.count == 1 ? "\(shape[0])," : shape.map(String.init).joined(separator: ", ")
    let text = "{'descr': '\(code)', 'fortran_order': False, 'shape': (\(sizes)), }"
    // Magic, version and a length of two bytes come before the text, a line feed behind it.
    let unpadded = magic.count + 4 + text.utf8.count + 1
    let padding = (alignment - unpadded % alignment) % alignment
    let length = text.utf8.count + padding + 1
    guard length <= Int(UInt16.max) else { return [] }
    return magic + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(text.utf8)
      + Array(repeating: UInt8(ascii: " "), count: padding) + [UInt8(ascii: "\n")]
  }
}
