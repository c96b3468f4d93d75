import Balancing
import Torch

/// The objective of a loss weighting: the weighted sum of the losses, with one backward pass for each batch.
public final class LossObjective: Objective {
  private let weighting: any LossWeighting
  private let parameters: [Tensor]
  private let scales: [Tensor]
  private let device: Device

  /// Creates the objective.
  ///
  /// - Parameter parameters: the parameters of the network.
  public init(_ weighting: any LossWeighting, parameters: [Tensor], device: Device = .cpu) {
    self.weighting = weighting
    self.parameters = parameters
    self.device = device
    scales = weighting.learnedScales.map(\.tensor)
  }

  public var name: String { type(of: weighting).card.name }
  public var parts: Int { 1 }
  public var needsStages: Bool { false }
  public func begin() {}

  public func add(
    _ losses: TaskLosses, penalty: Tensor?, share: Double, part: Int, alone: Bool, _ replicas: any Replicas
  ) throws -> Tensor? {
    let (values, present) = try replicas.average(losses.values, present: losses.present)
    let weighted = weighting.weigh(values, present: present.mask(on: device, values.dtype))
    // A batch without labels has no objective, but its penalty.
    let objective = present.contains(true) ? [share == 1 ? weighted.objective : weighted.objective * share] : []
    let terms = objective + [penalty].compactMap { $0 }
    if let first = terms.first { terms.dropFirst().reduce(first, +).backward() }
    return weighted.weights
  }

  public func finish(_ replicas: any Replicas) throws -> Tensor? {
    try replicas.sumGradients(of: parameters)
    try replicas.averageGradients(of: scales)
    return nil
  }
}
