import Balancing
import Components
import Tasks
import Torch

extension BalancingConfiguration {
  /// The loss weighting, ready to weigh the losses of these tasks.
  func weighting(for tasks: [LearningTask], generator: Generator, device: Device) throws -> any LossWeighting {
    let setup = BalancingSetup(
      tasks, parameters: losses?.parameters ?? parameters, generator: generator, device: device)
    var weighting = try (losses?.card ?? card).lossWeighting(setup)
    if losses == nil, let smoothing { weighting = try weighting.smoothed(by: smoothing, setup) }
    return scale.map { weighting.scaled(by: $0, setup) } ?? weighting
  }

  /// The gradient method; nil for a loss weighting alone.
  func gradients(for tasks: [LearningTask], generator: Generator, device: Device) throws -> GradientBalancer? {
    guard losses != nil else { return nil }
    let setup = BalancingSetup(tasks, parameters: parameters, generator: generator, device: device)
    return try GradientBalancer(
      GradientMethod(card.type(), setup, smoothing: smoothing, every: every), tasks: tasks.map(\.name), scope: scope,
      heads: heads, storage: storage)
  }
}

extension MethodCard {
  /// The method itself: the one that its catalogue holds.
  fileprivate func type() throws -> any BalancingMethod.Type { try method ?? Catalogue.find(name) }

  fileprivate func lossWeighting(_ setup: BalancingSetup) throws -> any LossWeighting {
    guard let type = try type() as? any LossWeighting.Type else {
      throw SettingError("`\(name)` should be a loss weighting. It looks at gradients.")
    }
    return try type.init(setup)
  }
}

extension BalancingConfiguration.Regulariser {
  func regulariser() throws -> OrthogonalGradients {
    try OrthogonalGradients(strength: strength, lossScaled: lossScaled, form: form)
  }
}
