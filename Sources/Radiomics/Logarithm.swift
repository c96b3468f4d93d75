import Foundation

/// Logarithms of shares to the base 2.
enum Logarithm {
  /// What is added to a share, so that that of 0 is finite.
  private static let least = 2.2e-16

  @inline(__always)
  static func of(_ share: Double) -> Double { log2(share + least) }

  static func entropy(_ shares: [Double]) -> Double { -shares.reduce(0) { $0 + $1 * of($1) } }
}
