import Torch

/// One batch's graph, as a gradient method needs it: the losses, and how they hang on the shared network.
public struct TaskGraph {
  /// A piece of the shared network's chain of computation.
  public struct Stage {
    /// What it gives to the next piece; every path from the input to a loss leads through it.
    public let output: Tensor
    /// The shared parameters that its output depends on and the outputs before it do not.
    public let parameters: [Tensor]

    public init(output: Tensor, parameters: [Tensor]) {
      self.output = output
      self.parameters = parameters
    }
  }

  /// The representation as the head of one task saw it: a view of the last stage's output.
  public enum View {
    case own(Tensor)
    /// A part of the copies for several heads, `[batch, heads, …]`, with its place along the second dimension.
    case part(of: Tensor, Int)
  }

  /// One scalar a task, with its graph.
  public let losses: [Tensor]
  /// Whether the task has labels in this batch.
  public let present: [Bool]
  /// The shared network from its input to the shared representation, which is the last one's output; empty where no one
  /// tensor stands between the shared network and the heads.
  public let stages: [Stage]
  /// The representation as each task's head saw it, so that one backward pass through all heads gives each one's gradient.
  /// One for each task; empty without stages.
  public let views: [View]
  /// The losses as one tensor, `[K]`, from which they were taken; nil if each was computed by itself.
  private let together: Tensor?
  /// What the gradients are multiplied with: the share of the update that this process makes.
  var share = 1.0

  /// Creates a graph whose losses were computed together, `[K]`.
  public init(together losses: Tensor, present: [Bool]? = nil, stages: [Stage] = [], views: [View] = []) {
    self.init(losses: losses.unbind(), together: losses, present: present, stages: stages, views: views)
  }

  public init(losses: [Tensor], present: [Bool]? = nil, stages: [Stage] = [], views: [View] = []) {
    self.init(losses: losses, together: nil, present: present, stages: stages, views: views)
  }

  private init(losses: [Tensor], together: Tensor?, present: [Bool]?, stages: [Stage], views: [View]) {
    require(
      views.count == (stages.isEmpty ? 0 : losses.count), "a graph with stages should have a view for each of the tasks"
    )
    self.views = views
    self.losses = losses
    self.together = together
    self.present = present ?? losses.map { _ in true }
    self.stages = stages
  }

  /// Creates a graph in which each head saw a view of its own.
  public init(losses: [Tensor], present: [Bool]? = nil, stages: [Stage] = [], views: [Tensor]) {
    self.init(losses: losses, present: present, stages: stages, views: views.map(View.own))
  }

  /// The representation, which the heads see.
  package var representation: Tensor? { stages.last?.output }

  /// Whether heads saw copies that lie together.
  var hasSharedViews: Bool { views.contains { if case .part = $0 { true } else { false } } }

  /// The losses without their graph, `[K]`.
  var values: Tensor { together?.detach() ?? Tensor.stack(losses.map { $0.detach() }) }

  /// The losses of some tasks, as the roots of one backward pass, and the cotangent of each root: `cotangent` for every
  /// task, nil for one.
  func roots(_ tasks: [Int], _ cotangent: Tensor?) -> ([Tensor], [Tensor?]) {
    guard let together, tasks.count == losses.count else {
      return (tasks.map { losses[$0] }, tasks.map { _ in cotangent })
    }
    let ones = together.detach().onesLike()
    return ([together], [cotangent.map { ones * $0 } ?? ones])
  }

  /// Σ_k f_k L_k of some tasks, with its graph.
  func weightedSum(of tasks: [Int], _ factors: [Double]) -> Tensor {
    let losses = tasks.count == losses.count ? together : nil
    let chosen = losses ?? Tensor.stack(tasks.map { self.losses[$0] })
    return ATen.dot(chosen, Tensor(factors).to(chosen.device, chosen.dtype))
  }

  /// The places of the tasks that have labels.
  var presentTasks: [Int] { present.indices.filter { present[$0] } }
}

/// The parameters whose gradients a method combines and those of each head, as the network's construction says; never
/// inferred from gradients that happen to be missing. Frozen parameters are left out.
public struct BalancedParameters {
  public let shared: [Tensor]
  /// The parameters of `shared` that lie in the last shared layer.
  public let lastLayer: [Tensor]
  /// Each task's own.
  public let own: [[Tensor]]
  /// Parameters that several tasks change and no method looks at: each task's gradient is scaled as that of its own parameters.
  public let joint: [Tensor]

  public init(shared: [Tensor], lastLayer: [Tensor] = [], own: [[Tensor]], joint: [Tensor] = []) {
    self.shared = shared.filter(\.requiresGrad)
    self.lastLayer = lastLayer.filter(\.requiresGrad)
    self.own = own.map { $0.filter(\.requiresGrad) }
    self.joint = joint.filter(\.requiresGrad)
  }
}

/// Passes through the parts of a network.
public struct PassCount: Hashable, Sendable, Codable {
  /// Backward passes through the shared network.
  public var trunkBackward = 0
  /// Backward passes through one task's head.
  public var headBackward = 0

  public init(trunkBackward: Int = 0, headBackward: Int = 0) {
    self.trunkBackward = trunkBackward
    self.headBackward = headBackward
  }
}
