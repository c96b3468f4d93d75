/// An optimiser: changes parameters by their gradients.
public protocol Optimizer: AnyObject {
  /// The parameters and the settings that may change between steps. The parameters themselves are fixed.
  var groups: [ParameterGroup] { get set }

  /// Updates every parameter that has a gradient. A parameter without one keeps its value and its state.
  func step()

  /// Clears all gradients.
  func zeroGradients()

  /// Forgets what it keeps for some parameters, which have begun anew: averages and counts of updates.
  func forget(_ parameters: [Tensor])

  /// The state that the next step depends on, apart from the parameters and their gradients.
  func state() -> OptimizerState

  /// Continues from a saved state to the same bits.
  ///
  /// - Throws: ``StateError`` if the state does not fit. It names what is missing, left over, of another shape or of
  ///   another optimiser, and nothing has changed.
  func load(_ state: OptimizerState) throws
}

extension Optimizer {
  public func zeroGradients() { groups.flatMap { $0.parameters.map(\.tensor) }.clearGradients() }
}
