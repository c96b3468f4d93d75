import Components
import Tasks

/// The encoding of rows.
extension TableEncoding {
  /// The inputs and targets of some rows of a file.
  ///
  /// - Parameters:
  ///   - unknown: counts the cells whose category training lacks.
  ///   - fields: the place in which the values are kept; they are in memory without one.
  func encode(
    _ file: TableRows, rows: [Int], _ unknown: inout UnknownCategories, in fields: TableFields? = nil
  ) throws -> Table.Part {
    let inputs = try self.inputs(file, rows: rows, &unknown, in: fields)
    let values = try self.values(file, rows: rows)
    let isComplete = zip(targets, values).map { ($0.name, $1.allSatisfy($0.isLabel)) }
    let targetFields =
      try fields?.keep(values, of: targets, count: rows.count)
      ?? Dictionary(uniqueKeysWithValues: zip(targets, values).map { ($0.name, $0.field($1)) })
    return Table.Part(
      count: rows.count, inputField: inputs, targetFields: targetFields,
      isComplete: Dictionary(uniqueKeysWithValues: isComplete))
  }

  /// The targets of some rows by task, see ``Table/Part/targets``.
  func targetValues(_ file: TableRows, rows: [Int]) throws -> [String: [Float]] {
    Dictionary(uniqueKeysWithValues: zip(targets.map(\.name), try values(file, rows: rows)))
  }

  /// The inputs of some rows, `[row, input]`.
  func inputs(
    _ file: TableRows, rows: [Int], _ unknown: inout UnknownCategories, in fields: TableFields? = nil
  ) throws -> Field {
    let width = inputNames.count
    let numeric = try self.numeric.map { input in
      (
        name: input.column, scale: input.scale, place: file.number(try file.column(input.column)),
        indicator: input.indicator
      )
    }
    let categorical = try self.categorical.map { input in
      let texts = file.texts(try file.column(input.column))
      return (
        name: input.column, texts, categories: texts.words.map { input.categories[input.values.value($0)] ?? -1 },
        count: input.categories.count
      )
    }
    let writer = try ValueWriter<Float>(
      fields?.file(TableFields.inputs), TableFields.inputs(width: width), count: rows.count)
    let batch = max(1, Self.batchValues / max(1, width))
    try file.numbers.read(rows) { part in
      for start in stride(from: part.rows.startIndex, to: part.rows.endIndex, by: batch) {
        let chosen = part.rows[start..<min(part.rows.endIndex, start + batch)]
        var values = [Float](repeating: 0, count: chosen.count * width)
        for (at, input) in numeric.enumerated() {
          let failure = { (row: Int, value: Double) in
            Self.tooLarge(value, input.scale.description, file.place(row), input.name)
          }
          switch input.scale {
          case .linear(let scale):
            try Self.fill(&values, at, width, chosen, part, input.place, scale.standardized, failure: failure)
          case .quantile(let scale):
            try Self.fill(&values, at, width, chosen, part, input.place, scale.score, failure: failure)
          }
          if let indicator = input.indicator { Self.mark(&values, indicator, width, chosen, part, input.place) }
        }
        var at = numeric.count
        for (name, texts, categories, count) in categorical {
          var cells = 0
          for (position, row) in chosen.enumerated() {
            let place = texts.place(row)
            guard place >= 0 else { continue }
            cells += 1
            let category = categories[place]
            if category >= 0 {
              values[position * width + at + category] = 1
            } else {
              unknown.add(name, unknown: texts.words[place])
            }
          }
          unknown.add(name, cells: cells)
          at += count
        }
        try writer.append(values)
      }
    }
    return try writer.finish({ Field($0, shape: [width]) }, absence: .never)
  }

  /// The number of values that are encoded at a time.
  private static let batchValues = 1 << 18

  /// Puts 1 into every `width`-th value, from `at` on, if a column lacks a number.
  private static func mark(
    _ values: inout [Float], _ at: Int, _ width: Int, _ rows: ArraySlice<Int>, _ part: NumberBlocks.Part, _ place: Int
  ) {
    let column = part.column(place)
    for (position, row) in rows.enumerated() where column[row - part.first].isNaN { values[at + position * width] = 1 }
  }

  /// Scales the numbers of a column into every `width`-th value, from `at` on.
  @inline(__always)
  private static func fill(
    _ values: inout [Float], _ at: Int, _ width: Int, _ rows: ArraySlice<Int>, _ part: NumberBlocks.Part, _ place: Int,
    _ scaled: (Double) -> Double, failure: (Int, Double) -> DatasetError
  ) throws {
    let column = part.column(place), first = part.first
    // The loop returns the wrong row instead of throwing: the error, with its text, is made outside of the loop over
    // all rows.
    let wrong = values.withUnsafeMutableBufferPointer { values -> Int? in
      var place = at
      for row in rows {
        let number = column[row - first]
        if !number.isNaN {
          let single = Float(scaled(number))
          guard single.isFinite else { return row }
          values[place] = single
        }
        place += width
      }
      return nil
    }
    if let wrong { throw failure(wrong, column[wrong - first]) }
  }

