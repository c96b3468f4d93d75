import Components
import Foundation
import Tasks

/// A search for suspicious columns among the inputs and targets of a table's training file.
struct TableDoubts {
  private let schema: TableSchema
  private let rows: TableRows
  private let numeric: [Int]
  private let categorical: [Int]
  private(set) var found: [TableSuspicion] = []

  /// The smallest class, in rows, that is not reported.
  static let fewestRows = 20
  /// The largest number of rows in which leaks are looked for, evenly over the file, and of values for all pairs of an
  /// input and a target.
  private static let mostRows = 20_000
  private static let mostValues = 20_000_000
  private static let mostRareClasses = 10

  init(_ schema: TableSchema, _ rows: TableRows) throws {
    (self.schema, self.rows) = (schema, rows)
    numeric = try rows.columns(schema.numeric)
    categorical = try rows.columns(schema.categorical)
    try findIdentifiers()
    try findWeights()
    try findLeaks()
    try findRareClasses()
  }

  /// A column whose values may stand for groups of rows.
  private struct GroupColumn {
    let name: String
    let repeated: RepeatedValues
    let isNamed: Bool
    /// Whether the values are whole numbers without a gap.
    let counts: Bool

    var suspicion: TableSuspicion {
      let rows = Int(repeated.rowsPerValue), values = repeated.different
      return .init(
        .group, name,
        repeated.isInBlocks
          ? "has \(values) values, each in a block of about \(rows) rows: it identifies groups of rows"
          : "is named like an identifier, and has \(values) values in \(repeated.rows) rows")
    }

    /// Whether a column is likelier than another to stand for the groups. The name tells most; a person's number
    /// usually counts; and the coarser of two columns keeps together what the finer one would.
    static func isLikelier(_ a: GroupColumn, _ b: GroupColumn) -> Bool {
      if a.isNamed != b.isNamed { return a.isNamed }
      if a.counts != b.counts { return a.counts }
      return a.repeated.different < b.repeated.different
    }
  }

  // What repeats, or does not.
  private mutating func findIdentifiers() throws {
    var groups: [GroupColumn] = []
    for column in numeric + categorical {
      let name = rows.columns[column], values = try values(column), present = values.compactMap { $0 }
      guard let first = present.first else { continue }
      if present.allSatisfy({ $0 == first }) {
        if present.count < values.count { continue }
        found.append(.init(.constant, name, "has the same value in every row"))
        continue
      }
      let isText = categorical.contains(column)
      guard isText || present.allSatisfy({ $0 == $0.rounded() }) else { continue }
      let repeated = RepeatedValues(values), isNamed = IdentifierName.fits(name)
      let counts = !isText && present.max()! - present.min()! == Double(repeated.different - 1)
      if repeated.different == values.count {
        guard isText || counts || isNamed, values.count >= Self.fewestRows else { continue }
        found.append(.init(.rowIdentifier, name, "has a value of its own in every row: it identifies rows"))
      } else if schema.division.rule == .random, repeated.repeats {
        let stands = try repeated.isInBlocks && fixesAnother(column, repeated)
        if isNamed || stands { groups.append(.init(name: name, repeated: repeated, isNamed: isNamed, counts: counts)) }
      }
    }
    groups.sort(by: GroupColumn.isLikelier)
    // Other columns that are the same throughout a block are what is known of a person, such as the age.
    for (place, group) in groups.enumerated() where place == 0 || group.isNamed { found.append(group.suspicion) }
  }

  /// Finds inputs that are named like weights and hold no negative number.
  private mutating func findWeights() throws {
    for column in numeric where WeightName.fits(rows.columns[column]) {
      let present = try values(column).compactMap { $0 }
      guard !present.isEmpty, present.allSatisfy({ $0 >= 0 }) else { continue }
      found.append(.init(.weight, rows.columns[column], "is named like the weight of a sample"))
    }
  }

  /// Whether another input has one value throughout each block of equal values of a column.
  private func fixesAnother(_ column: Int, _ repeated: RepeatedValues) throws -> Bool {
    for other in numeric + categorical where other != column {
      if repeated.fixes(try values(other)) { return true }
    }
    return false
  }

