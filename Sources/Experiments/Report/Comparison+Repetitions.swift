/// What differs between the runs of one method, and so what a mean and its interval speak of.
extension Comparison {
  /// "over 5 seeds of initialisation and order, with one split".
  public var repetitionText: String {
    let count = seeds.count
    let seeds = count == 1 ? "1 seed" : "\(count) seeds"
    return switch context.seedSplits {
    case .none: "over \(seeds) of initialisation and order, with one split"
    case .validation: "over \(seeds) of initialisation, order and validation samples, with one set of test samples"
    case .all: "over \(count == 1 ? "1 split" : "\(count) splits"), each with its own seed of initialisation and order"
    }
  }

  /// "Intervals are over 5 seeds of initialisation and order, with one split."
  public var intervalsSentence: String {
    seeds.count == 1 ? "There are no intervals: figures are \(repetitionText)." : "Intervals are \(repetitionText)."
  }

  /// What the seeds leave out.
  var repetitionLimit: String {
    switch context.seedSplits {
    case .none: "It covers the seeds' randomness (initialisation, order, noise), not another data set or split."
    case .validation:
      "It covers the seeds' randomness (initialisation, order, noise, validation samples), not another data set or other test "
        + "samples."
    case .all: "It covers the seeds' randomness (initialisation, order, noise, split), not another data set."
    }
  }
}
