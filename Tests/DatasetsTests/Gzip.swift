import CZlib

/// The bytes as one gzip member.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
  var stream = z_stream()
  deflateInit2_(
    &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
  defer { deflateEnd(&stream) }
  var input = bytes, output = [UInt8](repeating: 0, count: bytes.count + 100)
  let count = input.count, room = output.count
  input.withUnsafeMutableBufferPointer { source in
    output.withUnsafeMutableBufferPointer { target in
      stream.next_in = source.baseAddress
      stream.avail_in = UInt32(count)
      stream.next_out = target.baseAddress
      stream.avail_out = UInt32(room)
      deflate(&stream, Z_FINISH)
    }
  }
  return Array(output[..<(room - Int(stream.avail_out))])
}
