import Foundation

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
