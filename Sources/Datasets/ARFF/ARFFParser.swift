import Components
import Tasks

/// A parser that reads the lines of an ARFF file one after the other.
struct ARFFParser {
  let path: String
  private var line = 0
  private(set) var attributes: [ARFF.Attribute] = []
  private(set) var values: [Double] = []
  private(set) var lines: [Int] = []
  private(set) var hasData = false
  /// The place of each nominal value, by attribute.
  private var places: [[String: Int]] = []
  private var names: Set<String> = []

  private let limit: Int

  /// The largest number of rows times attributes: 4 GiB of numbers. A sparse file with a few bytes a row could exceed
  /// it.
  static let defaultLimit = 1 << 29
  /// The largest number of values that an error lists.
  private static let shown = 10

  init(path: String, limit: Int = ARFFParser.defaultLimit) { (self.path, self.limit) = (path, limit) }

  /// Reads the next whole lines.
  ///
  /// - Parameter rows: whether the rows after `@data` are read.
  mutating func parse(_ piece: CSVPieces.Piece, rows: Bool = true) throws {
    try piece.checkText(path: path)
    let bytes = piece.text
    var start = 0
    line = piece.line - 1
    while start < bytes.count, rows || !hasData {
      line += 1
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      var words = ARFFWords(bytes, start..<end)
      start = end + 1
      words.skipBlanks()
      guard !words.isAtEnd else { continue }
      if hasData { try readRow(&words) } else { try readDeclaration(&words) }
    }
  }

  private func failure(_ sentence: String) -> DatasetError { DatasetError("`\(path)` line \(line) \(sentence)") }

  // MARK: declarations

  /// Reads a line of the header: `@relation`, `@attribute` or `@data`, in any case.
  private mutating func readDeclaration(_ words: inout ARFFWords) throws {
    let keyword = words.plainWord().lowercased()
    switch keyword {
    case "@relation": break
    case "@attribute": try readAttribute(&words)
    case "@data": hasData = true
    default:
      throw failure("should begin with `@relation`, `@attribute`, `@data` or `%`. Found \(Found.quoted(keyword)).")
    }
  }

  /// Reads the name and the type of an attribute.
  private mutating func readAttribute(_ words: inout ARFFWords) throws {
    words.skipBlanks()
    guard let name = words.word(.brace), !name.isEmpty else { throw failure("should name an attribute.") }
    guard names.insert(name).inserted else {
      throw failure("should name an attribute that is not there yet. Found `\(Found.cut(name))` again.")
    }
    words.skipBlanks()
    let kind: ARFF.Kind
    var places: [String: Int] = [:]
    if words.take(ARFFWords.openingBrace) {
      let values = try readNominal(&words, of: name, places: &places)
      kind = .nominal(values)
    } else {
      // A range may follow, `real [0,1]`, which WEKA reads over.
      let type = words.plainWord(until: UInt8(ascii: "["))
      switch type.lowercased() {
      case "numeric", "real", "integer": kind = .numeric
      case "string", "date": kind = .text
      default:
        throw failure(
          "should give `\(name)` a type: numeric, real, integer, string, date, or values in braces. Found \(Found.quoted(type))."
        )
      }
    }
    attributes.append(ARFF.Attribute(name: name, kind: kind))
    self.places.append(places)
  }

  /// Reads the values of a nominal attribute up to the closing brace, and their places.
  ///
  /// - Parameter name: the attribute, for errors.
  private func readNominal(
    _ words: inout ARFFWords, of name: String, places: inout [String: Int]
  ) throws -> [String] {
    var values: [String] = []
    let ends = ARFFWords.Ends.listed(words)
    repeat {
      words.skipBlanks()
      guard let value = words.word(ends) else {
        throw failure("should close the quote that it opens in the values of `\(name)`.")
      }
      guard places.updateValue(values.count, forKey: value) == nil else {
        throw failure("should list each value of `\(name)` once. Found \(Found.quoted(value)) twice.")
      }
      values.append(value)
      words.skipBlanks()
    } while words.hasCommas ? words.take(ARFFWords.comma) : words.next != ARFFWords.closingBrace && !words.isAtEnd
    guard words.take(ARFFWords.closingBrace) else {
      throw failure("should close the braces around the values of `\(name)`.")
    }
    return values
  }

