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
