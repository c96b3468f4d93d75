import Runs
import Statistics

extension SeedSample {
  /// The repetitions of a row. These are seeds; over several splits they are the splits, each with the mean over its
  /// seeds, because seeds of one split share its samples.
  ///
  /// Repetitions that lack a value do not count. Over splits, splits that lack a seed of the row do not count either,
  /// so that all splits are means over the same seeds. Nil if nothing is left.
  init?(_ row: [(repetition: Repetition, values: [Double?])], isOverSplits: Bool) {
    let whole = row.compactMap { repetition, values -> (repetition: Repetition, values: [Double])? in
      let known = values.compactMap { $0 }
      return known.count == values.count ? (repetition, known) : nil
    }
    guard !whole.isEmpty else { return nil }
    guard isOverSplits else {
      self.init(seeds: whole.map(\.repetition.seed), values: whole.map(\.values))
      return
    }
    let seeds = Set(row.map(\.repetition.seed)).sorted()
    let splits = Dictionary(grouping: whole) { $0.repetition.fold?.number ?? 0 }
      .filter { $0.value.count == seeds.count }.sorted { $0.key < $1.key }
    guard !splits.isEmpty else { return nil }
    self.init(
      seeds: splits.map(\.key),
      values: splits.map { SeedSample(seeds: seeds, values: $0.value.map(\.values)).means })
  }
}
