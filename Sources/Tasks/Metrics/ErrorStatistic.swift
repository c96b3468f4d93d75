import Torch

/// The sums over the errors of a split that absolute, squared and relative errors and R² need, in float64 on the
/// device.
public final class ErrorStatistic: WeightedStatistic {
  private let labels: NumberLabels
  private let scale: Scale
  /// The sums, in which each element counts as its weight: [number, Σ|e|, Σe², Σ|e|/|t|, Σe, number with t ≠ 0, mean of t,
  /// Σ(t − mean)², least t, −greatest t]; then the number of elements with t = 0, whatever they weigh.
  private var sums: [Tensor]?

  public init(missing: Double, scale: Scale = .identity) {
    labels = NumberLabels(missing: missing)
    self.scale = scale
  }

  public func reset() { sums = nil }

  public func update(_ prediction: Tensor, _ target: Tensor) { add(prediction, target, weights: nil) }

  public func update(_ prediction: Tensor, _ target: Tensor, weights: Tensor) {
    add(prediction, target, weights: weights)
  }

  private func add(_ prediction: Tensor, _ target: Tensor, weights: Tensor?) {
    let target = target.shaped(like: prediction)
    let weights = weights?.spread(over: target.shape)
    let known = labels.mask(target), mask = weights.map { known.logicalAnd($0.greater(0)) } ?? known
    let missing = mask.logicalNot()
    func sum(_ values: Tensor) -> Tensor { (weights.map { values.to(.float64) * $0 } ?? values).sum().to(.float64) }
    let number = sum(mask)
    let truth = scale.restore(target.to(.float64)).maskedFill(mask: missing, 0)
    let error = error(of: prediction.to(.float64), target.to(.float64), truth).maskedFill(mask: missing, 0)
    let absolute = error.abs()
    let mean = sum(truth) / number.orOne
    let spread = sum((truth - mean).maskedFill(mask: missing, 0).square())
    let zeros = zeros(target).logicalAnd(mask)
    let relative = sum((absolute / truth.abs()).maskedFill(mask: zeros.logicalOr(missing), 0))
    let numberOfZeros = zeros.sum().to(.float64)
    let others = weights == nil ? number - numberOfZeros : sum(mask.logicalAnd(zeros.logicalNot()))
    let ends = [truth, -truth].map { $0.maskedFill(mask: missing, .infinity).min() }
    merge(
      [number, sum(absolute), sum(error.square()), relative, sum(error), others, mean, spread] + ends
        + [numberOfZeros])
  }

  /// A mask of the truths that are 0. A standardised 0 comes back with a rounding error of the target's type, so truths
  /// within one unit in the last place of their distance from the mean count as 0.
  private func zeros(_ target: Tensor) -> Tensor {
    let distance = target.to(.float64) * scale.standardDeviation
    let unit = target.dtype == .float64 ? Double.ulpOfOne : Double(Float.ulpOfOne)
    return (distance + scale.mean).abs().lessOrEqual(distance.abs() * unit)
  }

  /// The errors in their own unit. On a linear scale they avoid the rounding of the difference of two large numbers.
  private func error(of prediction: Tensor, _ target: Tensor, _ truth: Tensor) -> Tensor {
    scale.curve == .linear
      ? (prediction - target) * scale.standardDeviation : scale.restore(prediction: prediction) - truth
  }

  /// Adds a batch's sums. Means and spreads of two parts are joined without the cancellation of Σt² − (Σt)²/n.
  ///
  /// Source: Chan, Golub, LeVeque, "Algorithms for Computing the Sample Variance", The American Statistician 37, 1983.
  private func merge(_ batch: [Tensor]) {
    guard let old = sums else {
      sums = batch
      return
    }
    let number = old[0] + batch[0]
    let share = batch[0] / number.orOne
    let distance = batch[6] - old[6]
    sums =
      (0..<6).map { old[$0] + batch[$0] }
      + [old[6] + distance * share, old[7] + batch[7] + distance.square() * old[0] * share]
      + (8..<10).map { Tensor.stack([old[$0], batch[$0]]).min() } + [old[10] + batch[10]]
  }

  public func summary() throws -> ErrorSums? {
    guard let values = try sums.map({ try Tensor.stack($0).valid().array(of: Double.self) }), values[0] > 0 else {
      return nil
    }
    // The mean of equal numbers is rounded, and what is left of their spread would be a divisor.
    let isConstant = values[8] == -values[9]
    return ErrorSums(
      count: values[0], zeros: Int(values[10]), others: values[5], absolute: values[1], squared: values[2],
      relative: values[3],
      signed: values[4], spread: isConstant ? 0 : values[7],
      distance: (isConstant ? values[8] : values[6]) - scale.restore(0))
  }
}

/// The sums over the labelled elements of a split, each as many times as its weight if samples have weights; e is prediction minus truth, t the truth.
public struct ErrorSums: Sendable {
  /// The number of labelled elements, or the sum of their weights.
  public let count: Double
  /// The number of truths that are 0, within the rounding of the type in which they were standardised. They have no
  /// relative error.
  public let zeros: Int
  /// The number of truths that are not 0, or the sum of their weights.
  let others: Double
  let absolute: Double
  let squared: Double
  let relative: Double
  let signed: Double
  let spread: Double
  /// The mean of t minus the number that was subtracted for training.
  let distance: Double

  private func mean(_ sum: Double) -> Double { sum / count }

  /// The mean of |e|.
  public var meanAbsoluteError: Double { mean(absolute) }
  /// The mean of |e| / |t| over the truths that are not 0; nil if all are.
  public var meanRelativeError: Double? { others > 0 ? relative / others : nil }
  /// The mean of e².
  public var meanSquaredError: Double { mean(squared) }
  /// The root of the mean of e².
  public var rootMeanSquaredError: Double { mean(squared).squareRoot() }
  /// The root of Σe² over the same sum for a constant prediction. The constant is the number that was subtracted for
  /// training, which is the training labels' mean, or 0 if none was. Nil if all truths equal it.
  ///
  /// Source: Spyromitros-Xioufis et al., [Multi-Target Regression via Input Space
  /// Expansion](https://arxiv.org/abs/1211.6581), Machine Learning 104, 2016.
  public var relativeRootMeanSquaredError: Double? {
    let reference = spread + count * distance * distance
    return reference > 0 ? (squared / reference).squareRoot() : nil
  }
  /// The coefficient of determination R²: 1 − Σe² / Σ(t − mean)²; nil if all truths are equal.
  public var rSquared: Double? { spread > 0 ? 1 - squared / spread : nil }
  /// The explained variance: 1 − the variance of e over the variance of t; nil if all truths are equal.
  public var explainedVariance: Double? {
    spread > 0 ? 1 - (squared - signed * signed / count) / spread : nil
  }
}
