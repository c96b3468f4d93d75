/// Predicted and true numbers, pair by pair.
public struct NumberPairs: Sendable {
  /// The predicted numbers.
  public let predictions: [Double]
  /// The true numbers, in the same order.
  public let truths: [Double]

  public init(predictions: [Double], truths: [Double]) {
    precondition(predictions.count == truths.count, "there should be one prediction for each truth.")
    self.predictions = predictions
    self.truths = truths
  }

  /// The median of the absolute differences; the mean of the middle two for an even number.
  public var medianAbsoluteError: Double? {
    let errors = zip(predictions, truths).map { abs($0 - $1) }.sorted()
    guard !errors.isEmpty else { return nil }
    return (errors[(errors.count - 1) / 2] + errors[errors.count / 2]) / 2
  }

  /// Pearson's linear correlation; nil if one side is constant.
  public var pearson: Double? { Self.correlation(predictions, truths) }

  /// Spearman's correlation: the linear correlation of the ranks. Equal numbers share their mean rank.
  public var spearman: Double? { Self.correlation(Self.ranks(predictions), Self.ranks(truths)) }

  private static func correlation(_ x: [Double], _ y: [Double]) -> Double? {
    // The mean of equal numbers is rounded, and what is left of their spread would be a divisor.
    guard x.min() != x.max(), y.min() != y.max() else { return nil }
    guard let meanX = ConfusionMatrix.mean(x), let meanY = ConfusionMatrix.mean(y) else { return nil }
    let pairs = zip(x.map { $0 - meanX }, y.map { $0 - meanY })
    let (xx, yy) = pairs.reduce((0.0, 0.0)) { ($0.0 + $1.0 * $1.0, $0.1 + $1.1 * $1.1) }
    guard xx > 0, yy > 0 else { return nil }
    return pairs.reduce(0) { $0 + $1.0 * $1.1 } / (xx * yy).squareRoot()
  }

  static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start
      while end + 1 < order.count, values[order[end + 1]] == values[order[start]] { end += 1 }
      for position in start...end { ranks[order[position]] = Double(start + end) / 2 + 1 }
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
  /// The time grows with the square of the number of pairs.
  ///
  /// Source: Kendall, "The Treatment of Ties in Ranking Problems", Biometrika 33, 1945.
  public func kendall(_ variant: KendallVariant = .b) -> Double? {
    var (balance, untiedX, untiedY) = (0, 0, 0)
    for i in truths.indices {
      for j in 0..<i {
        let x = (predictions[i] - predictions[j]).direction, y = (truths[i] - truths[j]).direction
        balance += x * y
        untiedX += x * x
        untiedY += y * y
      }
    }
    guard untiedX > 0, untiedY > 0 else { return nil }
    switch variant {
    case .b: return Double(balance) / (Double(untiedX) * Double(untiedY)).squareRoot()
    case .c:
      let distinct = Double(min(Set(predictions).count, Set(truths).count))
      let count = Double(truths.count)
      return 2 * Double(balance) / (count * count * (distinct - 1) / distinct)
    }
  }
}

extension Double {
  /// The sign: −1, 0 or 1.
  fileprivate var direction: Int { self > 0 ? 1 : self < 0 ? -1 : 0 }
}
