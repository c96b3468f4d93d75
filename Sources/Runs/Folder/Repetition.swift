import Datasets

/// One repetition of a comparison, in which every row is trained once: a seed, and a split if there are several.
/// Comparisons are made within it.
package struct Repetition: Hashable, Sendable, Comparable {
  package var seed: Int
  /// The fold; nil if all repetitions have the split of the data.
  package var fold: Fold?

  package init(seed: Int, fold: Fold? = nil) {
    self.seed = seed
    self.fold = fold
  }

  package static func < (first: Repetition, second: Repetition) -> Bool {
    (first.fold?.number ?? 0, first.seed) < (second.fold?.number ?? 0, second.seed)
  }

  /// The repetition in words: "seed 0", "seed 0, split 2".
  package var name: String { "seed \(seed)" + (fold.map { ", split \($0.number)" } ?? "") }
}
