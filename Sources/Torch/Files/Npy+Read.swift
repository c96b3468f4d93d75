import Foundation

extension Npy {
  /// Reads an array of Booleans or numbers into host memory: format versions 1 to 3, either byte order, C or Fortran
  /// order. Magic, header, type and size are all checked before an element is used.
  public static func read(_ url: URL) throws -> Tensor {
    let data: Data
    do {
      data = try Data(contentsOf: url, options: .alwaysMapped)
    } catch {
      throw FileError("\(url.path) should be a readable file. \(error.localizedDescription)")
    }
    return try data.withUnsafeBytes { try decode($0, path: url.path) }
  }

  package static func decode(_ bytes: UnsafeRawBufferPointer, path: String) throws -> Tensor {
    let (header, start) = try self.header(of: bytes, path: path)
    return try array(UnsafeRawBufferPointer(rebasing: bytes[start...]), header, path: path)
  }

  /// The layout of an array in a file: its type, order and shape, and where the elements begin. Throws unless all
  /// elements are there.
  package static func layout(
    of bytes: UnsafeRawBufferPointer, path: String
  ) throws -> (type: String, isFortranOrder: Bool, shape: [Int], start: Int) {
    let (header, start) = try self.header(of: bytes, path: path)
    _ = try element(of: header, bytes: bytes.count - start, path: path)
    return (header.type, header.isFortranOrder, header.shape, start)
  }

  /// Reads the magic number, the version and the header: 6 bytes, 2 bytes, the header's length (2 bytes in version 1,
  /// otherwise 4, little endian), then its text. The elements begin at `start`.
  private static func header(
    of bytes: UnsafeRawBufferPointer, path: String
  ) throws -> (header: NpyHeader, start: Int) {
    guard bytes.count >= magic.count + 2, bytes.prefix(magic.count).elementsEqual(magic) else {
      throw FileError("\(path) should begin with NumPy's magic number.")
    }
    let version = bytes[magic.count]
    guard (1...3).contains(version), bytes[magic.count + 1] == 0 else {
      throw FileError("\(path) should have the version 1.0, 2.0 or 3.0. Found \(version).\(bytes[magic.count + 1]).")
    }
    let lengthSize = version == 1 ? 2 : 4
    let start = magic.count + 2 + lengthSize
    guard bytes.count >= start else { throw FileError("\(path) should have a header. It ends before.") }
    let length = (0..<lengthSize).reduce(0) { $0 | Int(bytes[magic.count + 2 + $1]) << (8 * $1) }
    guard length <= headerLimit else {
      throw FileError("the header of \(path) should be at most \(headerLimit) bytes long. Found the length \(length).")
    }
    guard length <= bytes.count - start else {
      throw FileError(
        "\(path) should hold a header of \(length) bytes. Found \(bytes.count - start): the file is cut off.")
    }
    let text = bytes[start..<(start + length)]
    guard let text = String(validating: text, as: UTF8.self), version == 3 || text.utf8.allSatisfy({ $0 < 0x80 }) else {
      throw FileError("the header of \(path) should be \(version == 3 ? "UTF-8" : "ASCII").")
    }
    return (try NpyHeader(text, path: path), start + length)
  }

  /// The type of the elements, and their number of bytes in a tensor.
  private static func element(
    of header: NpyHeader, bytes: Int, path: String
  ) throws -> (element: Element, size: Int) {
    guard let order = header.type.first, let element = elements[String(header.type.dropFirst())],
      element.fileBytes == 1 ? "|<>=".contains(order) : "<>=".contains(order)
    else {
      throw FileError("`descr` in \(path) should be a type of Booleans or numbers up to 64 bits. Found \(header.type).")
    }
    // The count by the tensor's type, which is at least as wide as the file's.
    guard let size = SafeTensors.byteCount(header.shape, bits: element.dtype.byteCount * 8),
      case let count = size / element.dtype.byteCount, count * element.fileBytes == bytes
    else {
      throw FileError("\(path) should hold \(header.shape) values of \(header.type). Found \(bytes) bytes.")
    }
    return (element, size)
  }

  /// Makes a tensor of the elements: in this machine's byte order, of a width that tensors have, in row-major order.
  private static func array(_ bytes: UnsafeRawBufferPointer, _ header: NpyHeader, path: String) throws -> Tensor {
    let (element, size) = try element(of: header, bytes: bytes.count, path: path)
    if element.dtype == .bool, let other = bytes.first(where: { $0 > 1 }) {
      throw FileError("the Booleans in \(path) should be 0 or 1. Found \(other).")
    }
    var native = Array(bytes)
    if header.type.hasPrefix(">") {
      let width = element.fileBytes
      for start in stride(from: 0, to: native.count, by: width) { native[start..<(start + width)].reverse() }
    }
    if element.fileBytes < element.dtype.byteCount {
      let padding = element.dtype.byteCount - element.fileBytes
      let narrow = native
      native = []
      native.reserveCapacity(size)
      for start in stride(from: 0, to: narrow.count, by: element.fileBytes) {
        native += narrow[start..<(start + element.fileBytes)]
        native += repeatElement(0, count: padding)
      }
    }
    // Column-major elements of a shape are row-major elements of the reversed shape.
    let shape = header.isFortranOrder ? header.shape.reversed() : header.shape
    let tensor = native.withUnsafeBytes { Tensor(bytes: $0, shape: shape, dtype: element.dtype) }
    return header.isFortranOrder ? tensor.permute(Array(shape.indices.reversed())).contiguous() : tensor
  }
}
