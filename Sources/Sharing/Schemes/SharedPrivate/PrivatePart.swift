import Backbones
import Torch

/// What one task has between the encoders and its head. Names: `encoder.…`, `projection.weight`, `gate.weight`, `gate.bias`.
final class PrivatePart: Module {
  /// The private encoder; nil for none.
  let encoder: (any Trunk)?
  /// Brings the private features to the size of the shared ones; nil if they have it, or need not.
  private let projection: Linear?
  private let gate: FeatureGate?
  /// The features that the head reads.
  let features: Features
  private let shared: Features
  /// Whether a vector of the whole sequence is made before the features are joined.
  private let isWhole: Bool

  /// - Parameters:
  ///   - isGated: whether a gate mixes the features; otherwise they stand side by side.
  ///   - isDense: whether the task has an answer at every place.
  /// - Throws: `ShapeError` for features that cannot be joined.
  init(
    _ encoder: (any Trunk)?, beside shared: Features, isGated: Bool, isDense: Bool, generator: Generator
  ) throws(ShapeError) {
    self.encoder = encoder
    self.shared = shared
    let own = encoder?.features, size = own?.size ?? 0
    if isGated, case .map = shared {
      throw ShapeError("`shared-private` with a gate needs vectors or sequences. Found \(shared).")
    }
    projection =
      isGated && size != shared.size ? Linear(size, shared.size, bias: false, generator: generator) : nil
    gate = isGated ? FeatureGate(shared.size, generator: generator) : nil
    let joined = isGated ? shared.size : shared.size + size
    switch (shared, own) {
    case (.sequence(_, let whole), .sequence?), (.sequence(_, let whole), nil):
      isWhole = !isDense
      features = isDense ? .sequence(joined, whole: whole) : .vector(joined)
    case (.vector, .vector?), (.vector, nil):
      (isWhole, features) = (false, .vector(joined))
    case (.map(_, let stride), .map(_, let other)?) where stride == other:
      (isWhole, features) = (false, .map(channels: joined, stride: stride))
    case (.map(_, let stride), nil): (isWhole, features) = (false, .map(channels: joined, stride: stride))
    default:
      throw ShapeError(
        "`shared-private` needs shared and private features of one form. Found \(shared) and \(own.map { "\($0)" } ?? "none")."
      )
    }
  }

  /// What the head reads.
  func joined(_ shared: Tensor, _ own: Tensor?) -> Tensor {
    let shared = isWhole ? self.shared.whole(shared) : shared
    guard let encoder, let own else { return shared }
    let beside = isWhole ? encoder.features.whole(own) : own
    guard let gate else { return Tensor.cat([shared, beside], shared.rank == 3 ? 2 : 1) }
    return gate(shared, projection?(beside) ?? beside)
  }
}
