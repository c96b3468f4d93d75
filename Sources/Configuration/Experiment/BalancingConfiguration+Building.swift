import Balancing
import Tasks
import Torch

extension BalancingConfiguration {
  /// The loss weighting, ready to weigh the losses of these tasks.
  func weighting(for tasks: [LearningTask], generator: Generator, device: Device) throws -> any LossWeighting {
    let name = losses?.method ?? method
    let setup = BalancingSetup(
      tasks, parameters: losses?.parameters ?? parameters, generator: generator, device: device)
    let weighting = try Catalogue.lossWeighting(name, setup)
    guard losses == nil, let smoothing else { return weighting }
    return try weighting.smoothed(by: smoothing, setup)
  }

  /// The gradient method; nil for a loss weighting alone.
  func gradients(for tasks: [LearningTask], generator: Generator, device: Device) throws -> GradientBalancer? {
    guard losses != nil else { return nil }
    let setup = BalancingSetup(tasks, parameters: parameters, generator: generator, device: device)
    return try GradientBalancer(
      GradientMethod(method, setup, smoothing: smoothing), tasks: tasks.map(\.name), scope: scope, heads: heads,
      storage: storage)
  }
}

extension BalancingConfiguration.Regulariser {
  func regulariser() throws -> OrthogonalGradients {
    try OrthogonalGradients(
      strength: strength, lossScaled: lossScaled, form: form == .exact ? .exact : .finiteDifference)
  }
}

extension ComparisonConfiguration {
  package var convention: DeltaM.Convention {
    switch deltaM {
    case .ratioMean: .ratioMean
    case .metricMean: .metricMean
    case .taskMean: .taskMean
    case .oneMetricPerTask: .oneMetricPerTask
    }
  }
}
