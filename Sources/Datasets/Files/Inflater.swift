import CZlib

/// A reader of gzip (RFC 1952), piece by piece. A file may consist of several members.
final class Inflater {
  static let magic: [UInt8] = [0x1f, 0x8b]

  private let path: String
  private var stream = z_stream()
  private var input = [UInt8](repeating: 0, count: 1 << 16)
  private var unread: Range<Int> = 0..<0
  private var finished = false
  private var produced = 0

  private let limit: Int

  /// Creates a reader.
  ///
  /// - Parameter limit: the largest number of uncompressed bytes; reading more throws.
  init(path: String, limit: Int = .max) {
    self.path = path
    self.limit = limit
    let gzipOnly: Int32 = 15 + 16
    let status = inflateInit2_(&stream, gzipOnly, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib should start. Found status \(status).")
  }

  deinit { inflateEnd(&stream) }

  /// Fills the buffer with the next bytes, and reads compressed bytes from `source` for it.
  func read(
    into buffer: UnsafeMutableRawBufferPointer, from source: (UnsafeMutableRawBufferPointer) throws -> Int
  ) throws -> Int {
    var filled = 0
    while filled < buffer.count && !finished {
      if unread.isEmpty {
        unread = 0..<(try input.withUnsafeMutableBytes { try source($0) })
        guard !unread.isEmpty else {
          throw DatasetError(
            "`\(path)` should be a complete gzip file. Found its end after \(produced) uncompressed bytes.")
        }
      }
      // zlib counts in 32 bits, so a larger buffer is filled in several rounds.
      let room = min(buffer.count - filled, Int(UInt32.max))
      let status = input.withUnsafeMutableBufferPointer { bytes in
        stream.next_in = bytes.baseAddress! + unread.lowerBound
        stream.avail_in = UInt32(unread.count)
        stream.next_out = (buffer.baseAddress! + filled).assumingMemoryBound(to: UInt8.self)
        stream.avail_out = UInt32(room)
        return inflate(&stream, Z_NO_FLUSH)
      }
      unread = unread.upperBound - Int(stream.avail_in)..<unread.upperBound
      filled += room - Int(stream.avail_out)
      produced += room - Int(stream.avail_out)
      guard produced <= limit else {
        throw DatasetError(
          "`\(path)` should hold at most \(limit) bytes once uncompressed (`text-limit`). Found more.")
      }
      switch status {
      // `Z_BUF_ERROR` only says that input or room ran out; the next round brings more, or finds the file's end.
      case Z_OK, Z_BUF_ERROR: continue
      case Z_STREAM_END: try startNextMember(from: source)
      default:
        let reason = stream.msg.map { String(cString: $0) } ?? "status \(status)"
        throw DatasetError("`\(path)` should be intact gzip. Found \(reason) after \(produced) uncompressed bytes.")
      }
    }
    return filled
  }

  /// Starts the next member. After a member there is the end of the file or another member, nothing else.
  private func startNextMember(from source: (UnsafeMutableRawBufferPointer) throws -> Int) throws {
    if unread.count < Inflater.magic.count {
      // The magic number of the next member may be cut by the end of the buffer: what is left moves to the front, and
      // more is read after it.
      let kept = unread.count
      for offset in 0..<kept { input[offset] = input[unread.lowerBound + offset] }
      let read = try input.withUnsafeMutableBytes { try source(.init(rebasing: $0[kept...])) }
      unread = 0..<kept + read
    }
    if unread.isEmpty {
      finished = true
    } else if input[unread].starts(with: Inflater.magic) {
      inflateReset(&stream)
    } else {
      throw DatasetError(
        "`\(path)` should end with its gzip data. Found further bytes after \(produced) uncompressed ones.")
    }
  }
}
