import Components
import Foundation
import Torch

/// Yes or no as 1 and 0, `[batch]`, `[batch, labels]` or dense; −1 or NaN for a missing label. Predictions are logits of as
/// many elements.
public struct BinaryLabels: DiscreteLabels {
  public static let words = "yes-or-no labels"

  public init() {}

  public var answer: Answer { .yesOrNo }

  public var classes: Int { 2 }

  public func mask(_ target: Tensor) -> Tensor { target.greaterOrEqual(0) }

  /// The labels as floating-point numbers, below 0 for all that are missing.
  static func filled(_ target: Tensor) -> Tensor {
    target.dtype.isFloatingPoint ? target.nanToNumber(nan: -1, positiveInfinity: .infinity) : target.to(.float32)
  }

  public func validate(_ target: Tensor, task: String) throws(LabelError) {
    let wrong = [0.0, 1, -1].reduce(target.equal(target)) { $0.logicalAnd(target.notEqual($1)) }
    try refuse(target, where: wrong, task: task, should: "be 0 or 1, or -1 or NaN for none", found: \.brief)
  }

  /// The probability of yes in float64.
  public func prediction(_ output: Tensor, scale: Scale) -> Tensor { output.to(.float64).sigmoid() }

  public func sums(of target: Tensor, outputs: Int, weights: Tensor) -> (sums: Tensor, counts: Tensor) {
    sumsOfColumns(target, outputs, weights)
  }

  public func constant(sums: [Double], counts: [Double]) -> [Double] {
    zip(sums, counts).map { log($0.orLeastCount / ($1 - $0).orLeastCount) }
  }

  public var decision: ConfusionStatistic.Decision { .atLeast(0) }

  /// The probability of yes, and whether the label is yes.
  public func confidences(_ prediction: Tensor, _ target: Tensor) -> Confidences {
    let labels = target.shaped(like: prediction)
    return Confidences(prediction.sigmoid(), isRight: labels.greater(0.5), isLabelled: mask(labels))
  }
}

extension Tensor {
  /// 1 where a number is at least a threshold and 0 elsewhere, in the numbers' own type. There should be no NaN.
  ///
  /// On the CPU its arithmetic takes a tenth of the time of a comparison, whose Booleans LibTorch writes one by one.
  func isAtLeast(_ threshold: Double) -> Tensor {
    ((threshold == 0 ? self : self - threshold).sign() + 1).clamp(max: 1)
  }
}

extension LabelForm where Self == BinaryLabels {
  /// Yes or no as 1 and 0.
  public static var binary: BinaryLabels { BinaryLabels() }
}
