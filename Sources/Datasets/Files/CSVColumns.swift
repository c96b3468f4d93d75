import Foundation
import Tasks

/// Columns of a CSV file: numbers as numbers, texts as places in a list of different texts. The file is read in pieces,
/// several at a time, so its text is never held as a whole.
struct CSVColumns {
  /// The names in the header, or "0", "1", … without one.
  let names: ColumnNames
  /// The columns that are read.
  let wanted: CSVCells.Wanted
  /// The numbers, in the order of ``wanted``.
  let numbers: NumberBlocks
  /// The texts, by column.
  private(set) var texts: [Int: TextColumn] = [:]
  /// The line of the file on which each row starts, from 1.
  let lines = GrowingColumn<UInt32>()
  private let path: String
  /// The cells that are no numbers, in the order of the columns of numbers.
  private var strangers: [StrangeCells] = []

  var count: Int { lines.count }

  /// Reads columns.
  ///
  /// - Parameters:
  ///   - decimal: the sign before the fraction of a number.
  ///   - missing: the cells that mean "unknown".
  ///   - textLimit: the bytes of text that a compressed file may hold.
  ///   - pieceSize: the bytes of text that are read at a time.
  ///   - scratch: the folder of a file that holds the numbers meanwhile; nil for memory.
  ///   - wanted: the columns to read, given the header.
  /// - Throws: `DatasetError` with file, line, column and cell for a file that is no table, and a cell that is no
  ///   finite number or no text.
  init(
    _ url: URL, separator: UInt8, decimal: TableSchema.Decimal = .point, hasHeader: Bool, missing: [String],
    textLimit: Int, pieceSize: Int = CSVPieces.usualSize, scratch: URL? = nil,
    wanted: (ColumnNames) throws -> CSVCells.Wanted
  ) throws {
    let stream = try ByteStream(url, textLimit: textLimit)
    path = stream.path
    var pieces = CSVPieces(stream, separator: separator, size: pieceSize)
    var first = try pieces.next()
    names = try Self.header(&first, path: path, separator: separator, isNamed: hasHeader)
    self.wanted = try wanted(names)
    numbers = try NumberBlocks(columns: self.wanted.numbers.count, in: scratch)
    strangers = Array(repeating: StrangeCells(), count: self.wanted.numbers.count)
    let cells = CSVCells(
      path: path, separator: separator, names: names.all, wanted: self.wanted, missing: MissingWords(missing),
      point: decimal.byte)
    for column in self.wanted.texts { texts[column] = TextColumn() }
    try readSideBySide(
      {
        defer { first = nil }
        return try first ?? pieces.next()
      }, { try cells.block($0) }, { try append($0) })
    guard count > 0 else { throw DatasetError("`\(path)` should hold rows. Found only a header.") }
    let columns = zip(self.wanted.numbers, strangers).map { (name: names.all[$0], cells: $1) }
    if let error = StrangeCells.error(columns, of: path) { throw error }
  }

  private mutating func append(_ block: CSVCells.Block) throws {
    for place in strangers.indices { strangers[place].add(block.strangers[place]) }
    try numbers.append(block.numbers, rows: block.lines.count)
    for (column, (places, words)) in zip(wanted.texts, zip(block.texts, block.words)) {
      try texts[column]!.append(places, words.words)
    }
    try lines.append(block.lines)
  }

  /// The names in the header, without reading the rows.
  static func names(_ url: URL, separator: UInt8, hasHeader: Bool) throws -> [String] {
    let stream = try ByteStream(url)
    var pieces = CSVPieces(stream, separator: separator, size: 1 << 16)
    var first = try pieces.next()
    return try header(&first, path: stream.path, separator: separator, isNamed: hasHeader).all
  }

  /// Reads the header from the first piece. The piece becomes nil if nothing else is in it.
  private static func header(
    _ piece: inout CSVPieces.Piece?, path: String, separator: UInt8, isNamed: Bool
  ) throws -> ColumnNames {
    try piece?.checkText(path: path)
    var scanner = CSVScanner(path: path, separator: separator, sink: FirstRow())
    var text = piece?.text ?? []
    try text.withUnsafeMutableBufferPointer { try scanner.scan($0, rows: 1) }
    guard scanner.sink.isWhole else { throw DatasetError("`\(path)` should hold a table. Found no lines.") }
    let cells = scanner.sink.cells
    if isNamed {
      piece!.text.removeFirst(scanner.at)
      piece!.line = scanner.line
      if piece!.text.isEmpty { piece = nil }
    }
    let hint = NoTable.separatorHint(cells, separator: Character(Unicode.Scalar(separator)))
    return ColumnNames(isNamed ? cells : cells.indices.map(String.init), of: path, hint: hint)
  }

  private struct FirstRow: CSVSink {
    var cells: [String] = []
    var isWhole = false

    mutating func take(_ cell: Range<Int>, _ column: Int, of text: UnsafeBufferPointer<UInt8>, line: Int) {
      cells.append(String(decoding: UnsafeBufferPointer(rebasing: text[cell]), as: UTF8.self))
    }

    mutating func endRow(_ count: Int, line: Int) { isWhole = true }
  }
}
