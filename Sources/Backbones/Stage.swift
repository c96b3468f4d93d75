import Torch

/// One link of a trunk's chain: what comes out of it is all that the next stage sees.
///
/// ```swift
/// var stages: [Stage] {
///   [
///     Stage("first", [first], .vector(64)) { [self] in first($0).relu() },
///     Stage("second", [second], .vector(32)) { [self] in second($0).relu() },
///   ]
/// }
/// ```
public struct Stage {
  /// The name, which is that of its first module in the trunk: "layer1.0".
  public let name: String
  /// The modules that hold the stage's parameters.
  public let modules: [Module]
  /// The features that come out of it; nil where they are neither a vector nor a map whose sides are an exact part of the
  /// image's.
  public let features: Features?
  /// Makes the stage's output from that of the stage before, or from the input.
  public let run: (Tensor) -> Tensor
  /// Makes what a head reads of the stage's output, where that is something else than what the next stage reads.
  public let read: (Tensor) -> Tensor

  /// - Parameters:
  ///   - name: the name of its first module in the trunk.
  ///   - modules: the modules that hold the stage's parameters.
  ///   - features: the features that come out of it, if heads could read them.
  ///   - read: makes what a head reads of the output; by default the output itself. It is not used for the last stage.
  ///   - run: makes the stage's output from that of the stage before.
  public init(
    _ name: String, _ modules: [Module], _ features: Features?, read: @escaping (Tensor) -> Tensor = { $0 },
    run: @escaping (Tensor) -> Tensor
  ) {
    self.name = name
    self.modules = modules
    self.features = features
    self.read = read
    self.run = run
  }
}

/// Some stages of a trunk that belong together, such as the blocks of one width of a residual network.
public struct TrunkLevel: Sendable {
  /// The level's name: "layer1".
  public let name: String
  /// The places of its stages.
  public let stages: Range<Int>
  /// Whether it prepares the input for the levels that follow, such as the first convolution of a residual network.
  public let isStem: Bool

  /// - Parameter stages: the places of its stages; the levels of a trunk have every stage once, in order.
  public init(_ name: String, _ stages: Range<Int>, isStem: Bool = false) {
    self.name = name
    self.stages = stages
    self.isStem = isStem
  }
}
