import Components
import Statistics
import Tasks

/// The division of a file's rows into splits.
extension TableRows {
  /// The rows of each split of this file, each in file order.
  ///
  /// - Parameters:
  ///   - targets: the targets whose classes are spread evenly over folds.
  ///   - takesValidation: false if validation has a file of its own; `takesTest` likewise.
  func divided(
    by division: TableSchema.Division, targets: [TableSchema.Target], takesValidation: Bool, takesTest: Bool
  ) throws -> [Split: [Int]] {
    let validation = takesValidation ? division.validation : 0, test = takesTest ? division.test : 0
    if let fold = division.fold {
      guard takesTest, division.rule != .column else {
        throw DatasetError("`fold` of `division` should stand with test rows that are drawn at random.")
      }
      let (unit, sizes) = try units(of: division)
      var drawn = StratifiedUnits(sizes: sizes, name: division.rule == .group ? "groups" : "rows")
      for target in targets { drawn.add(classes: try classes(of: target), unit: unit) }
      if let groups = try TaskGroups(targets, in: self) { drawn.add(classes: try groups.groups(of: self), unit: unit) }
      let splits = try fold.splits(of: drawn, validation: validation, seed: division.seed, path: path)
      return Dictionary(grouping: 0..<count) { splits[unit[$0]] }
    }
    if division.rule != .column {
      for (name, share) in [("validation", validation), ("test", test)] where !(0..<1).contains(share) {
        throw DatasetError("`\(name)` of `division` should be a share in 0 ..< 1. Found \(share).")
      }
      guard validation + test < 1 else {
        throw DatasetError(
          "`validation` and `test` of `division` should leave rows to train on. Found \(validation + test).")
      }
    }
    let assignment: [Split]
    switch division.rule {
    case .random:
      assignment = try shares(
        within: TaskGroups(targets, in: self), validation: validation, test: test, seed: division.seed)
    case .group:
      let cells = try cells(of: division), values = CellValues(Set(cells))
      let groups = cells.map(values.value)
      // In the order of text, so that a draw stays what it was.
      let names = values.names(Set(cells)).sorted().map(values.value)
      let shares = Self.shares(names.count, validation: validation, test: test, seed: division.seed)
      let split = Dictionary(uniqueKeysWithValues: zip(names, shares))
      assignment = groups.map { split[$0]! }
    case .column:
      let cells = try cells(of: division), values = CellValues(Set(cells))
      let first = Set((takesValidation ? division.validationValues : []).map(values.value)),
        second = Set((takesTest ? division.testValues : []).map(values.value))
      if let both = division.validationValues.first(where: { second.contains(values.value($0)) }), takesValidation {
        throw DatasetError(
          "`validationValues` and `testValues` should have no value in common. Found \(Found.quoted(both)) in both.")
      }
      assignment = cells.map(values.value).map {
        first.contains($0) ? .validation : second.contains($0) ? .test : .train
      }
    }
    return Dictionary(grouping: 0..<count) { assignment[$0] }
  }

  /// A split for each row, in shares of all rows, or of the rows of each group that is a task.
  private func shares(within groups: TaskGroups?, validation: Double, test: Double, seed: UInt64) throws -> [Split] {
    guard let groups else { return Self.shares(count, validation: validation, test: test, seed: seed) }
    var rows = Array(repeating: [Int](), count: groups.names.count)
    for (row, group) in try groups.groups(of: self).enumerated() { rows[group].append(row) }
    var result = [Split](repeating: .train, count: count)
    for (group, rows) in rows.enumerated() {
      let own = Self.shares(rows.count, validation: validation, test: test, seed: seed, group: group)
      for (row, split) in zip(rows, own) { result[row] = split }
    }
    return result
  }

  /// The unit of each row, a row or a group, and the number of rows of each unit.
  private func units(of division: TableSchema.Division) throws -> (unit: [Int], sizes: [Int]) {
    guard division.rule == .group else { return (Array(0..<count), Array(repeating: 1, count: count)) }
    let cells = try cells(of: division), values = CellValues(Set(cells))
    let names = values.names(Set(cells)).sorted().map(values.value)
    let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    let unit = cells.map { numbers[values.value($0)]! }
    var sizes = Array(repeating: 0, count: names.count)
    for number in unit { sizes[number] += 1 }
    return (unit, sizes)
  }

  /// The class of a target in each row, nil if it has none. Numbers have one class, "known"; if all are known, they
  /// have none. Those of a survival time are event and censored.
  private func classes(of target: TableSchema.Target) throws -> [Int?] {
    let column = try column(target.event ?? target.column)
    guard target.kind != .regression else {
      var known: [Int?] = Array(repeating: nil, count: count)
      try numbers.read(Array(0..<count)) { part in
        let values = part.column(number(column))
        for row in part.rows where !values[row - part.first].isNaN { known[row] = 0 }
      }
      return known.contains(nil) ? known : []
    }
    let texts = texts(column), values = CellValues(Set(texts.words))
    let positive = target.positive.map { Set($0.map(values.value)) }
    var classOf: [String: Int] = [:]
    let classes = texts.words.map { word -> Int in
      let value = values.value(word)
      if let positive { return positive.contains(value) ? 1 : 0 }
      let known = classOf[value] ?? classOf.count
      classOf[value] = known
      return known
    }
    return (0..<count).map { row in texts.place(row) < 0 ? nil : classes[texts.place(row)] }
  }

  private func cells(of division: TableSchema.Division) throws -> [String] {
    guard let name = division.column else {
      throw DatasetError("`column` of `division` should be given for the rule `\(division.rule)`. Found none.")
    }
    let texts = texts(try column(name))
    return try (0..<count).map { row in
      guard let text = texts[row] else {
        throw DatasetError(
          "\(place(row)), column `\(name)` should have a value, as rows are divided by it. Found none.")
      }
      return text
    }
  }

  /// A split for each of `count` rows or groups, in shares that are exact but for rounding. A share above 0 gets at
  /// least one.
  ///
  /// - Parameter group: the number of the group whose rows are divided; nil for those of the whole table.
  static func shares(_ count: Int, validation: Double, test: Double, seed: UInt64, group: Int? = nil) -> [Split] {
    let key: UInt64 = 0x7461_626c_65
    var random = group.map { SplitMix64(key: seed, key, UInt64($0)) } ?? SplitMix64(key: seed, key)
    let order = random.permutation(count)
    func part(_ share: Double) -> Int { share > 0 ? max(1, Int((share * Double(count)).rounded())) : 0 }
    var result = [Split](repeating: .train, count: count)
    let forTest = min(count, part(test)), forValidation = min(count - forTest, part(validation))
    for index in order[..<forTest] { result[index] = .test }
    for index in order[forTest..<forTest + forValidation] { result[index] = .validation }
    return result
  }
}
