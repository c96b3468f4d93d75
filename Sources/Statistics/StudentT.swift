import Foundation

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
