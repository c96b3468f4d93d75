import Backbones
import Balancing
import Components
import Statistics
import Torch

/// One agent for many tasks: soft actor-critic whose losses, one for each task, go through a balancing method.
///
/// The actor and the two critics are shared by all tasks, which are told apart by what is seen. There is one temperature.
///
/// Source: T. Haarnoja et al., *Soft Actor-Critic Algorithms and Applications*, 2018, arXiv 1812.05905; with several tasks as in V. Kurin et al.,
/// *In Defense of the Unitary Scalarization for Deep Multi-Task Learning*, NeurIPS 2022.
public final class SoftActorCritic {
  /// The settings of an agent.
  public struct Settings: Hashable, Sendable {
    /// The units of the layers of the actor and of each critic.
    public var hidden = [64, 64]
    /// Of actor, critics and temperature.
    public var learningRate = 9e-4
    /// γ.
    public var discount = 0.97
    /// The share by which the target critics follow the critics in each update.
    public var targetRate = 0.01
    /// The transitions of each task in an update.
    public var batch = 32
    /// Whether rewards are divided by their standard deviation in the buffer.
    public var scalesRewards = true

    public init() {}
  }

  /// A perceptron with a linear layer at its end.
  private final class Network: Module {
    let trunk: MLP
    let head: Linear

    init(_ inputs: Int, hidden: [Int], outputs: Int, generator: Generator) {
      trunk = MLP(inputs, hidden: hidden, generator: generator)
      head = Linear(hidden.last!, outputs, generator: generator)
    }

    /// `[…, inputs]` → `[…, outputs]`.
    func callAsFunction(_ x: Tensor) -> Tensor {
      head(trunk(x.reshape([-1, trunk.inputs]))).reshape(x.shape.dropLast() + [-1])
    }
  }

  public let settings: Settings
  private let tasks: Int
  private let observations: Int
  private let actor: Network
  private let critics: [Network]
  private let targets: [Network]
  private let logAlpha: Tensor
  private let actorLearner: BalancedLearner
  private let criticLearner: BalancedLearner
  private let temperature: Adam
  /// Draws the noise of actions.
  private let noise: Generator
  private let criticParameters: [Tensor]

  /// Standard deviations of actions, before the hyperbolic tangent, are e to a power in this range.
  private static let logDeviations = (-20.0, 2.0)

  /// Creates an agent.
  ///
  /// - Parameters:
  ///   - tasks: their number.
  ///   - observations: the numbers that are seen.
  ///   - method: the balancing method, a name of the catalogue, of actor and critics.
  ///   - seed: of start values, noise and the method.
  /// - Throws: `SettingError` for a method that ``BalancedLearner`` does not take.
  public init(
    tasks: Int, observations: Int, method: String = "ew", methodSettings: [String: SettingValue] = [:],
    settings: Settings = Settings(), seed: UInt64
  ) throws {
    func generator(_ purpose: UInt64) -> Generator { Generator(seed: SplitMix64(key: seed, purpose).first) }
    let starts = generator(0), actions = ReachTasks.actions, inputs = observations + actions
    func critic() -> Network { Network(inputs, hidden: settings.hidden, outputs: 1, generator: starts) }
    self.tasks = tasks
    self.observations = observations
    self.settings = settings
    actor = Network(observations, hidden: settings.hidden, outputs: 2 * actions, generator: starts)
    critics = [critic(), critic()]
    targets = [critic(), critic()]
    for (target, critic) in zip(targets, critics) {
      target.parameters.forEach { $0.requiresGrad = false }
      withoutGradients { ATen.foreach_copy_(target.parameters, critic.parameters, false) }
    }
    logAlpha = Tensor.zeros([]).requiringGrad()
    criticParameters = critics.flatMap { $0.parameters }
    let names = (0..<tasks).map { "task\($0)" }
    actorLearner = try BalancedLearner(
      method, settings: methodSettings, tasks: names, parameters: actor.parameters,
      learningRate: settings.learningRate,
      generator: generator(1))
    criticLearner = try BalancedLearner(
      method, settings: methodSettings, tasks: names, parameters: criticParameters, learningRate: settings.learningRate,
      generator: generator(2))
    temperature = Adam([logAlpha], learningRate: settings.learningRate)
    noise = generator(3)
  }

  /// The backward passes through actor and critics so far.
  public var passes: Int { actorLearner.passes + criticLearner.passes }

  /// The temperature α.
  public var alpha: Double { logAlpha.detach().exp().item() }

  private func policy(_ observations: Tensor) -> SquashedGaussian {
    let parts = actor(observations).chunk(2, -1)
    return SquashedGaussian(
      mean: parts[0], logDeviation: parts[1].clamp(min: Self.logDeviations.0, max: Self.logDeviations.1))
  }

