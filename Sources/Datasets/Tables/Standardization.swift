/// Mean and standard deviation (of the population) of a column. A constant column has deviation 1, so that its
/// standardised values are 0 and not NaN.
struct Standardization {
  var mean: Double
  var deviation: Double

  static let none = Standardization(mean: 0, deviation: 1)

  private init(mean: Double, deviation: Double) {
    self.mean = mean
    self.deviation = deviation
  }

  /// Of no values at all: mean 0, deviation 1.
  init(_ values: [Double]) {
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
  }

  func standardized(_ value: Double) -> Double { (value - mean) / deviation }
}
