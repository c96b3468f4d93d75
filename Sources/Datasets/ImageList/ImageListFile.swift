import Components
import Foundation

/// One list of pictures: a line for each, with its path, a blank and the number of its class. Paths may hold blanks.
struct ImageListFile {
  /// A picture of the list.
  struct Line: Hashable {
    /// The picture's path below the folder of pictures.
    var picture: String
    /// The number of its class, from 0.
    var label: Int
    /// The line of the list, for errors: "`train.txt` line 2".
    var place: String
  }

  /// The list's path.
  let path: String
  /// The pictures, at least one.
  let lines: [Line]

  /// The numbers of classes that a task can have: with more, a mistaken column of numbers would make a network of millions of
  /// outputs.
  static let classes = 2...65_536
  /// The largest list in bytes, against gzip files that unfold without end.
  private static let longest = 1 << 28

  /// Reads a list, plain or gzip. Empty lines are left out.
  ///
  /// - Parameter classes: the number of classes; nil if any number of a class is allowed.
  /// - Throws: `DatasetError` with the first line that is not a path and a class, or if there is no picture.
  init(_ url: URL, classes: Int? = nil) throws {
    let path = url.path, classes = 0...(classes ?? Self.classes.upperBound) - 1
    var bytes = try ByteStream(url).rest(limit: Self.longest)
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes.removeFirst(3) }
    try UTF8Check.check(bytes, path: path)
    let text = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    lines = try text.enumerated().compactMap { number, bytes in
      let line = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      return line.isEmpty ? nil : try Self.line(line, "`\(path)` line \(number + 1)", classes)
    }
    guard !lines.isEmpty else { throw DatasetError("`\(path)` should name pictures. Found none.") }
    self.path = path
  }

  private static func line(_ text: String, _ place: String, _ classes: ClosedRange<Int>) throws -> Line {
    guard let blank = text.lastIndex(where: { $0 == " " || $0 == "\t" }),
      let label = Int(text[text.index(after: blank)...])
    else {
      throw DatasetError(
        "\(place) should be a picture's path, a blank and the number of its class. Found \(Found.quoted(text)).")
    }
    guard classes.contains(label) else {
      throw DatasetError("\(place) should have a class in 0 … \(classes.upperBound). Found \(label).")
    }
    let picture = text[..<blank].trimmingCharacters(in: .whitespaces)
    guard !picture.hasPrefix("/"), !picture.split(separator: "/").contains("..") else {
      throw DatasetError("\(place) should name a picture below the folder of pictures. Found \(Found.quoted(picture)).")
    }
    return Line(picture: picture, label: label, place: place)
  }
}
