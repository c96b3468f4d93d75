/// A check that text is UTF-8. Bytes that are not would otherwise be decoded as one replacement character each, and two
/// names would become one.
enum UTF8Check {
  /// The line of the first bytes that are not UTF-8, from 1; nil if all are.
  static func firstWrongLine(_ bytes: [UInt8]) -> Int? {
    bytes.withUnsafeBufferPointer { text in
      var line = 1, start = 0
      while start < text.count {
        var end = start, isASCII = true
        while end < text.count, text[end] != UInt8(ascii: "\n") {
          isASCII = isASCII && text[end] < 0x80
          end += 1
        }
        if !isASCII {
          let piece = UnsafeBufferPointer(rebasing: text[start..<end])
          if !String(decoding: piece, as: UTF8.self).utf8.elementsEqual(piece) { return line }
        }
        (line, start) = (line + 1, end + 1)
      }
      return nil
    }
  }

  /// Checks bytes.
  ///
  /// - Throws: `DatasetError` with the first line that is not UTF-8.
  static func check(_ bytes: [UInt8], path: String) throws {
    if let line = firstWrongLine(bytes) {
      throw DatasetError("`\(path)` line \(line) should be text in UTF-8. Found other bytes.")
    }
  }
}
