/// Dimensions `from` to `to` as one: by default all but the batch's.
public final class Flatten: Module, UnaryLayer {
  /// The first dimension that is joined.
  public let from: Int
  /// The last dimension that is joined; −1 is the last of the input.
  public let to: Int

  public init(from: Int = 1, to: Int = -1) {
    self.from = from
    self.to = to
  }

  public func callAsFunction(_ x: Tensor) -> Tensor { x.flatten(from: from, to: to) }
}
