import Balancing
import Tasks
import Torch

extension BalancingConfiguration {
  /// The method, ready to weigh the losses of these tasks.
  func weighting(for tasks: [Task], generator: Generator, device: Device) throws -> any LossWeighting {
    let setup = BalancingSetup(tasks, parameters: parameters, generator: generator, device: device)
    return try Catalogue.lossWeighting(method, setup)
  }

  /// The name in tables.
  var title: String { (try? Catalogue.find(method).card.title) ?? method }
}

extension ComparisonConfiguration {
  var convention: DeltaM.Convention {
    switch deltaM {
    case .metricMean: .metricMean
    case .taskMean: .taskMean
    case .oneMetricPerTask: .oneMetricPerTask
    }
  }
}
