import CZlib
import Foundation

/// The bytes of a file from its start to its end, uncompressed if the file is gzip. Memory grows with what is read,
/// never with what a header claims.
public final class ByteStream {
  /// The path that errors name.
  public let path: String
  private let file: UnsafeMutablePointer<FILE>
  private var inflater: Inflater?
  /// The bytes that were read to find out whether the file is gzip.
  private var lookahead: [UInt8] = []

  /// Opens a file.
  ///
  /// - Parameter textLimit: the bytes that a compressed file may hold; reading more throws.
  /// - Throws: `DatasetError` if the file cannot be opened.
  public init(_ url: URL, textLimit: Int = .max) throws {
    path = url.path
    guard let file = fopen(url.path, "rb") else { throw Self.unreadable(path) }
    self.file = file
    lookahead = [0, 0]
    let count = try lookahead.withUnsafeMutableBytes { try readFile($0) }
    lookahead.removeLast(2 - count)
    if lookahead == Inflater.magic {
      inflater = Inflater(path: path, limit: textLimit)
    }
  }

  deinit { fclose(file) }

  /// Fills the buffer with the next bytes.
  ///
  /// - Returns: the number of bytes; fewer than asked for only at the end of the file.
  /// - Throws: `DatasetError` if the file is damaged or cut off.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let inflater else { return try readRaw(buffer) }
    return try inflater.read(into: buffer) { try self.readRaw($0) }
  }

  /// The next `count` bytes, or fewer at the end of the file.
  public func bytes(upTo count: Int) throws -> [UInt8] {
    var result: [UInt8] = []
    _ = try append(upTo: count, to: &result)
    return result
  }

  /// Appends the next `count` bytes, or fewer at the end of the file.
  ///
  /// - Returns: the number of bytes.
  func append(upTo count: Int, to bytes: inout [UInt8]) throws -> Int {
    var appended = 0
    while appended < count {
      let piece = min(count - appended, max(1 << 20, appended))
      let start = bytes.count
      bytes.append(contentsOf: repeatElement(0, count: piece))
      let read = try bytes.withUnsafeMutableBytes { try self.read(into: .init(rebasing: $0[start...])) }
      appended += read
      guard read == piece else {
        bytes.removeLast(piece - read)
        break
      }
    }
    return appended
  }

  /// The bytes that are left.
  ///
  /// - Parameter limit: the largest number of bytes, against gzip files that unfold without end.
  public func rest(limit: Int = ByteStream.defaultLimit) throws -> [UInt8] {
    let result = try bytes(upTo: limit)
    if result.count == limit, try !bytes(upTo: 1).isEmpty {
      throw DatasetError("`\(path)` should hold at most \(limit) bytes once uncompressed. Found more.")
    }
    return result
  }

  /// The default limit, 4 GiB: more than any table or image file read whole should hold.
  public static let defaultLimit = 1 << 32

  /// Reads bytes as they are in the file, compressed or not.
  private func readRaw(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let ahead = min(lookahead.count, buffer.count)
    buffer.copyBytes(from: lookahead[..<ahead])
    lookahead.removeFirst(ahead)
    return ahead + (try readFile(.init(rebasing: buffer[ahead...])))
  }

  private func readFile(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let base = buffer.baseAddress, !buffer.isEmpty else { return 0 }
    let count = fread(base, 1, buffer.count, file)
    if count < buffer.count && ferror(file) != 0 { throw Self.unreadable(path) }
    return count
  }

  private static func unreadable(_ path: String) -> DatasetError {
    DatasetError("`\(path)` should be a file that can be read. Found: \(String(cString: strerror(errno))).")
  }
}
