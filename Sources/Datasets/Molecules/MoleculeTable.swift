import Foundation

/// Measurements of molecules with their fingerprints, divided at random.
struct MoleculeTable: Sendable {
  /// A measurement.
  struct Target: Sendable {
    let name: String
    /// Whether all known values are 0 or 1.
    let isBinary: Bool
    /// Numbers: of the training split.
    let scale: Standardization
    /// By molecule of the file; NaN where nothing was measured.
    let values: [Double]
  }

  let fingerprints: Fingerprints
  let targets: [Target]
  /// The rows of each split, in the order of the file; molecules without a fingerprint are in none.
  let rows: [Split: [Int]]

  init(_ settings: MoleculeSettings) throws {
    let csv = try CSV(URL(fileURLWithPath: settings.file), numbersDoubled: true)
    let smiles = try csv.column("smiles")
    let file = try settings.fingerprints.map { URL(fileURLWithPath: $0) } ?? Fingerprints.file(beside: settings.file)
    let fingerprints = try Fingerprints(file, width: settings.bits, count: csv.count)
    let usable = (0..<csv.count).filter { !fingerprints.isEmpty($0) }
    let shares = TableRows.shares(
      usable.count, validation: settings.validation, test: settings.test, seed: settings.seed)
    let rows = Dictionary(grouping: usable.indices) { shares[$0] }.mapValues { $0.map { usable[$0] } }
    for split in Split.allCases where rows[split, default: []].isEmpty {
      throw DatasetError("The split `\(split)` of `\(csv.path)` should have molecules. Found none.")
    }
    let columns =
      try settings.targets.map { try $0.map { try csv.column($0) } }
      ?? csv.columns.indices.filter { $0 != smiles && csv.columns[$0] != Self.identifier }
    let all = try columns.map { try Self.target(csv, $0, train: rows[.train]!, usable: usable) }
    targets =
      settings.targets == nil
      ? all.filter { target in !target.isBinary || Split.allCases.allSatisfy { target.hasBoth(rows[$0]!) } } : all
    guard !targets.isEmpty else {
      throw DatasetError("`\(csv.path)` should have a target with labels of both kinds in each split. Found none.")
    }
    (self.fingerprints, self.rows) = (fingerprints, rows)
  }

  /// A column that names molecules and measures nothing.
  private static let identifier = "mol_id"

  private static func target(_ csv: CSV, _ column: Int, train: [Int], usable: [Int]) throws -> Target {
    let values = try (0..<csv.count).map { row -> Double in
      if csv.text(row, column).isEmpty { return .nan }
      guard let value = csv.number(row, column), value.isFinite else {
        throw DatasetError(
          "`\(csv.path)` line \(csv.line(row)), column `\(csv.columns[column])` should be a finite number or empty. "
            + "Found \"\(csv.text(row, column))\".")
      }
      return value
    }
    let known = train.map { values[$0] }.filter { !$0.isNaN }
    guard !known.isEmpty else {
      throw DatasetError(
        "`\(csv.columns[column])` should have labels in the training split of `\(csv.path)`. Found none.")
    }
    let isBinary = usable.allSatisfy { values[$0].isNaN || values[$0] == 0 || values[$0] == 1 }
    let name = csv.columns[column]
    return Target(
      name: name, isBinary: isBinary,
      scale: isBinary ? .none : try Standardization(known, column: name, of: csv.path), values: values)
  }
}

extension MoleculeTable.Target {
  /// Whether both answers occur among some molecules.
  func hasBoth(_ rows: [Int]) -> Bool { rows.contains { values[$0] == 0 } && rows.contains { values[$0] == 1 } }

  /// As they enter a batch, NaN where nothing was measured.
  func labels(_ rows: [Int]) -> [Float] {
    rows.map { isBinary ? Float(values[$0]) : Float(scale.standardized(values[$0])) }
  }
}
