import Foundation

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
