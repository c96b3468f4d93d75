import Datasets

/// One repetition of a comparison, in which every row is trained once: a seed, and a split if there are several.
/// Comparisons are made within it.
public struct Repetition: Hashable, Sendable, Comparable {
  public var seed: Int
  /// The fold; nil if all repetitions have the split of the data.
  public var fold: Fold?

  public init(seed: Int, fold: Fold? = nil) {
    self.seed = seed
    self.fold = fold
  }

  public static func < (first: Repetition, second: Repetition) -> Bool {
    (first.fold?.number ?? 0, first.seed) < (second.fold?.number ?? 0, second.seed)
  }

  /// The repetition in words: "seed 0", "seed 0, split 2".
  var name: String { "seed \(seed)" + (fold.map { ", split \($0.number)" } ?? "") }
}
