import Tasks
import Torch

/// A method that balances K tasks by looking at the inner products of their gradients: its direction is Jᵀ w.
///
/// Problems of K unknowns are solved on the host in double precision; reading the K × K Gramian is the one time in a step
/// that such a method waits for the device.
///
/// ```swift
/// let method = try MGDA(tasks: ["depth", "normals"])
/// let weights = try method.weigh(GramianSample(Gramian([[1, -1], [-1, 2]]), losses: [0.5, 1]))   // [0.6, 0.4]
/// ```
public protocol GramianWeighting: BalancingMethod {
  /// The factor of each present task's gradient in the direction.
  ///
  /// - Returns: As many numbers as `sample.tasks`.
  /// - Throws: `BalancingError` with the tasks' names where there is no solution. Gradients are finite here: whoever calls
  ///   has checked.
  func weigh(_ sample: GramianSample) throws -> [Double]
}

/// What a Gramian weighting sees of one step.
public struct GramianSample: Sendable {
  /// K × K, of the present tasks; of the last of several parts where the method looks at several.
  public let gramian: Gramian
  /// J₁ J₂ᵀ of the first two of three independent parts of the batch, for methods whose card asks for three.
  public let cross: Gramian?
  /// The losses whose gradients these are.
  public let losses: [Double]
  /// The present tasks' places in the setup's list.
  public let tasks: [Int]

  /// - Parameter tasks: all, in their order, by default.
  public init(_ gramian: Gramian, cross: Gramian? = nil, losses: [Double], tasks: [Int]? = nil) {
    self.gramian = gramian
    self.cross = cross
    self.losses = losses
    self.tasks = tasks ?? Array(0..<gramian.count)
  }

  /// The number of present tasks.
  public var count: Int { tasks.count }
}

extension GramianWeighting {
  /// The weights for gradients of which nothing but their inner products is known.
  public func weigh(_ gramian: Gramian) throws -> [Double] {
    try weigh(GramianSample(gramian, losses: Array(repeating: 1, count: gramian.count)))
  }
}
