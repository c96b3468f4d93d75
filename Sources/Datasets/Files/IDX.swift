import Foundation

/// An array in the IDX format of the MNIST files: two zero bytes, a type code, the rank, big-endian sizes, the data.
public struct IDX: Sendable {
  /// The element types with their codes.
  public enum Element: UInt8, Sendable, CaseIterable {
    case uint8 = 0x08
    case int8 = 0x09
    case int16 = 0x0b
    case int32 = 0x0c
    case float32 = 0x0d
    case float64 = 0x0e

    /// The bytes of one element.
    public var byteCount: Int {
      switch self {
      case .uint8, .int8: 1
      case .int16: 2
      case .int32, .float32: 4
      case .float64: 8
      }
    }
  }

  /// The type of the elements.
  public let element: Element
  /// The sizes of the dimensions.
  public let shape: [Int]
  /// The elements in this machine's byte order, last dimension fastest.
  public let bytes: [UInt8]

  /// Reads a plain or gzip file.
  ///
  /// - Parameters:
  ///   - element: the element type that the file should have, nil for any.
  ///   - rank: the number of dimensions that it should have, nil for any.
  /// - Throws: `DatasetError` if anything in the file differs from the format or from the expectation.
  public init(_ url: URL, element expected: Element? = nil, rank: Int? = nil) throws {
    let stream = try ByteStream(url), path = stream.path
    let magic = try stream.bytes(upTo: 4)
    guard magic.count == 4, magic[0] == 0, magic[1] == 0 else {
      throw DatasetError("`\(path)` should start with two zero bytes, a type and a rank (IDX). Found \(magic).")
    }
    guard let element = Element(rawValue: magic[2]) else {
      let known = Element.allCases.map { "\($0.rawValue) (\($0))" }.joined(separator: ", ")
      throw DatasetError("`\(path)` should have one of the IDX types \(known). Found \(magic[2]).")
    }
    if let expected, element != expected {
      throw DatasetError("`\(path)` should hold \(expected) values. Found \(element).")
    }
    let dimensions = Int(magic[3])
    guard rank.map({ $0 == dimensions }) ?? (dimensions > 0) else {
      throw DatasetError(
        "`\(path)` should have \(rank.map(String.init) ?? "1 or more") dimensions. Found \(dimensions).")
    }
    let sizes = try stream.bytes(upTo: 4 * dimensions)
    guard sizes.count == 4 * dimensions else {
      throw DatasetError("`\(path)` should give \(dimensions) sizes of 4 bytes each. Found \(sizes.count) bytes.")
    }
    let shape = (0..<dimensions).map { d in sizes[4 * d..<4 * d + 4].reduce(0) { $0 << 8 | Int($1) } }
    var total = element.byteCount
    for size in shape {
      let (product, overflow) = total.multipliedReportingOverflow(by: size)
      guard size < 1 << 31, !overflow, product <= ByteStream.defaultLimit else {
        throw DatasetError(
          "`\(path)` should hold at most \(ByteStream.defaultLimit) bytes of data. Found the shape \(shape).")
      }
      total = product
    }
    var bytes = try stream.bytes(upTo: total)
    guard bytes.count == total else {
      throw DatasetError("`\(path)` should hold \(total) bytes of data for its shape \(shape). Found \(bytes.count).")
    }
    guard try stream.bytes(upTo: 1).isEmpty else {
      throw DatasetError("`\(path)` should end after \(total) bytes of data for its shape \(shape). Found more.")
    }
    if element.byteCount > 1 {
      let wide = element.byteCount
      for start in stride(from: 0, to: total, by: wide) where Int(littleEndian: 1) == 1 {
        bytes[start..<start + wide].reverse()
      }
    }
    self.element = element
    self.shape = shape
    self.bytes = bytes
  }

  /// The file `<name>.gz` or `<name>` of a folder.
  ///
  /// - Throws: `DatasetError` if the folder has neither.
  static func file(_ name: String, in folder: URL) throws -> URL {
    for name in [name + ".gz", name] {
      let file = folder.appendingPathComponent(name)
      if FileManager.default.fileExists(atPath: file.path) { return file }
    }
    throw DatasetError("`\(folder.path)` should hold `\(name).gz` or `\(name)`. Found neither.")
  }

  /// The elements as numbers.
  public var values: [Double] {
    bytes.withUnsafeBytes { raw in
      switch element {
      case .uint8: raw.map(Double.init)
      case .int8: raw.bindMemory(to: Int8.self).map(Double.init)
      case .int16: raw.bindMemory(to: Int16.self).map(Double.init)
      case .int32: raw.bindMemory(to: Int32.self).map(Double.init)
      case .float32: raw.bindMemory(to: Float.self).map(Double.init)
      case .float64: Array(raw.bindMemory(to: Double.self))
      }
    }
  }
}
