import Printing

/// The differences between the runs of one method, on which a mean and its interval rest.
///
/// Over several splits a split is what repeats. Seeds of one split share its samples, so their mean is the split's
/// figure. Splits share training samples in turn, so their figures are correlated, and the variance over splits is too
/// small by a factor. C. Nadeau and Y. Bengio, "Inference for the Generalization Error", Machine Learning 52, 2003,
/// assume that the correlation is the share of the test samples. The variance of the mean over n splits is then
///
/// which makes an interval √(1 + n r) times as wide; r is 1 / (k − 1) for k folds. That correlation is a rule of thumb:
/// no unbiased estimate exists (Y. Bengio and Y. Grandvalet, JMLR 5, 2004).
extension Comparison {
  /// The number of splits; nil if all repetitions have the split of the data.
  package var splitCount: Int? {
    let folds = Set(methods.flatMap { $0.repetitions.compactMap(\.fold?.number) })
    return folds.isEmpty ? nil : folds.count
  }

  /// The repetitions in words: "over 5 seeds of initialisation and order, with one split".
  package var repetitionText: String {
    func counted(_ count: Int, _ name: String) -> String { count == 1 ? "1 \(name)" : "\(count) \(name)s" }
    let seeds = counted(self.seeds.count, "seed")
    if let splitCount {
      return "over \(seeds) × \(counted(splitCount, "split")) of a cross-validation, "
        + "in which a split counts with the mean of its seeds"
    }
    return switch context.seedSplits {
    case .none: "over \(seeds) of initialisation and order, with one split"
    case .validation: "over \(seeds) of initialisation, order and validation samples, with one set of test samples"
    case .all:
      "over \(counted(self.seeds.count, "split")), each with its own seed of initialisation and order"
    }
  }

  /// The name of one repetition: "seed", or "split" if there are several splits.
  var repeatedName: String { splitCount == nil ? "seed" : "split" }

  /// Whether anything is repeated.
  var isRepeated: Bool { (splitCount ?? seeds.count) > 1 }

  /// The sentence on intervals: "Intervals are over 5 seeds of initialisation and order, with one split."
  package var intervalsSentence: String {
    isRepeated ? "Intervals are \(repetitionText)." : "There are no intervals: figures are \(repetitionText)."
  }

  /// The causes of variation that the repetitions leave out.
  var repetitionLimit: String {
    if splitCount != nil { return "It covers the splits and their seeds, not another data set." }
    return switch context.seedSplits {
    case .none: "It covers the seeds' randomness (initialisation, order, noise), not another data set or split."
    case .validation:
      "It covers the seeds' randomness (initialisation, order, noise, validation samples), not another data set or other test "
        + "samples."
    case .all: "It covers the seeds' randomness (initialisation, order, noise, split), not another data set."
    }
  }

  /// The ratio of test samples to all others, if repetitions have test samples of their own; nil if they share them.
  var testRatio: Double? {
    let counts = methods.flatMap { $0.repetitions.compactMap(\.fold?.count) }
    if let folds = counts.first { return 1 / Double(folds - 1) }
    return context.seedSplits == .all ? context.testRatio : nil
  }

  /// Widens the pointwise intervals for overlapping training samples, like the simultaneous ones.
  mutating func widenTaskIntervals() {
    guard let ratio = testRatio else { return }
    constant?.deltaM?.interval?.widen(testRatio: ratio)
    for task in constant?.taskChanges.indices ?? 0..<0 {
      constant?.taskChanges[task]?.interval?.widen(testRatio: ratio)
    }
    for index in methods.indices {
      for task in methods[index].taskChanges.indices {
        methods[index].taskChanges[task]?.interval?.widen(testRatio: ratio)
      }
    }
  }

  /// The sentence on how much intervals were widened, and why; nil if they were not.
  var wideningSentence: String? {
    testRatio.map { ratio in
      """
      Training samples of the splits overlap, so that their figures are correlated: intervals are √(1 + n · r) times as wide, \
      with n splits and r = \(NumberText.fixed(ratio, 2)) test samples to each other sample (Nadeau and Bengio, 2003). Tests of \
      ranks are not corrected.
      """
    }
  }
}