  /// Finds inputs that predict a target almost alone, on rows evenly spread over the table. The number of rows falls
  /// with the number of inputs and targets, so that wide tables do not take much longer.
  private mutating func findLeaks() throws {
    let inputs = numeric + categorical, pairs = max(1, inputs.count * schema.targets.count)
    let most = max(1_000, min(Self.mostRows, Self.mostValues / pairs)), step = max(1, (rows.count + most - 1) / most)
    let chosen = Array(stride(from: 0, to: rows.count, by: step))
    let doubtful = Set(
      found.filter { [.rowIdentifier, .group, .weight].contains($0.kind) }.map(\.column))
    let targets = try schema.targets.map { (schema: $0, sampled: try target($0, chosen)) }
    for column in inputs where !doubtful.contains(rows.columns[column]) {
      let input = try input(column, chosen)
      for target in targets {
        let sole = SoleInput(input, of: target.sampled), name = target.schema.name
        let measure = target.schema.isNumber ? "rank correlation" : "AUC"
        if let absence = sole.absence, absence.strength > SoleInput.leak {
          let of = try absence.number.map { " is `\(try self.name(ofClass: $0, target.schema))`" } ?? " is high or low"
          found.append(
            .init(
              .leak, input.name, target: name,
              "is missing (or is not) almost exactly where `\(name)`\(of) (\(measure) \(Self.text(absence.strength)))"))
        } else if sole.strength > SoleInput.notable {
          let isLeak = sole.strength > SoleInput.leak
          found.append(
            .init(
              isLeak ? .leak : .notable, input.name, target: name,
              "predicts `\(name)` \(isLeak ? "almost without error" : "well") on its own (\(measure) \(Self.text(sole.strength)))"
            ))
        } else if let best = sole.best, best.strength > SoleInput.leak, let number = best.number {
          found.append(
            .init(
              .notable, input.name, target: name,
              "tells almost without error on its own whether `\(name)` is "
                + "`\(Found.cut(try self.name(ofClass: number, target.schema)))` (AUC \(Self.text(best.strength)))"))
        }
      }
    }
  }

  /// Finds classes that have too few rows to be learned or measured.
  private mutating func findRareClasses() throws {
    for target in schema.targets where !target.isNumber {
      let texts = rows.texts(try rows.column(target.column))
      var counts = Array(repeating: 0, count: texts.words.count)
      for row in 0..<rows.count where texts.place(row) >= 0 { counts[texts.place(row)] += 1 }
      let rare = zip(texts.words, counts).filter { $0.1 < Self.fewestRows }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }
      guard !rare.isEmpty else { continue }
      let named = rare.prefix(Self.mostRareClasses).map { "`\(Found.cut($0.0))` \($0.1)" }.joined(separator: ", ")
      let more = rare.count > Self.mostRareClasses ? " and \(rare.count - Self.mostRareClasses) more" : ""
      found.append(
        .init(
          .rareClass, target.column, target: target.name,
          "has \(rare.count == 1 ? "a class" : "\(rare.count) classes") with fewer than \(Self.fewestRows) rows: \(named)\(more)"
        ))
    }
  }

  // Columns.
  /// A number for each row that is equal for equal cells, nil if missing.
  private func values(_ column: Int) throws -> [Double?] {
    if categorical.contains(column) {
      let texts = rows.texts(column)
      return (0..<rows.count).map { texts.place($0) < 0 ? nil : Double(texts.place($0)) }
    }
    return try numbers(column, Array(0..<rows.count)).map { $0.isNaN ? nil : $0 }
  }

  private func numbers(_ column: Int, _ chosen: [Int]) throws -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(chosen.count)
    let place = rows.number(column)
    try rows.numbers.read(chosen) { part in
      let block = part.column(place), first = part.first
      for row in part.rows { values.append(block[row - first]) }
    }
    return values
  }

  private func input(_ column: Int, _ chosen: [Int]) throws -> SampledColumn {
    let name = rows.columns[column]
    guard categorical.contains(column) else { return SampledColumn(name, numbers: try numbers(column, chosen)) }
    let texts = rows.texts(column)
    return SampledColumn(name, places: chosen.map(texts.place), count: texts.words.count)
  }

  private func target(_ target: TableSchema.Target, _ chosen: [Int]) throws -> SampledTarget {
    let column = try rows.column(target.column)
    if target.isNumber { return SampledTarget(target.name, numbers: try numbers(column, chosen)) }
    let texts = rows.texts(column)
    guard let positive = target.positive else {
      return SampledTarget(target.name, classes: chosen.map(texts.place), count: texts.words.count)
    }
    let isPositive = texts.words.map { positive.contains($0) ? 1 : 0 }
    return SampledTarget(
      target.name, classes: chosen.map { texts.place($0) < 0 ? -1 : isPositive[texts.place($0)] }, count: 2)
  }

  /// The name of a class in the words of the table.
  private func name(ofClass number: Int, _ target: TableSchema.Target) throws -> String {
    if let positive = target.positive { return number == 1 ? positive.joined(separator: ", ") : "another" }
    return rows.texts(try rows.column(target.column)).words[number]
  }

  private static func text(_ strength: Double) -> String { String(format: "%.3f", min(strength, 1)) }
}

extension TableSchema {
  /// The doubts about the inputs and targets, as far as the training file shows them.
  ///
  /// - Throws: `DatasetError` if the file cannot be read as the schema says.
  public func suspicions() throws -> [TableSuspicion] { try TableDoubts(self, TableRows(train, schema: self)).found }
}
