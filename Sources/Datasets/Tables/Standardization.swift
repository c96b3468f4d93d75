/// Mean and standard deviation (of the population) of a column. A constant column has deviation 1, so that its
/// standardised values are 0 and not NaN.
struct Standardization: Codable {
  var mean: Double
  var deviation: Double

  static let none = Standardization(mean: 0, deviation: 1)

  init(mean: Double, deviation: Double) {
    self.mean = mean
    self.deviation = deviation
  }

  /// Of no values at all: mean 0, deviation 1.
  ///
  /// - Parameters:
  ///   - column: where the values stand, for the error.
  ///   - path: the file of the column.
  /// - Throws: `DatasetError` where the values are too large for a finite mean and deviation.
  init(_ values: [Double], column: String, of path: String) throws {
    guard let first = values.first else {
      self = .none
      return
    }
    let count = Double(values.count)
    // Around the first value, so that a large constant does not leave a rounding error as deviation.
    mean = first + values.reduce(0) { $0 + ($1 - first) } / count
    let mean = mean
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    deviation = variance > 0 ? variance.squareRoot() : 1
    guard mean.isFinite, variance.isFinite else {
      throw DatasetError(
        "`\(column)` of `\(path)` should have a finite mean and deviation. Found \(mean) and \(variance.squareRoot()).")
    }
  }

  func standardized(_ value: Double) -> Double { (value - mean) / deviation }
}