  private static func tooLarge(
    _ value: Double, _ scale: String, _ place: String, _ column: String
  ) -> DatasetError {
    DatasetError(
      "\(place), column `\(column)` should be finite in single precision once standardised "
        + "(\(scale)). Found \(value).")
  }

  /// The values of each target, see ``Table/Part/targets``.
  private func values(_ file: TableRows, rows: [Int]) throws -> [[Float]] {
    let columns = try labels.map { try file.column($0.schema.column) }
    var all = try targets.indices.map { index in
      labels[index].schema.isNumber
        ? Array(repeating: Float.nan, count: rows.count)
        : try values(file.texts(columns[index]), of: file, rows: rows, labels[index], targets[index])
    }
    let numbers = targets.indices.filter { labels[$0].schema.isNumber }
    if !numbers.isEmpty { try read(numbers, of: file, rows: rows, columns, into: &all) }
    for (index, label) in labels.enumerated() where label.schema.kind == .survival {
      try censor(&all[index], of: file, rows: rows, label, targets[index])
    }
    try keepOwnLabels(&all, of: file, rows: rows)
    return all
  }

  /// Reads the targets that are numbers.
  ///
  /// - Parameter numbers: the places of those targets.
  private func read(
    _ numbers: [Int], of file: TableRows, rows: [Int], _ columns: [Int], into all: inout [[Float]]
  ) throws {
    try file.numbers.read(rows) { part in
      for index in numbers {
        let scale = Standardization(mean: targets[index].mean, deviation: targets[index].deviation)
        let place = file.number(columns[index])
        try Self.fill(&all[index], part.rows.startIndex, 1, part.rows, part, place, scale.standardized) { row, value in
          Self.tooLarge(value, NumericScale.linear(scale).description, file.place(row), labels[index].schema.column)
        }
      }
    }
  }

  /// Gives censored times a minus, and takes away those of which it is not known whether they are.
  private func censor(
    _ times: inout [Float], of file: TableRows, rows: [Int], _ label: Label, _ target: Table.Target
  ) throws {
    let texts = file.texts(try file.column(label.schema.event ?? label.schema.column))
    let events = try values(texts, of: file, rows: rows, label, target)
    for (place, row) in rows.enumerated() {
      guard !(times[place] < 0) else {
        throw DatasetError(
          "\(file.place(row)), column `\(label.schema.column)` should be a time of at least 0. Found \(times[place]).")
      }
      times[place] =
        events[place].isNaN ? .nan : Float(SurvivalLabels.label(Double(times[place]), isEvent: events[place] == 1))
    }
  }

  /// Takes away the labels of tasks in rows of other groups.
  private func keepOwnLabels(_ all: inout [[Float]], of file: TableRows, rows: [Int]) throws {
    guard let groups = try groups?.groups(of: file) else { return }
    for (task, label) in labels.enumerated() {
      guard let own = label.group else { continue }
      let missing = targets[task].missing
      for (place, row) in rows.enumerated() where groups[row] != own { all[task][place] = missing }
    }
  }

  private func values(
    _ texts: TextColumn, of file: TableRows, rows: [Int], _ label: Label, _ target: Table.Target
  ) throws -> [Float] {
    let known = texts.words.map { label.number(of: $0) }, missing = target.missing
    return try rows.map { row in
      let place = texts.place(row)
      guard place >= 0 else { return missing }
      guard let number = known[place] else {
        let column = label.schema.event ?? label.schema.column
        throw label.unknown(texts.words[place], "\(file.place(row)), column `\(column)`", target)
      }
      return number
    }
  }
}

extension TableEncoding.Label {
  /// The class number of a cell, or 1 for yes; nil if the cell is no label.
  fileprivate func number(of cell: String) -> Float? {
    let value = values.value(cell)
    return schema.kind == .classification ? classes[value].map { Float($0) } : answers[value].map { $0 ? 1 : 0 }
  }

  fileprivate func unknown(_ cell: String, _ place: String, _ target: Table.Target) -> DatasetError {
    if schema.kind == .classification {
      let way =
        schema.classes == nil
        ? " Training lacks it: list all classes (`classes`), or divide the rows otherwise (`split`)." : ""
      return DatasetError(
        "\(place) should be one of the classes \(Self.list(target.classes)). Found \(Found.quoted(cell)).\(way)")
    }
    if schema.positive != nil {
      return DatasetError(
        "\(place) should be one of the training split's cells \(Self.list(cells)). Found \(Found.quoted(cell)).")
    }
    return DatasetError(
      "\(place) should be 0 or 1 (or `\(schema.positiveKey)` should say what counts as 1). Found \(Found.quoted(cell))."
    )
  }

  /// The first of some cells, and the number of the others.
  private static func list(_ cells: [String]) -> String {
    let shown = 10
    let more = cells.count > shown ? " and \(cells.count - shown) more" : ""
    return cells.prefix(shown).joined(separator: ", ") + more
  }
}
