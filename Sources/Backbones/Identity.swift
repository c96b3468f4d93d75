import Components
import Torch

/// The input as it is, so that heads are linear models of it. `[batch, inputs]` → `[batch, inputs]`, without parameters.
public final class Identity: Module, StagedTrunk {
  public let features: Features
  private let inputs: Int

  /// Creates the trunk.
  ///
  /// - Parameter inputs: the numbers of one sample.
  public init(_ inputs: Int) {
    self.inputs = inputs
    features = .vector(inputs)
  }

  public var stages: [Stage] { [Stage("input", [], features) { $0 }] }

  public func outputShape(for input: [Int]) throws -> [Int] {
    guard input == [inputs] else { throw ShapeError("the input of Identity should be [\(inputs)]. Found \(input).") }
    return input
  }
}

extension Identity {
  static let card = TrunkCard(
    About("identity", title: "Identity", "the input as it is, for linear models of vectors"), takes: .vector
  ) { setup in Identity(setup.input.shape[0]) }
}
