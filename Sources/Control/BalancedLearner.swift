import Balancing
import Components
import Torch

/// Parameters that K losses train together through one balancing method, where the losses are no labels' but come of a function.
///
/// All parameters are shared. Gradient methods look at all of them, in scope `shared`.
public final class BalancedLearner {
  private enum Kind {
    case weighting(any LossWeighting)
    case gradients(GradientBalancer)
  }

  private let kind: Kind
  private let parameters: [Tensor]
  private let optimizer: Adam
  private let learningRate: Double
  /// Backward passes through the parameters so far.
  public private(set) var passes = 0

  /// Creates a learner with Adam.
  ///
  /// - Parameters:
  ///   - method: a name of the catalogue.
  ///   - settings: the method's, by name.
  ///   - generator: the method's random numbers.
  /// - Throws: `SettingError` for a name or settings that no method has, and for a method whose direction is a finished update.
  public init(
    _ method: String, settings: [String: SettingValue] = [:], tasks: [String], parameters: [Tensor],
    learningRate: Double, generator: Generator
  ) throws {
    let setup = BalancingSetup(
      tasks.map { .init($0) }, parameters: settings, generator: generator)
    let type = try Catalogue.find(method)
    guard type.card.gradients?.isUpdate != true else {
      throw SettingError(
        "the method should leave the step to the optimiser. Found `\(method)`, whose direction is a finished update.")
    }
    var scales: [(name: String, tensor: Tensor)] = []
    if let type = type as? any LossWeighting.Type {
      let weighting = try type.init(setup)
      scales = weighting.learnedScales
      kind = .weighting(weighting)
    } else {
      let balancer = try GradientBalancer(GradientMethod(type, setup), tasks: tasks, scope: .shared)
      balancer.balance(BalancedParameters(shared: parameters, own: tasks.map { _ in [] }))
      kind = .gradients(balancer)
    }
    self.parameters = parameters
    self.learningRate = learningRate
    optimizer = Adam(
      [ParameterGroup("parameters", parameters, learningRate: learningRate)]
        + (scales.isEmpty ? [] : [ParameterGroup("scales", scales, learningRate: learningRate)]))
  }

  /// Makes one update.
  ///
  /// - Parameter losses: the `K` losses of the whole batch or of one of its parts, `[K]`, with their graph, at the parameters' present
  ///   values. It is called more than once for methods that look again, and has to give the same then.
  /// - Returns: the losses before the update, `[K]`, without a graph.
  /// - Throws: `BalancingError` if a loss or gradient is not finite or the method has no answer.
  @discardableResult
  public func learn(from losses: (BatchPart) -> Tensor) throws -> Tensor {
    switch kind {
    case .weighting(let weighting):
      return try withoutActuallyEscaping(losses) { losses in
        let probe = StepProbe(losses: losses, present: nil, parameters: parameters, learningRate: learningRate)
        let look = weighting as? any SecondLook
        try look?.stepWillBegin(probe)
        let values = losses(.whole)
        try Self.check(values)
        optimizer.zeroGradients()
        weighting.weigh(values).objective.backward()
        passes += 1
        optimizer.step()
        try look?.stepEnded(probe)
        return values.detach()
      }
    case .gradients(let balancer):
      optimizer.zeroGradients()
      for part in 0..<balancer.parts {
        let values = losses(balancer.parts == 1 ? .whole : .part(part, of: balancer.parts))
        try Self.check(values)
        balancer.add(TaskGraph(together: values), part: part)
      }
      let before = balancer.meanLosses
      _ = try balancer.finish()
      passes = balancer.passes.trunkBackward
      optimizer.step()
      return before
    }
  }

  private static func check(_ losses: Tensor) throws {
    let values = losses.detach().to(.float32).array(of: Float.self)
    guard values.allSatisfy(\.isFinite) else {
      throw BalancingError("losses should be finite. Found \(values).")
    }
  }

  /// Tells the method of an epoch's end.
  ///
  /// - Parameters:
  ///   - losses: the mean losses of the epoch, `[K]`.
  ///   - indicators: how well each task is done, from 0 to 1, `[K]`.
  public func epochEnded(losses: Tensor, indicators: Tensor) {
    guard case .weighting(let weighting) = kind else { return }
    weighting.epochEnded(meanLosses: losses)
    (weighting as? any IndicatorDriven)?.measured(indicators: indicators)
  }
}
