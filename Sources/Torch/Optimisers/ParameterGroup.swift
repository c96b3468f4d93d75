/// Parameters that an optimiser treats alike: the trunk, a task's head, a method's learned scales.
public struct ParameterGroup {
  /// The name in the saved state, unique in an optimiser.
  public let name: String
  /// The tensors with the names that the saved state uses, each once in an optimiser.
  public let parameters: [(name: String, tensor: Tensor)]
  /// The learning rate of the next step.
  public var learningRate: Double
  /// The pull towards zero in the next step.
  public var weightDecay: Double

  /// Creates a group of named tensors.
  ///
  /// - Parameters:
  ///   - name: unique in the optimiser
  ///   - learningRate: the rate of the next step; a schedule sets it before each
  ///   - weightDecay: the pull towards zero, which the optimiser adds to the gradient or decouples from it
  public init(
    _ name: String, _ parameters: [(name: String, tensor: Tensor)], learningRate: Double, weightDecay: Double = 0
  ) {
    require(learningRate >= 0, "`learningRate` should not be negative. Found \(learningRate).")
    require(weightDecay >= 0, "`weightDecay` should not be negative. Found \(weightDecay).")
    self.name = name
    self.parameters = parameters
    self.learningRate = learningRate
    self.weightDecay = weightDecay
  }

  /// Creates a group of all parameters of a module.
  public init(_ name: String = "model", _ module: Module, learningRate: Double, weightDecay: Double = 0) {
    self.init(name, module.namedParameters(), learningRate: learningRate, weightDecay: weightDecay)
  }

  /// Creates a group of tensors without names: they are called "0", "1", … in the saved state.
  public init(_ name: String, _ tensors: [Tensor], learningRate: Double, weightDecay: Double = 0) {
    self.init(
      name, tensors.enumerated().map { ("\($0.offset)", $0.element) }, learningRate: learningRate,
      weightDecay: weightDecay)
  }
}
