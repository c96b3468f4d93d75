import Foundation

extension SafeTensors {
  /// Reads a file into host memory. Header, types, shapes and offsets are all checked before a tensor is made.
  public static func read(_ url: URL) throws -> SafeTensorsFile {
    let data: Data
    do {
      data = try Data(contentsOf: url, options: .alwaysMapped)
    } catch {
      throw FileError("\(url.path) should be a readable file. \(error.localizedDescription)")
    }
    return try data.withUnsafeBytes { try decode($0, path: url.path) }
  }

  /// The place of one tensor's bytes after the header.
  private struct Entry {
    let name: String
    /// The element type; nil for a type that tensors here do not have.
    let dtype: DType?
    let typeName: String
    let shape: [Int]
    let range: Range<Int>
  }

  /// Reads the bytes of a file.
  ///
  /// - Parameter path: the file's name in errors.
  /// - Throws: `FileError` for a file that is cut off or contradicts itself.
  static func decode(_ bytes: UnsafeRawBufferPointer, path: String) throws -> SafeTensorsFile {
    let lengthSize = MemoryLayout<UInt64>.size
    guard bytes.count >= lengthSize else {
      throw FileError("\(path) should begin with a header's length of \(lengthSize) bytes. Found \(bytes.count) bytes.")
    }
    let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard length <= headerLimit else {
      throw FileError("the header of \(path) should be at most \(headerLimit) bytes long. Found the length \(length).")
    }
    guard length <= bytes.count - lengthSize else {
      throw FileError(
        "\(path) should hold a header of \(length) bytes. Found \(bytes.count - lengthSize): the file is cut off.")
    }
    let headerEnd = lengthSize + Int(length)
    let header = UnsafeRawBufferPointer(rebasing: bytes[lengthSize..<headerEnd])
    let content = UnsafeRawBufferPointer(rebasing: bytes[headerEnd...])
    let (entries, metadata) = try parse(header, path: path)
    try checkRanges(entries, size: content.count, path: path)
    var tensors: [String: Tensor] = [:]
    var unread: [String: String] = [:]
    for entry in entries {
      guard let dtype = entry.dtype else {
        unread[entry.name] = entry.typeName
        continue
      }
      let part = UnsafeRawBufferPointer(rebasing: content[entry.range])
      if dtype == .bool, let other = part.first(where: { $0 > 1 }) {
        throw FileError("the Booleans of `\(entry.name)` in \(path) should be 0 or 1. Found \(other).")
      }
      tensors[entry.name] = Tensor(bytes: part, shape: entry.shape, dtype: dtype)
    }
    return SafeTensorsFile(tensors: tensors, metadata: metadata, unread: unread)
  }

  /// The tensors' places and the free text that a header lists.
  private static func parse(_ header: UnsafeRawBufferPointer, path: String) throws -> ([Entry], [String: String]) {
    let members: [(key: String, value: HeaderJSON)]
    do {
      guard case .object(let object) = try HeaderJSON(header) else {
        throw FileError("the header of \(path) should be an object.")
      }
      members = object
    } catch let error as HeaderJSON.ParseError {
      throw FileError("the header of \(path) \(error.message), at byte \(error.offset).")
    }
    var entries: [Entry] = []
    var metadata: [String: String] = [:]
    for (key, value) in members {
      // As the reference reader takes it.
      if key == metadataKey, case .null = value { continue }
      guard case .object(let fields) = value else { throw FileError("`\(key)` in \(path) should be an object.") }
      if key == metadataKey {
        for (name, value) in fields {
          guard case .string(let text) = value else {
            throw FileError("`\(name)` in the metadata of \(path) should be a string.")
          }
          metadata[name] = text
        }
      } else {
        entries.append(try entry(key, fields, path: path))
      }
    }
    return (entries, metadata)
  }

  /// One tensor's place. The number of its bytes should follow from its type and shape.
  private static func entry(_ name: String, _ fields: [(key: String, value: HeaderJSON)], path: String) throws -> Entry
  {
    let place = "`\(name)` in \(path)"
    let wanted = ["data_offsets", "dtype", "shape"]
    guard fields.map(\.key).sorted() == wanted else {
      throw FileError("\(place) should have `dtype`, `shape` and `data_offsets`. Found \(fields.map(\.key)).")
    }
    let values = Dictionary(uniqueKeysWithValues: fields)
    guard case .string(let typeName)? = values["dtype"] else {
      throw FileError("`dtype` of \(place) should be a string.")
    }
    let dtype = dtype(named: typeName)
    guard let bits = dtype.map({ $0.byteCount * 8 }) ?? otherTypes[typeName] else {
      throw FileError("`dtype` of \(place) should be \(readableTypes). Found \(typeName).")
    }
    let shape = try numbers(values["shape"], "`shape` of \(place)")
    let offsets = try numbers(values["data_offsets"], "`data_offsets` of \(place)")
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw FileError("`data_offsets` of \(place) should be a begin and an end. Found \(offsets).")
    }
    guard byteCount(shape, bits: bits) == offsets[1] - offsets[0] else {
      throw FileError("`data_offsets` of \(place) should enclose \(shape) values of \(typeName). Found \(offsets).")
    }
    return Entry(name: name, dtype: dtype, typeName: typeName, shape: shape, range: offsets[0]..<offsets[1])
  }

  private static func numbers(_ value: HeaderJSON?, _ place: String) throws -> [Int] {
    guard case .list(let items)? = value else { throw FileError("\(place) should be a list.") }
    return try items.map { item in
      guard case .number(let number) = item else { throw FileError("\(place) should hold whole numbers.") }
      return number
    }
  }

  /// The largest number of dimensions; LibTorch's operations refuse more.
  private static let rankLimit = 64

  /// The bytes of a tensor; nil if the number is too large or no whole number. No partial product may overflow either.
  static func byteCount(_ shape: [Int], bits: Int) -> Int? {
    guard shape.count <= rankLimit else { return nil }
    var count = bits
    var isEmpty = false
    for size in shape {
      guard size > 0 else {
        isEmpty = true
        continue
      }
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow else { return nil }
      count = product
    }
    return isEmpty ? 0 : count.isMultiple(of: 8) ? count / 8 : nil
  }

  /// Checks that the tensors cover the data exactly: no overlap, no gap, nothing after the last.
  private static func checkRanges(_ entries: [Entry], size: Int, path: String) throws {
    var end = 0
    for entry in entries.sorted(by: {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }) {
      guard entry.range.lowerBound == end else {
        throw FileError(
          "`data_offsets` of `\(entry.name)` in \(path) should begin at \(end), without gap or overlap. "
            + "Found \(entry.range.lowerBound).")
      }
      end = entry.range.upperBound
    }
    guard end == size else { throw FileError("\(path) should hold \(end) bytes of data. Found \(size).") }
  }
}
