import Torch

/// A statistic that honours weights of samples: a sample of weight 2 counts as that sample twice, one of weight 0 as none.
///
/// A metric whose statistic does not conform cannot be computed on data with weights.
public protocol WeightedStatistic: Statistic {
  /// Adds a batch whose samples have weights.
  ///
  /// - Parameter weights: the weight of each sample, `[sample]` in float64 on the prediction's device, each at least 0.
  func update(_ prediction: Tensor, _ target: Tensor, weights: Tensor)
}

extension Tensor {
  /// The weights of samples, `[sample]`, as those of elements, `[sample, …]`: all elements of a sample have its weight.
  func spread(over shape: [Int]) -> Tensor {
    reshape([count] + shape.dropFirst().map { _ in 1 }).expand(shape)
  }
}

/// Values with weights, in ascending order.
struct WeightedValues {
  private let values: [Double]
  /// The sums of the weights up to and with each value.
  private let sums: [Double]

  /// - Parameter weights: as many, each above 0.
  init(_ values: [Double], weights: [Double]) {
    let order = values.indices.sorted { values[$0] < values[$1] }
    self.values = order.map { values[$0] }
    var sum = 0.0
    sums = order.map {
      sum += weights[$0]
      return sum
    }
  }

  /// The median: the value at which half of the weight is reached, or the mean of it and the next value if it is reached
  /// exactly; nil without values. With whole weights it is the median of the values repeated.
  var median: Double? {
    guard let total = sums.last else { return nil }
    let lower = sums.firstIndex { 2 * $0 >= total }, upper = sums.firstIndex { 2 * $0 > total }
    guard let lower, let upper else { return nil }
    return (values[lower] + values[upper]) / 2
  }
}
