import Torch

/// Which tasks have labels in a batch.
struct Presence {
  /// `[K]`, true where the task is present.
  let mask: Tensor

  /// - Parameter present: `[K]`, not zero where the task is present, on any device and of any type; nil where all are,
  ///   which makes this nil.
  init?(_ present: Tensor?, for losses: Tensor) {
    guard let present else { return nil }
    mask = present.to(losses.device, .bool)
  }

  /// The losses with absent ones replaced by a number that is harmless in the method's formula; no gradient reaches them.
  func fill(_ losses: Tensor, with harmless: Double) -> Tensor { losses.maskedFill(mask: mask.logicalNot(), harmless) }

  /// The weights with 0 for absent tasks.
  func zero(_ weights: Tensor) -> Tensor { weights.maskedFill(mask: mask.logicalNot(), 0) }

  /// Softmax over the present tasks, 0 for the others; all 0 where none is present.
  func softmax(_ logits: Tensor) -> Tensor { zero(lower(logits).softmax(0)) }

  /// The logits with absent ones below all others.
  func lower(_ logits: Tensor) -> Tensor { fill(logits, with: Self.lowest) }

  /// The number of present tasks, at least one, as a scalar of the losses' type.
  func count(_ dtype: DType) -> Tensor { mask.sum().clamp(min: 1).to(dtype) }

  /// Below every logit, and finite in float32, so that a softmax over no task is finite.
  private static let lowest = -1e38
}

extension Tensor {
  /// Softmax over tasks, or over those that are present.
  func softmax(over presence: Presence?) -> Tensor { presence?.softmax(self) ?? softmax(0) }
}
