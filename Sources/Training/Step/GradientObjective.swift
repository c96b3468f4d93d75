import Balancing
import Sharing
import Tasks
import Torch

/// The objective of a gradient method: one direction made from the gradients of K tasks, with K backward passes or
/// more.
///
/// A loss weighting comes before the method, which then works on the gradients of the weighted losses. The weighting
/// sees the mean losses of all batches of the update as constants. They give its weights and the gradients of what it
/// learns.
public final class GradientObjective: Objective {
  private let weighting: any LossWeighting
  /// The gradient method with its engine.
  public let gradients: GradientBalancer
  private let scales: [Tensor]
  private let penalties: AddedGradients
  private var hasPenalty = false
  private let device: Device
  /// The outcome of the last update; nil before the first one and for an update in which no task had labels.
  public private(set) var update: BalancedUpdate?

  /// Creates the objective.
  ///
  /// - Parameters:
  ///   - gradients: the gradient method, which was created for the network's parameters.
  ///   - parameters: the parameters of the network.
  public init(
    _ weighting: any LossWeighting, _ gradients: GradientBalancer, parameters: [Tensor], device: Device = .cpu
  ) {
    self.weighting = weighting
    self.gradients = gradients
    penalties = AddedGradients(of: parameters)
    self.device = device
    scales = weighting.learnedScales.map(\.tensor)
  }

  public var name: String { gradients.method.card.name }
  public var parts: Int { gradients.parts }
  public var needsStages: Bool { gradients.needsStages }

  public func begin() {
    gradients.cancel()
    penalties.begin()
    hasPenalty = false
  }

  public func add(
    _ losses: TaskLosses, penalty: Tensor?, share: Double, part: Int, alone: Bool, _ replicas: any Replicas
  ) throws -> Tensor? {
    if let penalty {
      hasPenalty = true
      penalties.add(
        Tensor.grad(of: [penalty], respectTo: penalties.parameters, retainGraph: true, allowUnused: true))
    }
    gradients.add(losses.graph, share: share, part: part, alone: alone, replicas: replicas.count)
    return nil
  }

  public func finish(_ replicas: any Replicas) throws -> Tensor? {
    let (means, present) = try replicas.average(gradients.meanLosses, present: gradients.presence)
    let losses = means.clone().requiringGrad()
    let weighted = weighting.weigh(losses, present: present.mask(on: device, losses.dtype))
    update = try gradients.finish(
      weights: weighted.weights, losses: means, present: present,
      summing: replicas.count > 1 ? { try replicas.sum($0) } : nil)
    if hasPenalty { try penalties.finish(replicas) }
    guard let update else { return nil }
    try differentiateScales(weighted.objective, replicas)
    return update.weights.map { Tensor($0.map { $0 ?? 0 }).to(losses.device, losses.dtype) }
  }

  /// Differentiates the weighted sum with respect to what the loss weighting learns. The losses are constants here.
  private func differentiateScales(_ objective: Tensor, _ replicas: any Replicas) throws {
    guard !scales.isEmpty else { return }
    for (scale, gradient) in zip(scales, Tensor.grad(of: [objective], respectTo: scales, allowUnused: true)) {
      scale.grad = gradient
    }
    try replicas.averageGradients(of: scales)
  }
}

extension GradientBalancer {
  /// The balancer that adds up the gradients of the tasks, which accumulated batches need.
  ///
  /// - Throws: `SettingError`; the method `sum` has no settings that could be wrong.
  static func sum(of tasks: [LearningTask], on device: Device) throws -> GradientBalancer {
    let sum = try GradientMethod("sum", BalancingSetup(tasks, device: device))
    return try GradientBalancer(sum, tasks: tasks.map(\.name), storage: .jacobian)
  }
}

extension BalancedParameters {
  /// The parameters of a network as a gradient method needs them.
  init(_ network: any MultiTaskNetwork, _ tasks: [LearningTask]) {
    let own = network.ownParameters
    self.init(
      shared: network.sharedParameters.map(\.tensor), lastLayer: network.lastSharedParameters.map(\.tensor),
      own: tasks.map { (own[$0.name] ?? []).map(\.tensor) }, joint: network.jointParameters.map(\.tensor))
  }
}
