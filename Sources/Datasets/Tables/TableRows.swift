import Components
import Foundation
import Tasks

/// The rows of one table file of any format: the columns that are used, with cells checked as they are read.
struct TableRows {
  /// The parts of a file that are read.
  enum Use {
    /// The inputs, the targets, the column by which rows are divided, and further columns of text.
    case training(also: [String] = [])
    /// The inputs and targets.
    case samples
    /// The inputs; `alone` says that a file of float64 has no other columns.
    case inputs(alone: Bool = false)
  }

  /// The names of the columns.
  private let names: ColumnNames
  let path: String
  let numbers: NumberBlocks
  /// The places of the number columns among the numbers.
  private let places: [Int: Int]
  private let texts: [Int: TextColumn]
  /// The lines of the rows, from 1; nil for a file without lines.
  private let lines: GrowingColumn<UInt32>?
  /// A sentence on how the file was read, if it could be read in another way.
  private(set) var note: String?

  var columns: [String] { names.all }
  var count: Int { numbers.count }

  /// Reads a file.
  ///
  /// - Parameter scratch: the folder of a file that holds the numbers meanwhile; nil for memory.
  /// - Throws: `DatasetError` if the file is no such table; `FileError` if the numbers cannot be written.
  init(_ path: String, schema: TableSchema, _ use: Use = .training(), scratch: URL? = nil) throws {
    let url = URL(fileURLWithPath: path)
    self.path = url.path
    let wanted: CSVCells.Wanted
    switch schema.format {
    case .csv:
      let csv = try CSVColumns(
        url, separator: try schema.separatorByte(), decimal: schema.decimal, hasHeader: schema.header,
        missing: schema.missing,
        textLimit: schema.textLimit, scratch: scratch
      ) { try schema.wanted($0, use) }
      (names, numbers, texts, lines, wanted) = (csv.names, csv.numbers, csv.texts, csv.lines, csv.wanted)
    case .float64:
      let layouts = try schema.float64Layouts(use, of: url.path)
      let raw = try RawFloat64(url, widths: layouts.map(\.count), limit: schema.textLimit)
      names = ColumnNames(layouts.first { $0.count == raw.width } ?? layouts[0], of: url.path)
      wanted = try schema.wanted(names, use)
      note = raw.note(otherwise: layouts.map(\.count), path: url.path)
      numbers = try NumberBlocks(raw, wanted.numbers, names: names.all, path: url.path, in: scratch)
      texts = try Dictionary(uniqueKeysWithValues: wanted.texts.map { ($0, try TextColumn(raw.texts($0))) })
      lines = nil
    case .arff:
      let arff = try ARFF(url)
      names = ColumnNames(arff.attributes.map(\.name), of: url.path)
      wanted = try schema.wanted(names, use)
      numbers = try NumberBlocks(arff, wanted.numbers, in: scratch)
      texts = try Dictionary(
        uniqueKeysWithValues: wanted.texts.map { column in
          (column, try TextColumn((0..<arff.count).map { arff.text($0, column) }))
        })
      let lines = GrowingColumn<UInt32>()
      try lines.append((0..<arff.count).map { UInt32(truncatingIfNeeded: arff.line($0)) })
      self.lines = lines
    }
    places = Dictionary(uniqueKeysWithValues: wanted.numbers.enumerated().map { ($1, $0) })
  }

  /// The place of a row in the words of an error.
  func place(_ row: Int) -> String { lines.map { "`\(path)` line \($0[row])" } ?? "`\(path)` row \(row)" }

  /// The line of a row, from 1; its number from 1 in a file without lines.
  func line(_ row: Int) -> Int { lines.map { Int($0[row]) } ?? row + 1 }

  /// The place among the numbers of a column that is read as numbers.
  func number(_ column: Int) -> Int { places[column]! }

  /// The texts of a column that is read as texts.
  func texts(_ column: Int) -> TextColumn { texts[column]! }

