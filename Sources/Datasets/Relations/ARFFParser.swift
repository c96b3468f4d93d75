/// Reads the lines of an ARFF file one after the other.
struct ARFFParser {
  let path: String
  private let bytes: [UInt8]
  private var line = 0
  private(set) var attributes: [ARFF.Attribute] = []
  private(set) var values: [Double] = []
  private(set) var lines: [Int] = []
  private(set) var hasData = false
  /// By attribute: the place of each nominal value.
  private var places: [[String: Int]] = []

  init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  mutating func parse() throws {
    var start = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    while start < bytes.count {
      line += 1
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      var words = ARFFWords(bytes, start..<end)
      start = end + 1
      words.skipBlanks()
      guard !words.isAtEnd, words.next != UInt8(ascii: "%") else { continue }
      if hasData { try readRow(&words) } else { try readDeclaration(&words) }
    }
  }

  private func failure(_ sentence: String) -> DatasetError { DatasetError("`\(path)` line \(line) \(sentence)") }

  // MARK: declarations

  private mutating func readDeclaration(_ words: inout ARFFWords) throws {
    let keyword = words.plainWord().lowercased()
    switch keyword {
    case "@relation": break
    case "@attribute": try readAttribute(&words)
    case "@data": hasData = true
    default:
      throw failure("should begin with `@relation`, `@attribute`, `@data` or `%`. Found \"\(keyword)\".")
    }
  }

  private mutating func readAttribute(_ words: inout ARFFWords) throws {
    words.skipBlanks()
    guard let name = words.word(until: [UInt8(ascii: "{")], spaced: true), !name.isEmpty else {
      throw failure("should name an attribute.")
    }
    guard !attributes.contains(where: { $0.name == name }) else {
      throw failure("should name an attribute that is not there yet. Found `\(name)` again.")
    }
    words.skipBlanks()
    let kind: ARFF.Kind
    if words.take(UInt8(ascii: "{")) {
      kind = .nominal(try readNominal(&words, of: name))
    } else {
      let type = words.plainWord()
      switch type.lowercased() {
      case "numeric", "real", "integer": kind = .numeric
      case "string", "date": kind = .text
      default:
        throw failure(
          "should give `\(name)` a type: numeric, real, integer, string, date, or values in braces. Found \"\(type)\".")
      }
    }
    attributes.append(ARFF.Attribute(name: name, kind: kind))
    if case .nominal(let names) = kind {
      places.append(Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) }))
    } else {
      places.append([:])
    }
  }

  private func readNominal(_ words: inout ARFFWords, of name: String) throws -> [String] {
    var names: [String] = []
    repeat {
      words.skipBlanks()
      guard let value = words.word(until: [UInt8(ascii: ","), UInt8(ascii: "}")]) else {
        throw failure("should close the quote that it opens in the values of `\(name)`.")
      }
      if names.contains(value) { throw failure("should list each value of `\(name)` once. Found \"\(value)\" twice.") }
      names.append(value)
      words.skipBlanks()
    } while words.take(UInt8(ascii: ","))
    guard words.take(UInt8(ascii: "}")) else {
      throw failure("should close the braces around the values of `\(name)`.")
    }
    return names
  }

  // MARK: rows

  private mutating func readRow(_ words: inout ARFFWords) throws {
    let start = values.count
    if words.take(UInt8(ascii: "{")) {
      try readSparse(&words, start)
    } else {
      try readDense(&words, start)
    }
    lines.append(line)
  }

  private mutating func readDense(_ words: inout ARFFWords, _ start: Int) throws {
    var count = 0
    repeat {
      words.skipBlanks()
      let cell = try readCell(&words, closing: nil)
      if count < attributes.count { values.append(try value(cell, count)) }
      count += 1
      words.skipBlanks()
    } while words.take(UInt8(ascii: ","))
    guard words.isAtEnd else { throw failure("should have a comma between two values. Found other text.") }
    guard count == attributes.count else {
      throw failure("should have \(attributes.count) values, one for each attribute. Found \(count).")
    }
  }

  private mutating func readSparse(_ words: inout ARFFWords, _ start: Int) throws {
    values += repeatElement(0, count: attributes.count)
    var seen: Set<Int> = []
    words.skipBlanks()
    while !words.take(UInt8(ascii: "}")) {
      let place = words.plainWord()
      guard let column = Int(place), attributes.indices.contains(column) else {
        throw failure("should number attributes from 0 to \(attributes.count - 1). Found \"\(place)\".")
      }
      guard seen.insert(column).inserted else {
        throw failure("should give each attribute a value once. Found `\(attributes[column].name)` twice.")
      }
      words.skipBlanks()
      values[start + column] = try value(readCell(&words, closing: UInt8(ascii: "}")), column)
      words.skipBlanks()
      let continues = words.take(UInt8(ascii: ","))
      words.skipBlanks()
      guard continues || words.next == UInt8(ascii: "}") else {
        throw failure("should have a comma between two values, and braces around all. Found other text.")
      }
    }
    words.skipBlanks()
    guard words.isAtEnd else { throw failure("should end with the braces of its values. Found other text.") }
  }

  private func readCell(_ words: inout ARFFWords, closing: UInt8?) throws -> ARFFWords.Cell {
    guard let cell = words.cell(until: [UInt8(ascii: ",")] + (closing.map { [$0] } ?? [])) else {
      throw failure("should close the quote that it opens.")
    }
    return cell
  }

  private func value(_ cell: ARFFWords.Cell, _ column: Int) throws -> Double {
    if cell.isMissing { return .nan }
    switch attributes[column].kind {
    case .numeric:
      if let number = cell.number, number.isFinite { return number }
      throw failure("should have a finite number for `\(attributes[column].name)`. Found \"\(cell.text)\".")
    case .nominal(let names):
      if let place = places[column][cell.text] { return Double(place) }
      throw failure(
        "should have one of \(names.joined(separator: ", ")) for `\(attributes[column].name)`. Found \"\(cell.text)\".")
    case .text: return .nan
    }
  }
}
