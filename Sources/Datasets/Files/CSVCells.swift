import Components
import Tasks

/// A sink that reads the wanted cells of a piece of a CSV file.
struct CSVCells: Sendable {
  /// The columns that are read, as numbers and as texts; a column may be both.
  struct Wanted: Sendable {
    var numbers: [Int] = []
    var texts: [Int] = []
  }

  /// The rows of a piece, column by column.
  struct Block {
    /// The numbers of each column; NaN if missing.
    var numbers: [[Double]]
    /// The places in `words` of each column's texts; −1 if missing.
    var texts: [[Int32]]
    var words: [WordList]
    /// The cells that are no numbers, for each column of numbers.
    var strangers: [StrangeCells]
    var lines: [UInt32] = []
  }

  let path: String
  let separator: UInt8
  let names: [String]
  let wanted: Wanted
  let missing: MissingWords
  /// The byte before the fraction of a number.
  var point = UInt8(ascii: ".")

  func block(_ piece: CSVPieces.Piece) throws -> Block {
    try piece.checkText(path: path)
    var text = piece.text
    var scanner = CSVScanner(path: path, separator: separator, line: piece.line, sink: Reader(self, bytes: text.count))
    try text.withUnsafeMutableBufferPointer { try scanner.scan($0) }
    return scanner.sink.block
  }

  /// A receiver of the cells of one piece, which keeps those of the wanted columns.
  private struct Reader: CSVSink {
    let cells: CSVCells
    /// The place of each column of the file among the numbers and among the texts; −1 if it is not read as such.
    let numberPlaces: [Int]
    let textPlaces: [Int]
    let width: Int
    var block: Block

    init(_ cells: CSVCells, bytes: Int) {
      self.cells = cells
      width = cells.names.count
      var numberPlaces = Array(repeating: -1, count: width), textPlaces = numberPlaces
      for (place, column) in cells.wanted.numbers.enumerated() { numberPlaces[column] = place }
      for (place, column) in cells.wanted.texts.enumerated() { textPlaces[column] = place }
      (self.numberPlaces, self.textPlaces) = (numberPlaces, textPlaces)
      block = Block(
        numbers: Array(repeating: [], count: cells.wanted.numbers.count),
        texts: Array(repeating: [], count: cells.wanted.texts.count),
        words: Array(repeating: WordList(), count: cells.wanted.texts.count),
        strangers: Array(repeating: StrangeCells(), count: cells.wanted.numbers.count))
    }

    /// The number of bytes of a cell that are kept for an error, more than an error shows.
    private static let shownBytes = 4 * (Found.longest + 1)

    @inline(__always)
    mutating func take(_ cell: Range<Int>, _ column: Int, of text: UnsafeBufferPointer<UInt8>, line: Int) throws {
      guard column < width else { return }
      let number = numberPlaces[column]
      if number >= 0 {
        if !cells.missing.hasNumbers, let value = decimalNumber(text, cell, point: cells.point), value.isFinite {
          block.numbers[number].append(value)
        } else {
          try takeOddNumber(cell, column, of: text, line: line)
        }
      }
      let place = textPlaces[column]
      if place >= 0 {
        let bytes = UnsafeBufferPointer(rebasing: text[cell])
        block.texts[place].append(cells.missing.contains(bytes) ? -1 : block.words[place].place(bytes))
      }
    }

    /// Takes a cell that may mean "unknown", or that is no number and may be shown by an error. It stands apart to keep
    /// the function for usual cells, which is inlined, small.
    private mutating func takeOddNumber(
      _ cell: Range<Int>, _ column: Int, of text: UnsafeBufferPointer<UInt8>, line: Int
    ) throws {
      let bytes = UnsafeBufferPointer(rebasing: text[cell]), place = numberPlaces[column]
      if cells.missing.contains(bytes) {
        block.numbers[place].append(.nan)
      } else if let value = decimalNumber(text, cell, point: cells.point), value.isFinite {
        block.numbers[place].append(value)
      } else {
        block.numbers[place].append(.nan)
        block.strangers[place].add(
          cells: 1, line: line, text: String(decoding: bytes.prefix(Self.shownBytes), as: UTF8.self))
      }
    }

    mutating func endRow(_ count: Int, line: Int) throws {
      guard count == width else { throw CSVScanner<Self>.raggedRow(cells.path, line: line, count, width: width) }
      block.lines.append(UInt32(truncatingIfNeeded: line))
    }
  }
}

/// The cells that mean "unknown".
struct MissingWords: Sendable {
  private let words: [[UInt8]]
  private let longest: Int
  /// Whether one of them is a number, so that numbers have to be compared with them.
  let hasNumbers: Bool

  init(_ words: [String]) {
    self.words = words.map { Array($0.utf8) }
    longest = self.words.map(\.count).max() ?? -1
    hasNumbers = words.contains { decimalValue($0) != nil }
  }

  func contains(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    cell.count <= longest && words.contains { $0.count == cell.count && $0.elementsEqual(cell) }
  }
}
