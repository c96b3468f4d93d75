/// Predicted and true numbers, pair by pair.
public struct NumberPairs: Sendable {
  /// The predicted numbers.
  public let predictions: [Double]
  /// The true numbers, in the same order.
  public let truths: [Double]
  /// The weight of each pair; nil if all are one.
  public let weights: [Double]?

  /// - Parameter weights: the weight of each pair, above 0; nil if all are one.
  public init(predictions: [Double], truths: [Double], weights: [Double]? = nil) {
    precondition(
      predictions.count == truths.count && weights.map { $0.count == truths.count } ?? true,
      "there should be one prediction for each truth, and one weight if there are some.")
    self.predictions = predictions
    self.truths = truths
    self.weights = weights
  }

  /// The median of the absolute differences; the mean of the middle two for an even number. With weights it is the
  /// difference at which half of the weight is reached.
  public var medianAbsoluteError: Double? {
    if let weights {
      return WeightedValues(zip(predictions, truths).map { abs($0 - $1) }, weights: weights).median
    }
    let errors = zip(predictions, truths).map { abs($0 - $1) }.sorted()
    guard !errors.isEmpty else { return nil }
    return (errors[(errors.count - 1) / 2] + errors[errors.count / 2]) / 2
  }

  /// Pearson's linear correlation; nil if one side is constant.
  public var pearson: Double? { correlation(predictions, truths) }

  /// Spearman's correlation: the linear correlation of the ranks. Equal numbers share their mean rank. With weights, the
  /// rank of a number is the weight of all lower ones and half of that of its equals.
  public var spearman: Double? {
    correlation(Self.ranks(predictions, weights), Self.ranks(truths, weights))
  }

  private func correlation(_ x: [Double], _ y: [Double]) -> Double? {
    // The mean of equal numbers is rounded, and what is left of their spread would be a divisor.
    guard x.min() != x.max(), y.min() != y.max() else { return nil }
    if let weights { return Self.correlation(x, y, weights) }
    guard let meanX = ConfusionMatrix.mean(x), let meanY = ConfusionMatrix.mean(y) else { return nil }
    let pairs = zip(x.map { $0 - meanX }, y.map { $0 - meanY })
    let (xx, yy) = pairs.reduce((0.0, 0.0)) { ($0.0 + $1.0 * $1.0, $0.1 + $1.1 * $1.1) }
    guard xx > 0, yy > 0 else { return nil }
    return pairs.reduce(0) { $0 + $1.0 * $1.1 } / (xx * yy).squareRoot()
  }

  private static func correlation(_ x: [Double], _ y: [Double], _ weights: [Double]) -> Double? {
    let total = weights.reduce(0, +)
    func mean(_ values: [Double]) -> Double { zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / total }
    let meanX = mean(x), meanY = mean(y)
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for (index, weight) in weights.enumerated() {
      let (dx, dy) = (x[index] - meanX, y[index] - meanY)
      xx += weight * dx * dx
      yy += weight * dy * dy
      xy += weight * dx * dy
    }
    return xx > 0 && yy > 0 ? xy / (xx * yy).squareRoot() : nil
  }

  static func ranks(_ values: [Double], _ weights: [Double]? = nil) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0, below = 0.0
    while start < order.count {
      var end = start
      while end + 1 < order.count, values[order[end + 1]] == values[order[start]] { end += 1 }
      let own = weights.map { weights in order[start...end].reduce(0) { $0 + weights[$1] } }
      let rank = own.map { below + $0 / 2 } ?? Double(start + end) / 2 + 1
      for position in start...end { ranks[order[position]] = rank }
      below += own ?? 0
      start = end + 1
    }
    return ranks
  }
}

extension NumberPairs {
  /// The denominator of Kendall's tau if numbers are tied.
  public enum KendallVariant: Sendable {
    /// The pairs that are not tied on either side.
    case b
    /// The pairs that a square table of the smaller number of distinct values could have; Stuart's tau-c.
    case c
  }

  /// Kendall's rank correlation: concordant minus discordant pairs over a number of pairs; nil if one side is constant.
  /// The time grows with the square of the number of pairs. With weights, two pairs count as the product of theirs.
  ///
  /// Source: Kendall, "The Treatment of Ties in Ranking Problems", Biometrika 33, 1945.
  public func kendall(_ variant: KendallVariant = .b) -> Double? {
    var (balance, untiedX, untiedY) = (0.0, 0.0, 0.0)
    for i in truths.indices {
      for j in 0..<i {
        let x = (predictions[i] - predictions[j]).direction, y = (truths[i] - truths[j]).direction
        let weight = weights.map { $0[i] * $0[j] } ?? 1
        balance += weight * (x * y)
        untiedX += weight * (x * x)
        untiedY += weight * (y * y)
      }
    }
    guard untiedX > 0, untiedY > 0 else { return nil }
    switch variant {
    case .b: return balance / (untiedX * untiedY).squareRoot()
    case .c:
      let distinct = Double(min(Set(predictions).count, Set(truths).count))
      let count = weights?.reduce(0, +) ?? Double(truths.count)
      return 2 * balance / (count * count * (distinct - 1) / distinct)
    }
  }
}

extension Double {
  /// The sign: −1, 0 or 1.
  fileprivate var direction: Double { self > 0 ? 1 : self < 0 ? -1 : 0 }
}
