import Components
import Foundation
import Tasks

/// A reader of a schema's files, which encodes them.
struct TableReading {
  let schema: TableSchema

  init(_ schema: TableSchema) throws {
    try schema.validate()
    self.schema = schema
  }

  /// The bytes for each row while rows are divided and a column of them is encoded: its number twice, since arrays grow
  /// by doubling, and a value.
  private static let bytesPerRow = 3 * MemoryLayout<Int>.stride

  /// Reads the table.
  ///
  /// - Parameter folder: the folder in which the values are kept; nil for memory.
  func table(in folder: URL? = nil) throws -> Table {
    let file = try TableRows(schema.train, schema: schema, scratch: folder)
    try FreeMemory.require(file.count, of: Self.bytesPerRow, for: "The rows of `\(file.path)`")
    let rows = try file.divided(
      by: schema.division, targets: schema.targets, takesValidation: schema.validation == nil,
      takesTest: schema.test == nil)
    let trainRows = rows[.train] ?? []
    guard !trainRows.isEmpty else {
      throw DatasetError("The split `train` of `\(file.path)` should have rows. Found none.")
    }
    let encoding = try TableEncoding(schema, file: file, rows: trainRows)
    var notes: [String] = []
    var labelled: [[[Int]]] = []
    let parts = try Split.allCases.map { split in
      let source =
        try schema.ownFile(split).map { try TableRows($0, schema: schema, .samples, scratch: folder) } ?? file
      let chosen = schema.ownFile(split) == nil ? rows[split] ?? [] : Array(0..<source.count)
      guard !chosen.isEmpty else {
        throw DatasetError("The split `\(split)` of `\(source.path)` should have rows. Found none.")
      }
      let weights = try schema.sampleWeight.map { try SampleWeights(source, $0) }
      try weights?.require(chosen, of: split)
      if let groups = encoding.groups {
        labelled.append(try groups.labelled(schema.targets, in: source, rows: weights?.counted(chosen) ?? chosen))
      }
      var unknown = UnknownCategories()
      defer { notes += unknown.notes.map { "`\(source.path)`, \($0)" } }
      let fields = folder.map { TableFields(folder: $0, split: split) }
      var part = try encoding.encode(source, rows: chosen, &unknown, in: fields)
      part.weightField = try (weights?.of(chosen)).map { try fields?.keep(weights: $0) ?? Field($0) }
      return part
    }
    try encoding.groups?.check(schema.targets, labelled)
    return Table(schema, encoding, parts, notes: notes)
  }
}

extension TableSchema {
  /// The file of a split, if it is not the training file.
  func ownFile(_ split: Split) -> String? {
    switch split {
    case .train: nil
    case .validation: validation
    case .test: test
    }
  }

  func validate() throws {
    guard !targets.isEmpty else { throw DatasetError("`targets` should name at least one column. Found none.") }
    guard !numeric.isEmpty || !categorical.isEmpty || text != nil else {
      throw DatasetError("`numeric` and `categorical` should name at least one input column. Found none.")
    }
    let groups = Set(targets.compactMap(\.taskBy)).sorted()
    guard groups.count <= 1 else {
      throw DatasetError(
        "`task-by` should name one column in all targets that have it. Found `\(Found.cut(groups[0]))` and "
          + "`\(Found.cut(groups[1]))`.")
    }
    if let column = groups.first, targets.contains(where: { $0.column == column }) {
      throw DatasetError("`\(Found.cut(column))` makes groups of rows (`task-by`) and should not be a target.")
    }
    var names: Set<String> = []
    for target in targets {
      guard names.insert(target.name).inserted else {
        throw DatasetError("Each target should have a name of its own. Found `\(Found.cut(target.name))` twice.")
      }
      if let classes = target.classes, target.kind != .classification || Set(classes).count < max(2, classes.count) {
        throw DatasetError(
          "`classes` of `\(target.name)` should be two or more different classes of a classification. Found \(Found.cut("\(classes)"))."
        )
      }
      if let positive = target.positive, ![.binary, .survival].contains(target.kind) || positive.isEmpty {
        throw DatasetError(
          "`\(target.positiveKey)` of `\(target.name)` should list cells of a binary target, or of the column of events. Found "
            + "\(Found.cut("\(positive)")).")
      }
      try target.checkSurvival()
    }
  }
}

extension TableSchema.Target {
  /// Checks what belongs to survival times, and to them alone.
  fileprivate func checkSurvival() throws {
    guard kind == .survival else {
      guard event == nil, intervals == nil else {
        throw DatasetError("`event` and `intervals` of `\(name)` should stand with survival times. Found a \(kind).")
      }
      return
    }
    guard let event, event != column else {
      throw DatasetError(
        "`event` of `\(name)` should be a column that says whether a time is that of an event. Found \(event.map(Found.quoted) ?? "none")."
      )
    }
    guard let intervals else { return }
    guard intervals.count > 1, intervals[0] == 0, intervals.allSatisfy(\.isFinite),
      zip(intervals, intervals.dropFirst()).allSatisfy(<)
    else {
      throw DatasetError(
        "`intervals` of `\(name)` should be 0 and further times in ascending order. Found \(Found.cut("\(intervals)"))."
      )
    }
  }
}
