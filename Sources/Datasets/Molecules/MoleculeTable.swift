import Components
import Foundation
import Tasks

/// The measurements of molecules with their fingerprints, divided at random.
struct MoleculeTable: Sendable {
  /// A measurement.
  struct Target: Sendable {
    let name: String
    /// Whether all known values are 0 or 1.
    let isBinary: Bool
    /// The scale of numbers, learned from the training split.
    let scale: Standardization
    /// The value of each molecule of the file; NaN if nothing was measured.
    let values: [Double]
  }

  let fingerprints: Fingerprints
  let targets: [Target]
  /// The weights of the file's molecules; nil if all weigh the same.
  let weights: SampleWeights?
  /// The rows of each split, in the order of the file; molecules without a fingerprint are in none.
  let rows: [Split: [Int]]
  /// Sentences on what was left out, or looks as if it meant something else.
  let notes: [String]

  init(_ settings: MoleculeSettings) throws {
    let csv = try CSV(URL(fileURLWithPath: settings.file), numbersDoubled: true)
    let smiles = try csv.column("smiles")
    let file = try settings.fingerprints.map { URL(fileURLWithPath: $0) } ?? Fingerprints.file(beside: settings.file)
    let fingerprints = try Fingerprints(file, width: settings.bits, count: csv.count)
    let usable = (0..<csv.count).filter { !fingerprints.isEmpty($0) }
    var seen: Set<String> = []
    if let name = settings.targets?.first(where: { !seen.insert($0).inserted }) {
      throw DatasetError("`targets` should name each column once. Found `\(Found.cut(name))` twice.")
    }
    let weight = try settings.sampleWeight.map { try csv.column($0) }
    if let weight, let name = settings.targets?.first(where: { $0 == csv.columns[weight] }) {
      throw DatasetError("`\(Found.cut(name))` is the sample weight and should not be a target.")
    }
    weights = try weight.map { try SampleWeights(csv, $0) }
    let columns =
      try settings.targets.map { try $0.map { try csv.column($0) } }
      ?? csv.columns.indices.filter { $0 != smiles && $0 != weight && !Self.identifiers.contains(csv.columns[$0]) }
    let missing = MissingCells(settings.missing)
    let values = try columns.map { try Self.values(csv, $0, missing) }
    let splits = try Self.splits(of: usable, values, settings, path: csv.path)
    let rows = Dictionary(grouping: usable.indices) { splits[$0] }.mapValues { $0.map { usable[$0] } }
    for split in Split.allCases where rows[split, default: []].isEmpty {
      throw DatasetError("The split `\(split)` of `\(csv.path)` should have molecules. Found none.")
    }
    for split in Split.allCases { try weights?.require(rows[split]!, of: split) }
    let all = try zip(columns, values).map { try Self.target(csv, $0, $1, train: rows[.train]!, usable: usable) }
    targets =
      settings.targets == nil
      ? all.filter { target in !target.isBinary || Split.allCases.allSatisfy { target.hasBoth(rows[$0]!) } } : all
    guard !targets.isEmpty else {
      throw DatasetError("`\(csv.path)` should have a target with labels of both kinds in each split. Found none.")
    }
    (self.fingerprints, self.rows) = (fingerprints, rows)
    let unread = csv.count - usable.count
    notes =
      (unread == 0 ? [] : ["\(unread) molecules have no fingerprint and are left out"])
      + targets.filter { $0.hasMinusOnes(usable) }.map {
        "`\($0.name)` has the values -1, 0 and 1 alone and is read as a number; `missing: ['', -1]` takes -1 as not measured"
      }
  }

  /// The columns that name molecules and measure nothing: `mol_id`, and an index that was written without a name.
  private static let identifiers = ["mol_id", ""]

  /// The split of each usable molecule.
  private static func splits(
    of usable: [Int], _ values: [[Double]], _ settings: MoleculeSettings, path: String
  ) throws -> [Split] {
    guard let fold = settings.fold else {
      return TableRows.shares(
        usable.count, validation: settings.validation, test: settings.test, seed: settings.seed)
    }
    var units = StratifiedUnits(count: usable.count, name: "molecules")
    for column in values {
      let isBinary = isBinary(column, usable)
      units.add(
        classes: usable.map { column[$0].isNaN ? nil : isBinary ? Int(column[$0]) : 0 }, unit: Array(usable.indices))
    }
    return try fold.splits(of: units, validation: settings.validation, seed: settings.seed, path: path)
  }

  private static func isBinary(_ values: [Double], _ usable: [Int]) -> Bool {
    usable.allSatisfy { values[$0].isNaN || values[$0] == 0 || values[$0] == 1 }
  }

  private static func values(_ csv: CSV, _ column: Int, _ missing: MissingCells) throws -> [Double] {
    try (0..<csv.count).map { row -> Double in
      let value = csv.number(row, column)
      if missing.contains(value, csv, row, column) { return .nan }
      guard let value, value.isFinite else {
        throw DatasetError(
          "`\(csv.path)` line \(csv.line(row)), column `\(csv.columns[column])` should be a finite number or empty. "
            + "Found \(Found.quoted(csv.text(row, column))). `targets` names the columns that are read.")
      }
      return value
    }
  }

  private static func target(
    _ csv: CSV, _ column: Int, _ values: [Double], train: [Int], usable: [Int]
  ) throws -> Target {
    let known = train.map { values[$0] }.filter { !$0.isNaN }
    guard !known.isEmpty else {
      throw DatasetError(
        "`\(csv.columns[column])` should have labels in the training split of `\(csv.path)`. Found none.")
    }
    let isBinary = isBinary(values, usable)
    let name = csv.columns[column]
    return Target(
      name: name, isBinary: isBinary,
      scale: isBinary ? .none : try Standardization(known, column: name, of: csv.path), values: values)
  }
}

/// The cells that mean "not measured".
private struct MissingCells {
  private let texts: Set<String>
  private let numbers: Set<Double>

  init(_ cells: [String]) {
    texts = Set(cells)
    numbers = Set(cells.compactMap { Array($0.utf8).withUnsafeBufferPointer { decimalNumber($0, $0.indices) } })
  }

  /// Whether a cell is one of them.
  ///
  /// - Parameter number: the number in the cell, if it is one.
  func contains(_ number: Double?, _ csv: CSV, _ row: Int, _ column: Int) -> Bool {
    number.map { numbers.contains($0) } ?? texts.contains(csv.text(row, column))
  }
}

extension MoleculeTable.Target {
  /// Whether both answers occur among some molecules.
  func hasBoth(_ rows: [Int]) -> Bool { rows.contains { values[$0] == 0 } && rows.contains { values[$0] == 1 } }

  /// Whether −1 occurs among 0 and 1 alone, as some files write it for "not measured".
  func hasMinusOnes(_ rows: [Int]) -> Bool {
    rows.contains { values[$0] == -1 } && rows.allSatisfy { values[$0].isNaN || [-1, 0, 1].contains(values[$0]) }
  }

  /// The labels as they enter a batch, NaN if nothing was measured.
  func labels(_ rows: [Int]) -> [Float] {
    rows.map { isBinary ? Float(values[$0]) : Float(scale.standardized(values[$0])) }
  }
}
