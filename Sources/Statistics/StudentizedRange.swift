/// The range of `count` standard normal variables: the studentised range with infinitely many degrees of freedom, which is
/// what Nemenyi's test of mean ranks needs.
package enum StudentizedRange {
  /// The probability that the range of `count` variables is below `q`: `k ∫ φ(z) [Φ(z) − Φ(z − q)]^(k−1) dz`, by the
  /// trapezoidal rule. Its error falls exponentially with the step for a smooth function that vanishes on both sides.
  package static func cumulative(_ q: Double, count: Int) -> Double {
    precondition(count > 1, "`count` should be above 1. Found \(count).")
    guard q > 0 else { return 0 }
    let steps = Int(2 * reach * stepsPerUnit)
    var sum = 0.0
    for index in 0...steps {
      let z = Double(index) / stepsPerUnit - reach
      let between = NormalDistribution.between(z - q, z)
      var power = 1.0
      for _ in 1..<count { power *= between }
      sum += NormalDistribution.density(z) * power
    }
    return min(1, Double(count) * sum / stepsPerUnit)
  }

  /// The value below which the range lies with a probability: 3.314 for 0.95 and three variables.
  package static func quantile(_ probability: Double, count: Int) -> Double {
    precondition(
      probability > 0 && probability < 1, "`probability` should be between 0 and 1. Found \(probability).")
    var low = 0.0
    var high = 1.0
    while cumulative(high, count: count) < probability { (low, high) = (high, high * 2) }
    while high - low > 1e-13 * high {
      let middle = (low + high) / 2
      if cumulative(middle, count: count) < probability { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// The distance beyond which the normal density is below 1e-17.
  private static let reach = 9.0
  private static let stepsPerUnit = 32.0
}
