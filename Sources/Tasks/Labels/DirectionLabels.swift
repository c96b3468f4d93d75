import Torch

/// Unit vectors along dimension 1, `[batch, 3, height, width]`; the zero vector for a missing one.
public struct DirectionLabels: LabelForm {
  public static let words = "directions"

  /// The rule that decides whether a direction counts as a label.
  public enum Rule: String, Hashable, Sendable, CaseIterable {
    /// Any component is not zero.
    case anyComponent = "any-component"
    /// The sum of the components is not zero, as in published code for NYUv2; it drops the directions whose components
    /// cancel.
    case channelSum = "channel-sum"
  }

  /// The largest distance from 1 of a direction's length. Components that were stored as bytes are off by up to 2 / 255
  /// where they were cut off, so a length is off by up to √3 times that.
  public static let lengthTolerance = 2.0 / 255 * 3.0.squareRoot()

  /// The length below which a prediction is not scaled up further.
  private static let leastLength = 1e-12

  public let rule: Rule

  public init(_ rule: Rule = .anyComponent) { self.rule = rule }

  public var answer: Answer { .direction }

  public func mask(_ target: Tensor) -> Tensor {
    switch rule {
    case .anyComponent: ATen.amax(target.abs(), [1], false).greater(0)
    case .channelSum: target.sum([1]).notEqual(0)
    }
  }

  public func validate(_ target: Tensor, task: String) throws(LabelError) {
    try refuse(target, where: target.isFinite().logicalNot(), task: task, should: "be finite")
    let length = target.to(.float32).norm([1])
    try refuse(
      length, where: (length - 1).abs().greater(Self.lengthTolerance).logicalAnd(mask(target)), task: task,
      should: "have the length 1, or be zero vectors for none", found: { "a length of \($0)" })
  }

  public func missing(in target: Tensor) -> String? {
    mask(target).logicalNot().any().item() != 0 ? "a zero vector" : nil
  }

  public func checkFit(_ target: Tensor, to output: Tensor, task: String) throws(FitError) {
    guard target.shape == output.shape else {
      throw FitError(task, "targets", should: "be \(output.shape), as the outputs", found: "\(target.shape)")
    }
  }

  public func prediction(_ output: Tensor, scale: Scale) -> Tensor {
    output / output.norm([1], keepDim: true).clamp(min: Self.leastLength)
  }

  public func sums(of target: Tensor, outputs: Int) -> (sums: Tensor, counts: Tensor) {
    let mask = mask(target).unsqueeze(1)
    let sums = target.to(.float64).maskedFill(mask: mask.logicalNot(), 0).transpose(0, 1).flatten(from: 1).sum([1])
    return (sums, mask.sum().to(.float64).expand([outputs]))
  }

  public func sums(of target: Tensor, outputs: Int, weights: Tensor) -> (sums: Tensor, counts: Tensor) {
    let spread = weights.spread(over: target.shape)
    return (
      sums(of: target.to(.float64) * spread, outputs: outputs).sums,
      (mask(target) * spread.select(1, index: 0)).sum().expand([outputs])
    )
  }

  /// The mean direction.
  public func constant(sums: [Double], counts: [Double]) -> [Double] {
    let length = sums.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 0 ? sums.map { $0 / length } : sums
  }
}

extension LabelForm where Self == DirectionLabels {
  /// Unit vectors along dimension 1.
  public static func directions(_ rule: DirectionLabels.Rule = .anyComponent) -> DirectionLabels {
    DirectionLabels(rule)
  }
}
