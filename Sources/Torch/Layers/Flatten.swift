/// Dimensions `from` to `to` as one: by default all but the batch's.
public final class Flatten: Module, UnaryLayer {
  public let from: Int
  public let to: Int

  public init(from: Int = 1, to: Int = -1) {
    self.from = from
    self.to = to
  }

  public func callAsFunction(_ x: Tensor) -> Tensor { x.flatten(from: from, to: to) }
}
