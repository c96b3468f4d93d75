import Torch

/// One minus the soft Dice overlap of predicted and true regions: 1 − (2 Σ p t + s) / (Σ p + Σ t + s), the sums over all
/// labelled elements of the batch; the mean over classes where there are several.
///
/// - Predictions: logits (or probabilities), `[batch, 1, …]` for one region, `[batch, classes, …]` for several.
/// - Targets: 0 or 1 of the same shape, −1 or NaN where there is no label; class indices for several regions.
///
/// It is no likelihood; uncertainty weightings treat it as they treat a cross-entropy.
///
/// Source: Milletari, Navab, Ahmadi, "V-Net" (3DV 2016), which squares the probabilities in the denominator.
public struct DiceLoss: TaskLoss {
  /// Where the probabilities come from.
  public enum Activation: Hashable, Sendable {
    case sigmoid
    /// Over dimension 1, with the class index that is no label.
    case softmax(ignore: Int)
    /// The predictions are probabilities of one region already.
    case identity
  }

  /// Keeps the loss of a small region from jumping; the usual value of public implementations.
  public static let usualSmooth = 1.0

  /// Keeps the quotient finite without `smooth` where there is no label at all; smaller than any sum of probabilities.
  private static let leastDenominator = 1e-12

  public let activation: Activation
  /// s, in elements.
  public let smooth: Double
  /// Whether the denominator holds the squares: Σ p² + Σ t².
  public let isSquared: Bool

  public var likelihood: Likelihood { .softmax }

  public init(_ activation: Activation, smooth: Double = usualSmooth, isSquared: Bool = false) {
    self.activation = activation
    self.smooth = smooth
    self.isSquared = isSquared
  }

  public func callAsFunction(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    let prediction = prediction.widened()
    switch activation {
    case .softmax(let ignore): return ofClasses(prediction, target.classIndices(beside: prediction), ignore)
    case .sigmoid: return ofRegion(prediction.sigmoid(), target.shaped(like: prediction))
    case .identity: return ofRegion(prediction, target.shaped(like: prediction))
    }
  }

  private func ofRegion(_ probabilities: Tensor, _ target: Tensor) -> Tensor {
    let missing = Labels.binary.mask(target).logicalNot()
    let labels = target.to(probabilities.dtype).maskedFill(mask: missing, 0)
    return loss(probabilities.maskedFill(mask: missing, 0), labels, over: Array(0..<probabilities.rank))
  }

  private func ofClasses(_ logits: Tensor, _ labels: Tensor, _ ignore: Int) -> Tensor {
    let missing = labels.equal(Double(ignore))
    let known = labels.maskedFill(mask: missing, 0).unsqueeze(1)
    let present = missing.logicalNot().unsqueeze(1).to(logits.dtype)
    let oneHot = logits.zerosLike().scatter(1, known, present)
    let dims = Array(0..<logits.rank).filter { $0 != 1 }
    return loss(logits.softmax(1).maskedFill(mask: missing.unsqueeze(1), 0), oneHot, over: dims).mean()
  }

  private func loss(_ p: Tensor, _ t: Tensor, over dims: [Int]) -> Tensor {
    let overlap = 2 * (p * t).sum(dims)
    let sizes = (isSquared ? p.square() : p).sum(dims) + t.sum(dims)
    return (sizes - overlap) / (sizes + smooth).clamp(min: Self.leastDenominator)
  }
}
