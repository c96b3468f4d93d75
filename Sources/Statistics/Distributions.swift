import Foundation

/// The normal distribution of mean 0 and variance 1.
package enum StandardNormal {
  /// The probability below `z`.
  package static func cumulative(_ z: Double) -> Double { erfc(-z / 2.0.squareRoot()) / 2 }

  /// The value below which `probability` lies: 1.960 for 0.975.
  package static func quantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "`probability` should be between 0 and 1. Found \(probability).")
    // Beyond 40 the tail is no number any more.
    var (low, high) = (-40.0, 40.0)
    while high - low > 1e-14 * max(abs(low), abs(high)) {
      let middle = (low + high) / 2
      if middle == low || middle == high { break }
      if cumulative(middle) < probability { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}

/// Student's t distribution.
package enum StudentT {
  /// The probability below `t`.
  ///
  /// - Parameter degreesOfFreedom: above 0.
  package static func cumulative(_ t: Double, degreesOfFreedom: Double) -> Double {
    let tail = incompleteBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5) / 2
    return t > 0 ? 1 - tail : tail
  }

  /// The value below which `probability` lies: 4.303 for 0.975 and two degrees of freedom, which is what three seeds
  /// give.
  package static func quantile(_ probability: Double, degreesOfFreedom: Double) -> Double {
    precondition(
      probability > 0 && probability < 1 && degreesOfFreedom > 0,
      "`probability` should be between 0 and 1. Found \(probability).")
    if probability == 0.5 { return 0 }
    if probability < 0.5 { return -quantile(1 - probability, degreesOfFreedom: degreesOfFreedom) }
    var low = 0.0
    var high = 1.0
    while cumulative(high, degreesOfFreedom: degreesOfFreedom) < probability { (low, high) = (high, high * 2) }
    while high - low > 1e-14 * high {
      let middle = (low + high) / 2
      if middle == low || middle == high { break }
      if cumulative(middle, degreesOfFreedom: degreesOfFreedom) < probability { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// The regularised incomplete beta function I_x(a, b), by its continued fraction (Abramowitz and Stegun, 26.5.8) in
  /// Lentz's evaluation.
  static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
    let front = exp(a * log(x) + b * log(1 - x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a
    let tiny = 1e-300
    var c = 1.0
    var d = 1 / nonZero(1 - (a + b) * x / (a + 1), tiny)
    var fraction = d
    for index in 1...500 {
      let m = Double(index)
      for term in [
        m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
        -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
      ] {
        d = 1 / nonZero(1 + term * d, tiny)
        c = nonZero(1 + term / c, tiny)
        fraction *= c * d
      }
      if abs(c * d - 1) < 1e-16 { break }
    }
    return front * fraction
  }

  static func nonZero(_ value: Double, _ tiny: Double) -> Double { abs(value) < tiny ? tiny : value }

  static func logGamma(_ x: Double) -> Double {
    #if canImport(Darwin)
      lgamma(x)
    #else
      var sign: Int32 = 0
      return lgamma_r(x, &sign)
    #endif
  }
}

/// The standard normal distribution.
package enum NormalDistribution {
  package static func density(_ x: Double) -> Double { exp(-x * x / 2) / (2 * Double.pi).squareRoot() }

  /// The probability below `x`, exact to rounding in both tails.
  package static func cumulative(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }

  /// The probability between two values, without cancellation if both lie in the upper tail.
  static func between(_ low: Double, _ high: Double) -> Double {
    low > 0 ? cumulative(-low) - cumulative(-high) : cumulative(high) - cumulative(low)
  }
}

/// The chi-squared distribution.
package enum ChiSquared {
  /// The probability above `x`.
  ///
  /// - Parameter degreesOfFreedom: above 0.
  package static func upperTail(_ x: Double, degreesOfFreedom: Double) -> Double {
    x <= 0 ? 1 : upperGamma(degreesOfFreedom / 2, x / 2)
  }

  /// The regularised upper incomplete gamma function Q(a, x): its series below a + 1 (Abramowitz and Stegun, 6.5.29), its
  /// continued fraction above (6.5.31) in Lentz's evaluation.
  static func upperGamma(_ a: Double, _ x: Double) -> Double {
    let front = exp(a * log(x) - x - StudentT.logGamma(a))
    if x < a + 1 {
      var term = 1 / a
      var sum = term
      var next = a
      while abs(term) > 1e-17 * abs(sum) {
        next += 1
        term *= x / next
        sum += term
      }
      return 1 - front * sum
    }
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var fraction = d
    for index in 1...500 {
      let term = -Double(index) * (Double(index) - a)
      b += 2
      d = 1 / StudentT.nonZero(term * d + b, tiny)
      c = StudentT.nonZero(b + term / c, tiny)
      fraction *= c * d
      if abs(c * d - 1) < 1e-16 { break }
    }
    return front * fraction
  }
}

/// Fisher's F distribution.
package enum FisherF {
  /// The probability above `x`.
  ///
  /// - Parameters:
  ///   - numerator: the degrees of freedom, above 0, like those of the denominator.
  package static func upperTail(_ x: Double, numerator: Double, denominator: Double) -> Double {
    guard x > 0 else { return 1 }
    guard x.isFinite else { return 0 }
    return StudentT.incompleteBeta(denominator / (denominator + numerator * x), denominator / 2, numerator / 2)
  }
}

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
