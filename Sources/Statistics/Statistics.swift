import Foundation

/// Plain statistics of small samples.
package enum Statistics {
  /// The arithmetic mean; nil for no values.
  package static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// The sample standard deviation, with `n − 1` in the denominator; nil for fewer than two values.
  package static func standardDeviation(_ values: [Double]) -> Double? {
    guard values.count > 1, let mean = mean(values) else { return nil }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1)).squareRoot()
  }

  /// The median; nil for no values.
  package static func median(_ values: [Double]) -> Double? { quantile(values, 0.5) }

  /// A quantile with linear interpolation between order statistics (type 7 of Hyndman and Fan, 1996: NumPy's and R's
  /// default); nil for no values.
  ///
  /// - Parameter fraction: from 0 to 1.
  package static func quantile(_ values: [Double], _ fraction: Double) -> Double? {
    values.isEmpty ? nil : quantile(ofSorted: values.sorted(), fraction)
  }

  /// The same of values in ascending order; at least one.
  package static func quantile(ofSorted values: [Double], _ fraction: Double) -> Double {
    let position = min(max(fraction, 0), 1) * Double(values.count - 1)
    let lower = Int(position.rounded(.down))
    let upper = min(lower + 1, values.count - 1)
    return values[lower] + (position - Double(lower)) * (values[upper] - values[lower])
  }
}

extension Sequence where Element == Int {
  /// The sum, or the largest or smallest integer if it lies beyond. Counts that are read from files may hold anything.
  package func saturatedSum() -> Int {
    reduce(0) { sum, next in
      let (total, overflows) = sum.addingReportingOverflow(next)
      return overflows ? (next > 0 ? .max : .min) : total
    }
  }
}
