/// The input itself: a place for a layer that is absent.
public final class Identity: Module, UnaryLayer {
  public func callAsFunction(_ x: Tensor) -> Tensor { x }
}
