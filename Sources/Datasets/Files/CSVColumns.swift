import Foundation

/// Some columns of a CSV file: numbers as numbers, texts as places in a list of the different ones. The file is read in
/// pieces, several at a time; its text is never held as a whole.
struct CSVColumns {
  /// The header, or "0", "1", … without one.
  let names: ColumnNames
  private(set) var count = 0
  /// By column.
  private(set) var numbers: [Int: GrowingColumn<Double>] = [:]
  private(set) var texts: [Int: TextColumn] = [:]
  private let lines = GrowingColumn<UInt32>()
  private let path: String

  /// The line of the file on which a row starts, from 1.
  func line(_ row: Int) -> Int { Int(lines[row]) }

  /// - Parameters:
  ///   - missing: cells that stand for "unknown".
  ///   - textLimit: bytes of text that a compressed file may hold.
  ///   - wanted: by the header, the columns that are read.
  ///   - pieceSize: bytes of text that are read at a time.
  /// - Throws: `DatasetError` with file, line, column and cell for what is no table, no finite number, or no text.
  init(
    _ url: URL, separator: UInt8, hasHeader: Bool, missing: [String], textLimit: Int,
    pieceSize: Int = CSVPieces.usualSize, wanted: (ColumnNames) throws -> CSVCells.Wanted
  ) throws {
    let stream = try ByteStream(url, textLimit: textLimit)
    path = stream.path
    var pieces = CSVPieces(stream, separator: separator, size: pieceSize)
    var first = try pieces.next()
    names = try Self.header(&first, path: path, separator: separator, isNamed: hasHeader)
    let cells = CSVCells(
      path: path, separator: separator, names: names.all, wanted: try wanted(names), missing: MissingWords(missing))
    for column in cells.wanted.numbers { numbers[column] = GrowingColumn() }
    for column in cells.wanted.texts { texts[column] = TextColumn() }
    try readSideBySide(
      {
        defer { first = nil }
        return try first ?? pieces.next()
      }, { try cells.block($0) }, { try append($0, cells.wanted) })
    guard count > 0 else { throw DatasetError("`\(path)` should hold rows. Found only a header.") }
  }

  private mutating func append(_ block: CSVCells.Block, _ wanted: CSVCells.Wanted) throws {
    for (column, values) in zip(wanted.numbers, block.numbers) { try numbers[column]!.append(values) }
    for (column, (places, words)) in zip(wanted.texts, zip(block.texts, block.words)) {
      try texts[column]!.append(places, words.words)
    }
    try lines.append(block.lines)
    count += block.lines.count
  }

  /// The header alone.
  static func names(_ url: URL, separator: UInt8, hasHeader: Bool) throws -> [String] {
    let stream = try ByteStream(url)
    var pieces = CSVPieces(stream, separator: separator, size: 1 << 16)
    var first = try pieces.next()
    return try header(&first, path: stream.path, separator: separator, isNamed: hasHeader).all
  }

  /// Takes the header from the first piece, which is nil afterwards where nothing else is in it.
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
