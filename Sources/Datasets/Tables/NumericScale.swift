import Foundation

/// The scale by which a number becomes an input, learned from the training rows. A missing number becomes 0: the mean,
/// or the median.
enum NumericScale: Codable {
  /// The linear scale (value − centre) / width.
  case linear(Standardization)
  case quantile(QuantileScale)

  func scaled(_ value: Double) -> Double {
    switch self {
    case .linear(let scale): scale.standardized(value)
    case .quantile(let scale): scale.score(value)
    }
  }

  /// The scale's name in an error.
  var description: String {
    switch self {
    case .linear(let scale): "mean \(scale.mean), deviation \(scale.deviation)"
    case .quantile: "quantiles"
    }
  }

  /// The scale of `sorted` numbers whose mean and deviation are known already.
  init(_ scaling: TableSchema.Scaling, _ standard: Standardization, sorted: [Double]) {
    switch scaling {
    case .standard: self = .linear(standard)
    case .robust: self = .linear(Self.robust(sorted, standard))
    // A constant column is 0, and not the lowest score, which scikit-learn gives it.
    case .quantile: self = sorted.first == sorted.last ? .linear(standard) : .quantile(QuantileScale(sorted))
    }
  }

  /// The number of values that are sorted at a time.
  private static let sortedValues = 1 << 24

  /// The scales of some columns, learned from the training rows.
  ///
  /// - Throws: `DatasetError` if numbers are too large for a finite mean and deviation; `FileError` if they cannot be
  ///   read.
  static func learned(
    _ scaling: TableSchema.Scaling, _ moments: [Moments], columns: [Int], file: TableRows, rows: [Int]
  ) throws -> [NumericScale] {
    let standard = try zip(columns, moments).map {
      try Standardization($1, column: file.columns[$0], of: file.path)
    }
    guard scaling != .standard else { return standard.map { .linear($0) } }
    let group = max(1, sortedValues / rows.count)
    return try stride(from: 0, to: columns.count, by: group).flatMap { start in
      let places = start..<min(columns.count, start + group)
      var values = Array(repeating: [Double](), count: places.count)
      try file.numbers.read(rows) { part in
        for place in places {
          let column = part.column(file.number(columns[place]))
          values[place - start] += part.rows.lazy.map { column[$0 - part.first] }.filter { !$0.isNaN }
        }
      }
      return places.map { place in
        values[place - start].sort()
        return NumericScale(scaling, standard[place], sorted: values[place - start])
      }
    }
  }

  /// The scale by median and interquartile range, as scikit-learn's `RobustScaler`. If the range is 0, the standard
  /// deviation replaces it. scikit-learn divides by 1 instead, which leaves amounts that are mostly 0 in their own
  /// unit.
  private static func robust(_ sorted: [Double], _ standard: Standardization) -> Standardization {
    guard !sorted.isEmpty else { return .none }
    let width = Quantiles.at(0.75, of: sorted) - Quantiles.at(0.25, of: sorted)
    return Standardization(mean: Quantiles.at(0.5, of: sorted), deviation: width > 0 ? width : standard.deviation)
  }
}

extension Array {
  /// The first place from which a condition holds. It should hold for all later elements too.
  func partitioningIndex(_ holds: (Element) -> Bool) -> Int {
    var low = 0, high = count
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// The quantiles of sorted numbers, with linear interpolation between two of them, as in NumPy's default.
enum Quantiles {
  static func at(_ share: Double, of sorted: [Double]) -> Double {
    let place = share * Double(sorted.count - 1)
    let below = min(Int(place), sorted.count - 1), above = min(below + 1, sorted.count - 1)
    let part = place - Double(below), step = sorted[above] - sorted[below]
    // From the nearer end, so that both are met exactly.
    return part < 0.5 ? sorted[below] + step * part : sorted[above] - step * (1 - part)
  }
}

/// Normal scores: the place of a number among the training split's quantiles, as a number of the standard normal
/// distribution.
///
/// This is scikit-learn's `QuantileTransformer(output_distribution="normal")` with at most 1000 quantiles. It uses all
/// training rows, while scikit-learn draws 10,000. Equal numbers get the middle of their places; numbers beyond the
/// ends get the ends, ±5.2.
struct QuantileScale: Codable {
  private let quantiles: [Double]

  private static let most = 1000
  /// The smallest share, and the distance of the largest from 1, for which scores are given.
  private static let leastShare = 1e-7 - 0x1p-52
  /// The distance from an end within which a number counts as the end.
  private static let endDistance = 1e-7

  /// Learns the quantiles.
  ///
  /// - Parameter sorted: at least one number, in ascending order.
  init(_ sorted: [Double]) {
    let count = min(Self.most, sorted.count)
    quantiles =
      count == 1 ? sorted : (0..<count).map { Quantiles.at(Double($0) / Double(count - 1), of: sorted) }
  }

  func score(_ value: Double) -> Double {
    let share = min(max(self.share(value), Self.leastShare), 1 - Self.leastShare)
    return NormalScore.quantile(share)
  }

  private func share(_ value: Double) -> Double {
    if value - Self.endDistance < quantiles[0] { return 0 }
    if value + Self.endDistance > quantiles[quantiles.count - 1] { return 1 }
    // The first and the last place of equal quantiles, and the middle of them.
    return
      (place(quantiles.partitioningIndex { $0 >= value }, value)
      + place(quantiles.partitioningIndex { $0 > value }, value)) / 2
  }

  /// The share at a value before `index`: between two quantiles, or at one of them.
  private func place(_ index: Int, _ value: Double) -> Double {
    let last = Double(quantiles.count - 1)
    guard index > 0, quantiles[index - 1] != value else { return Double(index - 1) / last }
    guard index < quantiles.count, quantiles[index] != value else { return Double(index) / last }
    let part = (value - quantiles[index - 1]) / (quantiles[index] - quantiles[index - 1])
    return (Double(index - 1) + part) / last
  }
}
