/// The mean and standard deviation (of the population) of a column. A constant column has deviation 1, so that its
/// standardised values are 0 and not NaN.
struct Standardization: Codable {
  var mean: Double
  var deviation: Double

  static let none = Standardization(mean: 0, deviation: 1)

  init(mean: Double, deviation: Double) {
    self.mean = mean
    self.deviation = deviation
  }

  /// Creates the standardisation of some values. Without any value it has mean 0 and deviation 1.
  ///
  /// - Parameters:
  ///   - column: the column of the values, for the error.
  ///   - path: the file of the column.
  /// - Throws: `DatasetError` if the values are too large for a finite mean and deviation.
  init(_ moments: Moments, column: String, of path: String) throws {
    guard moments.count > 0 else {
      self = .none
      return
    }
    let mean = moments.mean, variance = moments.variance
    guard mean.isFinite, variance.isFinite else {
      throw DatasetError(
        "`\(column)` of `\(path)` should have a finite mean and deviation. Found \(mean) and \(variance.squareRoot()).")
    }
    (self.mean, deviation) = (mean, variance > 0 ? variance.squareRoot() : 1)
  }

  init(_ values: [Double], column: String, of path: String) throws {
    var moments = Moments()
    for pass in [Moments.Pass.mean, .deviation] { moments.add(values, pass) }
    try self.init(moments, column: column, of: path)
  }

  /// A value in deviations from the mean.
  func standardized(_ value: Double) -> Double { (value - mean) / deviation }
}

/// The mean and variance (of the population) of values that come in pieces. There are two passes, one for each.
struct Moments {
  /// The passes over all values, in order. The second needs the mean of the first.
  enum Pass { case mean, deviation }

  private(set) var count = 0
  private var first = 0.0, sum = 0.0, squares = 0.0

  mutating func add(_ values: some Sequence<Double>, _ pass: Pass) {
    switch pass {
    case .mean:
      for value in values {
        if count == 0 { first = value }
        sum += value - first
        count += 1
      }
    case .deviation:
      let mean = mean
      for value in values { squares += (value - mean) * (value - mean) }
    }
  }

  /// The mean, computed around the first value, so that a large constant does not leave a rounding error as deviation.
  var mean: Double { first + sum / Double(count) }
  var variance: Double { squares / Double(count) }
}
