import Components
import Foundation
import Tasks

/// The formats that people take for CSV, known by their first bytes.
enum NoTable {
  /// Checks the start of a file.
  ///
  /// - Throws: `DatasetError` that names the format of the file.
  static func check(_ start: [UInt8], path: String) throws {
    guard let kind = kind(start) else { return }
    throw DatasetError("`\(path)` should be a table of text (CSV). Found \(kind).")
  }

  private static let signs: [([UInt8], String)] = [
    (Array("PK\u{3}\u{4}".utf8), "a zip archive, such as an Excel file (.xlsx): \(pandas("read_excel"))"),
    ([0xd0, 0xcf, 0x11, 0xe0], "an old Excel file (.xls): \(pandas("read_excel"))"),
    (Array("PAR1".utf8), "a Parquet file: \(pandas("read_parquet"))"),
    (Array("ARROW1".utf8), "a Feather file: \(pandas("read_feather"))"),
    (Array("MATLAB 5.0 MAT-file".utf8), "a MATLAB file (.mat): \(matlab)"),
    (
      [0x89] + Array("HDF\r\n".utf8),
      "an HDF5 file, such as a MATLAB file (.mat) of version 7.3: write its arrays as CSV"
    ),
    ([0x93] + Array("NUMPY".utf8), "an array of NumPy (.npy): write it as CSV with `numpy.savetxt`"),
    (Array("version https://git-lfs".utf8), "a pointer of Git LFS: fetch the file with `git lfs pull`"),
    (Array("BZh".utf8), "a bzip2 file: decompress it first (gzip is read as it is)"),
    ([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], "an xz file: decompress it first (gzip is read as it is)"),
    ([0x28, 0xb5, 0x2f, 0xfd], "a Zstandard file: decompress it first (gzip is read as it is)"),
    ([0xff, 0xfe], "UTF-16: save it as UTF-8"), ([0xfe, 0xff], "UTF-16: save it as UTF-8"),
  ]

  /// A line of Python that makes a CSV file of a file in another format.
  private static func pandas(_ reader: String) -> String {
    "save the sheet or table as CSV, in Python with `pandas.\(reader)(FILE).to_csv(\"table.csv\", index=False)`"
  }

  private static let matlab =
    "write a matrix as CSV, in Python with "
    + "`pandas.DataFrame(scipy.io.loadmat(FILE)[NAME]).to_csv(\"table.csv\", index=False)`"

  static func kind(_ start: [UInt8]) -> String? {
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

  /// A question on a table of one column whose header holds what usually separates cells; otherwise "".
  static func separatorHint(_ columns: [String], separator: Character) -> String {
    guard columns.count == 1 else { return "" }
    let found = [";", "\t", "|", ","].filter { $0 != String(separator) && columns[0].contains($0) }
    guard let first = found.first else { return "" }
    return
      " Found one column, `\(Found.cut(columns[0]))`: is `separator: \(first == "\t" ? "tab" : "\"\(first)\"")` missing?"
  }
}
