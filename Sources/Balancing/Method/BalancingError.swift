/// An update that has no answer: gradients that are not finite, or a problem without a solution.
public struct BalancingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// "`nash-mtl` has no solution for `depth` and `normals`: …", "the gradient of `depth` should be finite. Found nan."
  public let description: String

  public init(_ description: String) { self.description = description }
}