  // MARK: rows

  private mutating func readRow(_ words: inout ARFFWords) throws {
    let start = values.count
    // Checked before each row: a sparse row of a few bytes takes as much memory as a full one.
    guard start + attributes.count <= limit else {
      throw failure("should be within \(limit) values, rows times attributes. Found more.")
    }
    if words.take(ARFFWords.openingBrace) {
      try readSparse(&words, start)
    } else {
      try readDense(&words, start)
    }
    lines.append(line)
  }

  /// Reads a row that gives each attribute its value in order.
  private mutating func readDense(_ words: inout ARFFWords, _ start: Int) throws {
    var count = 0
    let ends = ARFFWords.Ends.values(words)
    repeat {
      words.skipBlanks()
      let cell = try readCell(&words, ends)
      // Further values are only counted, so that the error can say how many the row has.
      if count < attributes.count { values.append(try value(cell, count)) }
      count += 1
      words.skipBlanks()
    } while words.hasCommas ? words.take(ARFFWords.comma) : !words.isAtEnd
    guard words.isAtEnd else { throw failure("should have a comma between two values. Found other text.") }
    guard count == attributes.count else {
      throw failure("should have \(attributes.count) values, one for each attribute. Found \(count).")
    }
  }

  /// Reads a row in braces that gives some attributes a value, each after its number: `{1 0.5, 7 yes}`.
  private mutating func readSparse(_ words: inout ARFFWords, _ start: Int) throws {
    // An attribute that a sparse row does not name is 0, which is also the place of the first value of a nominal one.
    values += repeatElement(0, count: attributes.count)
    var seen: Set<Int> = []
    words.skipBlanks()
    while !words.take(ARFFWords.closingBrace) {
      let place = words.plainWord()
      guard let column = Int(place), attributes.indices.contains(column) else {
        throw failure("should number attributes from 0 to \(attributes.count - 1). Found \(Found.quoted(place)).")
      }
      guard seen.insert(column).inserted else {
        throw failure("should give each attribute a value once. Found `\(Found.cut(attributes[column].name))` twice.")
      }
      words.skipBlanks()
      values[start + column] = try value(readCell(&words, .sparse), column)
      words.skipBlanks()
      let continues = words.take(ARFFWords.comma)
      words.skipBlanks()
      guard continues || words.next == ARFFWords.closingBrace else {
        throw failure("should have a comma between two values, and braces around all. Found other text.")
      }
    }
    words.skipBlanks()
    guard words.isAtEnd else { throw failure("should end with the braces of its values. Found other text.") }
  }

  private func readCell(_ words: inout ARFFWords, _ ends: ARFFWords.Ends) throws -> ARFFWords.Cell {
    guard let cell = words.cell(ends) else { throw failure("should close the quote that it opens.") }
    return cell
  }

  /// A cell as a number: the number itself, or the place of a nominal value. Missing cells and texts are NaN.
  private func value(_ cell: ARFFWords.Cell, _ column: Int) throws -> Double {
    if cell.isMissing { return .nan }
    switch attributes[column].kind {
    case .numeric:
      if let number = cell.number, number.isFinite { return number }
      throw failure("should have a finite number for `\(attributes[column].name)`. Found \(Found.quoted(cell.text)).")
    case .nominal(let names):
      if let place = places[column][cell.text] { return Double(place) }
      let more = names.count > Self.shown ? " and \(names.count - Self.shown) more" : ""
      let known = names.prefix(Self.shown).joined(separator: ", ") + more
      throw failure("should have one of \(known) for `\(attributes[column].name)`. Found \(Found.quoted(cell.text)).")
    case .text: return .nan
    }
  }
}