  /// Actions for what is seen, `[batch, observations]` → `[batch, 2]`.
  ///
  /// - Parameter explores: whether actions are drawn; otherwise they are the policy's modes.
  public func actions(_ observations: Tensor, explores: Bool) -> Tensor {
    withoutGradients {
      let policy = policy(observations)
      return explores ? policy.sample(noise(like: policy.mean)).actions : policy.modes
    }
  }

  private func noise(like tensor: Tensor) -> Tensor { Tensor.randn(tensor.shape, generator: noise) }

  private func values(_ critics: [Network], _ observations: Tensor, _ actions: Tensor) -> (
    first: Tensor, second: Tensor
  ) {
    let inputs = Tensor.cat([observations, actions], -1)
    return (critics[0](inputs).squeeze(-1), critics[1](inputs).squeeze(-1))
  }

  /// One update of critics, actor, temperature and target critics, from transitions of each task.
  ///
  /// - Returns: the losses of the critics and of the actor before it, `[K]` each.
  /// - Throws: `BalancingError` if a loss is not finite or the method has no answer.
  @discardableResult
  public func update(_ buffer: ReplayBuffer, random: inout SplitMix64) throws -> (critics: Tensor, actor: Tensor) {
    let batch = batch(buffer, random: &random)
    let alpha = logAlpha.detach().exp()
    let goal = withoutGradients {
      let policy = policy(batch.next)
      let next = policy.sample(noise(like: policy.mean))
      return SoftActorCriticLosses.target(
        reward: batch.reward, discount: settings.discount, next: values(targets, batch.next, next.actions),
        logProbability: next.logProbability, alpha: alpha)
    }
    let ofCritics = try criticLearner.learn { part in
      let own = batch.part(part)
      let (first, second) = values(critics, own.observation, own.action)
      return SoftActorCriticLosses.critic(first, second, target: part.piece(of: goal))
    }
    // The actor's loss looks through the critics without moving them.
    criticParameters.forEach { $0.requiresGrad = false }
    defer { criticParameters.forEach { $0.requiresGrad = true } }
    let drawn = Tensor.randn([tasks, settings.batch, ReachTasks.actions], generator: noise)
    var logProbability = Tensor.zeros([])
    let ofActor = try actorLearner.learn { part in
      let own = part.piece(of: batch.observation)
      let (actions, density) = policy(own).sample(part.piece(of: drawn))
      if part == .whole { logProbability = density.detach() }
      let (first, second) = values(critics, own, actions)
      return SoftActorCriticLosses.actor(value: first.minimum(second), logProbability: density, alpha: alpha)
    }
    temperature.zeroGradients()
    SoftActorCriticLosses.temperature(
      logAlpha: logAlpha, logProbability: logProbability, targetEntropy: -Double(ReachTasks.actions)
    ).backward()
    temperature.step()
    withoutGradients {
      ATen.foreach_lerp_(targets.flatMap { $0.parameters }, criticParameters, settings.targetRate)
    }
    return (ofCritics, ofActor)
  }

  /// Tells the balancing method how well each task is done.
  func epochEnded(critics: Tensor, actor: Tensor, successes: [Double]) {
    let indicators = Tensor(successes.map(Float.init))
    criticLearner.epochEnded(losses: critics, indicators: indicators)
    actorLearner.epochEnded(losses: actor, indicators: indicators)
  }

  /// Transitions of all tasks, `[tasks, batch, …]`.
  private struct Batch {
    let observation: Tensor
    let action: Tensor
    let reward: Tensor
    let next: Tensor

    func part(_ part: BatchPart) -> (observation: Tensor, action: Tensor) {
      (part.piece(of: observation), part.piece(of: action))
    }
  }

  private func batch(_ buffer: ReplayBuffer, random: inout SplitMix64) -> Batch {
    var seen: [Float] = [], done: [Float] = [], paid: [Float] = [], later: [Float] = []
    for task in 0..<tasks {
      let scale = settings.scalesRewards ? buffer.rewardScale(task) : 1
      for transition in buffer.sample(settings.batch, task: task, random: &random) {
        seen += transition.observation
        done += transition.action
        paid.append(Float(transition.reward / scale))
        later += transition.next
      }
    }
    let shape = [tasks, settings.batch]
    return Batch(
      observation: Tensor(seen, shape: shape + [observations]),
      action: Tensor(done, shape: shape + [ReachTasks.actions]),
      reward: Tensor(paid, shape: shape), next: Tensor(later, shape: shape + [observations]))
  }
}

extension BatchPart {
  /// The part of a tensor whose samples lie in the second dimension.
  fileprivate func piece(of tensor: Tensor) -> Tensor {
    guard case .part(let index, let parts) = self else { return tensor }
    let size = tensor.size(1) / parts
    return tensor.narrow(1, start: index * size, length: size)
  }
}

extension SplitMix64 {
  /// The first number of the stream.
  fileprivate var first: UInt64 {
    var stream = self
    return stream.next()
  }
}
