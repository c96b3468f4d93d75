/// The encoding of rows.
extension TableEncoding {
  /// The inputs and targets of some rows of a file.
  ///
  /// - Parameters:
  ///   - unknown: counts the cells whose category training lacks.
  ///   - fields: where the values are kept; in memory without one.
  func encode(
    _ file: TableRows, rows: [Int], _ unknown: inout UnknownCategories, in fields: TableFields? = nil
  ) throws -> Table.Part {
    let inputs = try self.inputs(file, rows: rows, &unknown, in: fields)
    var part = Table.Part(count: rows.count, inputField: inputs, targetFields: [:], isComplete: [:])
    for (index, (label, target)) in zip(labels, targets).enumerated() {
      let values = try self.values(file, rows: rows, label, target)
      part.isComplete[target.name] = values.allSatisfy { target.isLabel($0) }
      part.targetFields[target.name] =
        try fields.map { try target.keep(values, number: index, in: $0) } ?? target.field(values)
    }
    return part
  }

  /// The targets of some rows by task, see ``Table/Part/targets``.
  func targetValues(_ file: TableRows, rows: [Int]) throws -> [String: [Float]] {
    try zip(labels, targets).reduce(into: [:]) { all, pair in
      all[pair.1.name] = try values(file, rows: rows, pair.0, pair.1)
    }
  }

  /// The inputs of some rows, `[row, input]`.
  func inputs(
    _ file: TableRows, rows: [Int], _ unknown: inout UnknownCategories, in fields: TableFields? = nil
  ) throws -> Field {
    let width = inputNames.count
    let numeric = try self.numeric.map { input in
      let column = try file.column(input.column)
      return (name: input.column, scale: input.scale, values: try file.numbers(column))
    }
    let categorical = try self.categorical.map { input in
      let texts = try file.texts(try file.column(input.column))
      return (
        name: input.column, texts, categories: texts.words.map { input.categories[input.values.value($0)] ?? -1 },
        count: input.categories.count
      )
    }
    let writer = try ValueWriter<Float>(
      fields?.file(TableFields.inputs), TableFields.inputs(width: width), count: rows.count)
    let batch = max(1, Self.batchValues / max(1, width))
    for start in stride(from: 0, to: rows.count, by: batch) {
      let part = rows[start..<min(rows.count, start + batch)]
      var values = [Float](repeating: 0, count: part.count * width)
      for (at, input) in numeric.enumerated() {
        try Self.fill(&values, at, width, part, input.values, input.scale) { row, value in
          Self.tooLarge(value, input.scale, file.place(row), input.name)
        }
      }
      var at = numeric.count
      for (name, texts, categories, count) in categorical {
        var cells = 0
        for (position, row) in part.enumerated() {
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
    return try writer.finish({ Field($0, shape: [width]) }, absence: .never)
  }

  /// Numbers that are encoded at a time.
  private static let batchValues = 1 << 18

  /// Standardises the numbers of a column into every `width`-th value.
  private static func fill(
    _ values: inout [Float], _ at: Int, _ width: Int, _ rows: ArraySlice<Int>, _ column: GrowingColumn<Double>,
    _ scale: Standardization, failure: (Int, Double) -> DatasetError
  ) throws {
    let wrong = column.withValues { numbers in
      values.withUnsafeMutableBufferPointer { values -> Int? in
        var place = at
        for row in rows {
          let number = numbers[row]
          if !number.isNaN {
            let single = Float(scale.standardized(number))
            guard single.isFinite else { return row }
            values[place] = single
          }
          place += width
        }
        return nil
      }
    }
    if let wrong { throw failure(wrong, column[wrong]) }
  }

  private static func tooLarge(
    _ value: Double, _ scale: Standardization, _ place: String, _ column: String
  ) -> DatasetError {
    DatasetError(
      "\(place), column `\(column)` should be finite in single precision once standardised "
        + "(mean \(scale.mean), deviation \(scale.deviation)). Found \(value).")
  }

  /// The values of a target, see ``Table/Part/targets``.
  private func values(_ file: TableRows, rows: [Int], _ label: Label, _ target: Table.Target) throws -> [Float] {
    let column = try file.column(label.schema.column)
    guard target.kind == .regression else {
      let texts = try file.texts(column)
      let known = texts.words.map { label.number(of: $0) }, missing: Float = target.kind == .binary ? .nan : -1
      return try rows.map { row in
        let place = texts.place(row)
        guard place >= 0 else { return missing }
        guard let number = known[place] else {
          throw label.unknown(texts.words[place], "\(file.place(row)), column `\(label.schema.column)`", target)
        }
        return number
      }
    }
    let scale = Standardization(mean: target.mean, deviation: target.deviation)
    var values = [Float](repeating: .nan, count: rows.count)
    try Self.fill(&values, 0, 1, rows[...], try file.numbers(column), scale) { row, value in
      Self.tooLarge(value, scale, file.place(row), label.schema.column)
    }
    return values
  }
}

extension TableEncoding.Label {
  /// The class number of a cell, or 1 for yes; nil where it stands for none.
  fileprivate func number(of cell: String) -> Float? {
    let value = values.value(cell)
    return schema.kind == .binary ? answers[value].map { $0 ? 1 : 0 } : classes[value].map { Float($0) }
  }

  fileprivate func unknown(_ cell: String, _ place: String, _ target: Table.Target) -> DatasetError {
    if schema.kind == .classification {
      let way =
        schema.classes == nil
        ? " Training lacks it: list all classes (`classes`), or divide the rows otherwise (`split`)." : ""
      return DatasetError(
        "\(place) should be one of the classes \(Self.list(target.classes)). Found \"\(cell)\".\(way)")
    }
    if schema.positive != nil {
      return DatasetError(
        "\(place) should be one of the training split's cells \(Self.list(cells)). Found \"\(cell)\".")
    }
    return DatasetError("\(place) should be 0 or 1 (or `positive` should say what counts as 1). Found \"\(cell)\".")
  }

  /// The first of some cells, and how many more there are.
  private static func list(_ cells: [String]) -> String {
    let shown = 10
    let more = cells.count > shown ? " and \(cells.count - shown) more" : ""
    return cells.prefix(shown).joined(separator: ", ") + more
  }
}
