import CZlib

/// A writer of gzip (RFC 1952). The bytes depend only on the input: the header holds neither a name nor a time.
enum Deflater {
  private static let (inputSize, outputSize) = (1 << 20, 1 << 16)

  /// The bytes as one gzip member.
  static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    let gzipOnly: Int32 = 15 + 16, memoryLevel: Int32 = 8
    let status = deflateInit2_(
      &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzipOnly, memoryLevel, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib should start. Found status \(status).")
    defer { deflateEnd(&stream) }
    var result: [UInt8] = [], output = [UInt8](repeating: 0, count: outputSize), input = bytes[...]
    var isFinished = false
    while !isFinished {
      // zlib reads from a pointer that is not constant, and counts in 32 bits: the input goes through it in pieces.
      var piece = Array(input.prefix(inputSize))
      input = input.dropFirst(piece.count)
      let isLast = input.isEmpty, count = piece.count
      piece.withUnsafeMutableBufferPointer { piece in
        stream.next_in = piece.baseAddress
        stream.avail_in = UInt32(count)
        repeat {
          let written = output.withUnsafeMutableBufferPointer { output in
            stream.next_out = output.baseAddress
            stream.avail_out = UInt32(output.count)
            isFinished = deflate(&stream, isLast ? Z_FINISH : Z_NO_FLUSH) == Z_STREAM_END
            return output.count - Int(stream.avail_out)
          }
          result += output.prefix(written)
        } while stream.avail_out == 0 && !isFinished
      }
    }
    return result
  }
}
