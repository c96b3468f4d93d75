import Foundation

/// What people take for CSV and is not, by its first bytes.
enum NoTable {
  /// - Throws: `DatasetError` that says what the file is.
  static func check(_ start: [UInt8], path: String) throws {
    guard let kind = kind(start) else { return }
    throw DatasetError("`\(path)` should be a table of text (CSV). Found \(kind).")
  }

  private static let signs: [([UInt8], String)] = [
    (Array("PK\u{3}\u{4}".utf8), "a zip archive, such as an Excel file (.xlsx): save the sheet as CSV"),
    ([0xd0, 0xcf, 0x11, 0xe0], "an old Excel file (.xls): save the sheet as CSV"),
    (Array("PAR1".utf8), "a Parquet file: write it as CSV first"),
    (Array("version https://git-lfs".utf8), "a pointer of Git LFS: fetch the file with `git lfs pull`"),
    (Array("BZh".utf8), "a bzip2 file: decompress it first (gzip is read as it is)"),
    ([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], "an xz file: decompress it first (gzip is read as it is)"),
    ([0x28, 0xb5, 0x2f, 0xfd], "a Zstandard file: decompress it first (gzip is read as it is)"),
    ([0xff, 0xfe], "UTF-16: save it as UTF-8"), ([0xfe, 0xff], "UTF-16: save it as UTF-8"),
  ]

  private static func kind(_ start: [UInt8]) -> String? {
    if let sign = signs.first(where: { start.starts(with: $0.0) }) { return sign.1 }
    let head = start.prefix(512)
    let words = String(decoding: head, as: UTF8.self).lowercased().drop { $0.isWhitespace || $0 == "\u{feff}" }
    if words.hasPrefix("<!doctype html") || words.hasPrefix("<html") { return "a web page (HTML)" }
    if head.contains(0) {
      let even = stride(from: 0, to: head.count, by: 2).count { head[$0] == 0 }
      let odd = stride(from: 1, to: head.count, by: 2).count { head[$0] == 0 }
      // Latin letters in UTF-16 have a zero in every second byte.
      return max(even, odd) * 4 > head.count ? "UTF-16 without a mark: save it as UTF-8" : "bytes that are no text"
    }
    if start.contains(UInt8(ascii: "\r")) && !start.contains(UInt8(ascii: "\n")) {
      return "lines that end with CR alone, as on old Macs: save it with LF or CRLF"
    }
    return nil
  }

  /// What a table of one column is asked about, where its header holds what usually separates cells; "" elsewhere.
  static func separatorHint(_ columns: [String], separator: Character) -> String {
    guard columns.count == 1 else { return "" }
    let found = [";", "\t", "|", ","].filter { $0 != String(separator) && columns[0].contains($0) }
    guard let first = found.first else { return "" }
    return " Found one column, `\(columns[0])`: is `separator: \(first == "\t" ? "tab" : "\"\(first)\"")` missing?"
  }
}
