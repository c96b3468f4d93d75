extension RunResult {
  /// The changes that turn a result of one schema into the next, from the oldest that is still read. A folder's files
  /// stay unchanged until a result is written again, in the newest schema.
  ///
  /// | schema | what it added |
  /// |---|---|
  /// | 1 | |
  /// | 2 | `epochs`, and the selected epoch's `step` and `seconds`, which the epochs' records tell of older runs |
  private static let migrations: [Int: @Sendable (inout RunResult, RunFolder) throws(ResultsError) -> Void] = [
    1: { result, folder throws(ResultsError) in result.addCost(try folder.records()) }
  ]

  /// Brings a result that was read in its own schema to the newest.
  mutating func migrate(in folder: RunFolder) throws(ResultsError) {
    while schema < Self.currentSchema {
      guard let step = Self.migrations[schema] else {
        throw .schema(path: folder.resultFile.path, found: schema, supported: Self.currentSchema)
      }
      try step(&self, folder)
      schema += 1
    }
  }

  /// Computes from the epochs' records how many there were and what the selected one cost.
  package mutating func addCost(_ records: [EpochRecord]) {
    epochs = records.last?.epoch ?? 0
    guard let selected = records.firstIndex(where: { $0.epoch == selection.epoch }) else { return }
    selection.step = records[selected].step
    selection.seconds = records[...selected].reduce(0) { $0 + $1.seconds }
  }
}
