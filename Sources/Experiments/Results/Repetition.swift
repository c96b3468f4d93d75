import Datasets

/// One occasion on which every row of a comparison is trained once: a seed, and a split where there are several. What is
/// compared is compared within it.
public struct Repetition: Hashable, Sendable, Comparable {
  public var seed: Int
  /// nil where all repetitions have the split that the data gives them.
  public var fold: Fold?

  public init(seed: Int, fold: Fold? = nil) {
    self.seed = seed
    self.fold = fold
  }

  public static func < (first: Repetition, second: Repetition) -> Bool {
    (first.fold?.number ?? 0, first.seed) < (second.fold?.number ?? 0, second.seed)
  }

  /// "seed 0", "seed 0, split 2".
  var name: String { "seed \(seed)" + (fold.map { ", split \($0.number)" } ?? "") }
}
