import Foundation
import Tasks

/// A table in the attribute-relation file format, plain or gzip: attributes with types, then rows, dense or sparse.
///
/// `%` at the start of a word begins a comment up to the line's end. Words and values may stand in single or double
/// quotes, in which a backslash keeps the next character and two quotes stand for one. `?` is a missing value. The
/// values of a row are separated by commas, or by blanks and tabs in a row without commas. A range after a type is
/// ignored. In a sparse row, `{3 1.5, 7 red}`, an attribute that is not named is 0, or the first value of a nominal
/// attribute.
///
/// Source: I. Witten, E. Frank, M. Hall, C. Pal, "Data Mining: Practical Machine Learning Tools and Techniques" (4th edition,
/// 2016), and the format's description for WEKA.
public struct ARFF: Sendable {
  /// A column.
  public struct Attribute: Sendable, Hashable {
    public let name: String
    public let kind: Kind
  }

  /// The kind of an attribute's values.
  public enum Kind: Sendable, Hashable {
    /// A number: `numeric`, `real` or `integer`.
    case numeric
    /// One of several values, in their order.
    case nominal([String])
    /// A text: `string` or `date`. It is ignored, since it can be neither an input nor a target.
    case text
  }

  /// The path that errors name.
  public let path: String
  /// The attributes in the order of the file.
  public let attributes: [Attribute]
  /// The values, row after row: a number, the place of a nominal value, or NaN if missing or text.
  private let values: [Double]
  /// The line of each row, from 1.
  private let lines: [Int]

  /// Reads a file.
  ///
  /// - Throws: `DatasetError` with file and line for an unknown type, a value that is no number or not among the
  ///   nominal ones, a row with too many or too few values or with two for one attribute, quotes that stay open, a name
  ///   that occurs twice, a line that is not UTF-8, more than 2²⁹ values, and a file without rows.
  public init(_ url: URL) throws {
    let parser = try Self.parser(url, rows: true)
    (path, attributes, values, lines) = (url.path, parser.attributes, parser.values, parser.lines)
    guard !lines.isEmpty else { throw DatasetError("`\(path)` should hold rows behind `@data`. Found none.") }
  }

  /// The attributes that a file declares. Its rows are not read.
  ///
  /// - Throws: `DatasetError`, see ``init(_:)``.
  static func attributes(_ url: URL) throws -> [Attribute] { try parser(url, rows: false).attributes }

  private static func parser(_ url: URL, rows: Bool) throws -> ARFFParser {
    var parser = ARFFParser(path: url.path)
    var pieces = LinePieces(try ByteStream(url, textLimit: ByteStream.defaultLimit))
    while rows || !parser.hasData, let piece = try pieces.next() { try parser.parse(piece, rows: rows) }
    guard !parser.attributes.isEmpty else {
      throw DatasetError("`\(url.path)` should declare attributes. Found none.")
    }
    guard parser.hasData else { throw DatasetError("`\(url.path)` should have a line `@data`. Found none.") }
    return parser
  }

  /// The number of rows.
  public var count: Int { lines.count }

  /// The line of the file that holds a row, from 1.
  public func line(_ row: Int) -> Int { lines[row] }

  /// The number in a row; nil if it is missing or the attribute is not numeric.
  public func number(_ row: Int, _ column: Int) -> Double? {
    guard attributes[column].kind == .numeric else { return nil }
    let value = values[row * attributes.count + column]
    return value.isNaN ? nil : value
  }

  /// The numbers of a column in some rows; NaN if they are missing or the attribute is not numeric.
  func numbers(_ rows: Range<Int>, _ column: Int) -> [Double] {
    guard attributes[column].kind == .numeric else { return Array(repeating: .nan, count: rows.count) }
    return rows.map { values[$0 * attributes.count + column] }
  }

  /// The nominal value in a row, or the number as text; nil if it is missing.
  public func text(_ row: Int, _ column: Int) -> String? {
    let value = values[row * attributes.count + column]
    guard !value.isNaN else { return nil }
    if case .nominal(let names) = attributes[column].kind { return names[Int(value)] }
    return Int(exactly: value).map(String.init) ?? "\(value)"
  }
}

extension DataSource {
  /// An ARFF table with a task for each target. Regressions are measured by their error relative to the training
  /// mean's, and then as in a table.
  ///
  /// - Parameters:
  ///   - schema: from ``TableSchema/init(arff:targets:dropping:)``, with its other files and its division.
  ///   - cache: the folder in which tables are kept encoded, so that they are parsed once; without one, they are in
  ///     memory.
  /// - Throws: `DatasetError`, see ``Table/init(_:)``.
  public static func arff(_ schema: TableSchema, cache: URL? = nil) throws -> DataSource {
    var source = try table(schema, cache: cache)
    source.tasks = try source.tasks.map { $0.kind == .regression ? try $0.measured(by: ["rrmse", "mae"]) : $0 }
    return source
  }
}
