/// A layer in whose place something else can be computed for a while: its output times a task's mask, or its output plus a
/// task's low-rank product.
///
/// ```swift
/// layer.detour = { x, own in own(x) * mask }
/// defer { layer.detour = nil }
/// ```
public protocol DetouredLayer: UnaryLayer {
  /// What is computed in place of the layer; nil for the layer itself.
  var detour: Detour? { get set }
}

/// A computation in place of a layer's. It receives the input and the layer's own computation.
public typealias Detour = (_ x: Tensor, _ own: (Tensor) -> Tensor) -> Tensor
