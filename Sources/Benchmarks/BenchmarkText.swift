import Foundation
import Statistics

/// Measured numbers as texts in the benchmarks' tables.
enum BenchmarkText {
  static func milliseconds(_ seconds: Double) -> String {
    String(format: seconds < 0.01 ? "%.2f" : "%.1f", 1e3 * seconds)
  }

  static func megabytes(_ bytes: Int) -> String { "\((bytes + 500_000) / 1_000_000)" }

  /// The median with its quartiles: "0.72 (0.70–0.75)".
  static func ratio(_ values: [Double]) -> String {
    guard !values.isEmpty else { return "–" }
    let quartiles = [0.25, 0.75].map { Statistics.quantile(values, $0) ?? .nan }
    return String(format: "%.2f (%.2f–%.2f)", values.median, quartiles[0], quartiles[1])
  }
}