  /// The place of a column.
  func column(_ name: String) throws -> Int { try names.place(name) }

  /// The places that a list of names and number ranges stands for.
  func columns(_ names: [String]) throws -> [Int] { try self.names.places(names) }
}

extension TableSchema {
  /// The largest number of columns of a float64 file, more than any table has.
  public static let mostColumns = 1 << 20

  fileprivate func wanted(_ names: ColumnNames, _ use: TableRows.Use) throws -> CSVCells.Wanted {
    try names.require(needed(use))
    var numbers = try names.places(numeric), texts = try names.places(categorical + [text].compactMap(\.self))
    if case .inputs = use {
    } else {
      for target in targets {
        let place = try names.place(target.column)
        if target.isNumber { numbers.append(place) } else { texts.append(place) }
        texts += try [target.event].compactMap(\.self).map(names.place)
      }
    }
    if case .inputs = use {
    } else {
      texts += try targets.compactMap(\.taskBy).map(names.place)
      numbers += try [sampleWeight].compactMap(\.self).map(names.place)
    }
    if case .training(let also) = use {
      texts += try ([division.rule == .random ? nil : division.column].compactMap { $0 } + also).map(names.place)
    }
    return CSVCells.Wanted(numbers: Set(numbers).sorted(), texts: Set(texts).sorted())
  }

  /// The names of the columns that are read.
  private func needed(_ use: TableRows.Use) -> [String] {
    var needed = numeric + categorical + [text].compactMap(\.self)
    if case .inputs = use {
    } else {
      needed += (targets.flatMap { [$0.column, $0.event, $0.taskBy] } + [sampleWeight]).compactMap(\.self)
    }
    if case .training = use, division.rule != .random { needed += [division.column].compactMap { $0 } }
    return needed
  }

  /// Checks the columns that are named here against the header of the training file.
  ///
  /// - Parameter others: further columns that should be there.
  /// - Throws: `DatasetError` with all names that are no column.
  public func requireColumns(_ others: [String] = []) throws {
    let columns = try columns()
    let hint = format == .csv ? NoTable.separatorHint(columns, separator: separator.first ?? ",") : ""
    let path = URL(fileURLWithPath: train).path
    try ColumnNames(columns, of: path, hint: hint).require(needed(.training()) + others)
  }

  fileprivate func separatorByte() throws -> UInt8 {
    guard separator.count == 1, let character = separator.first else {
      throw DatasetError("`separator` should be one character. Found \(Found.quoted(separator)).")
    }
    return try CSV.separatorByte(character, of: train)
  }

  fileprivate func float64Columns() throws -> [String] {
    guard let width else { throw DatasetError("`width` should be given for float64 files. Found none.") }
    guard (1...TableSchema.mostColumns).contains(width) else {
      throw DatasetError("`width` of a float64 file should lie in 1 … \(TableSchema.mostColumns). Found \(width).")
    }
    return (0..<width).map(String.init)
  }

  /// The numbers of columns that a file of float64 may have: all columns, or in a file of inputs only those, since it
  /// has no header.
  fileprivate func float64Layouts(_ use: TableRows.Use, of path: String) throws -> [[String]] {
    let all = try float64Columns()
    guard case .inputs(let alone) = use else { return [all] }
    let inputs = try ColumnNames(all, of: path).places(numeric).sorted().map { all[$0] }
    return alone || inputs.count == all.count ? [inputs] : [all, inputs]
  }

  /// The columns of the training file, so that a caller can choose among them.
  ///
  /// - Throws: `DatasetError` if the file cannot be read.
  public func columns() throws -> [String] {
    let url = URL(fileURLWithPath: train)
    switch format {
    case .csv: return try CSVColumns.names(url, separator: try separatorByte(), hasHeader: header)
    case .float64: return try float64Columns()
    case .arff: return try ARFF.attributes(url).map(\.name)
    }
  }
}
