import Control
import Torch

extension Verification {
  /// The tasks of reaching, the scale of rewards, and the losses of soft actor-critic.
  static let controlAdapters: [String: GoldenAdapter] = [
    "ReachTasks": reachTasks, "RewardScale": rewardScale, "SoftActorCritic": softActorCritic,
  ]

  @Sendable private static func reachTasks(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let tasks = try ReachTasks(
      count: item.hyperparameters.integer("tasks"), isTurned: item.hyperparameters.bool("turned"))
    let actions = try item.input.tensor("actions"), starts = try item.input.numbers("start")
    let steps = actions.size(1), numbers = actions.flatten().array(of: Double.self)
    let scales = try item.input.numbers("scales")
    var trace: [Double] = []
    for task in 0..<tasks.count {
      guard abs(tasks.scale(task) - scales[task]) <= 1e-12 * scales[task] else {
        throw GoldenError("the scale of task \(task) should be \(scales[task]). Found \(tasks.scale(task)).")
      }
      var state = ReachTasks.State([starts[2 * task], starts[2 * task + 1]])
      for step in 0..<steps {
        let place = 2 * (task * steps + step)
        let next = tasks.step(task, state, [numbers[place], numbers[place + 1]])
        state = next.state
        trace += [
          state.position.x, state.position.y, state.velocity.x, state.velocity.y, next.reward,
          tasks.isReached(task, state) ? 1 : 0,
        ]
      }
    }
    return ["trace": .tensor(shape: [tasks.count, steps, 6], data: trace)]
  }

  @Sendable private static func rewardScale(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let rewards = try item.input.list("rewards").map { value -> [Double] in
      guard case .tensor(_, let rewards) = value else {
        throw GoldenError("rewards should be lists of numbers. Found \(value.kind).")
      }
      return rewards
    }
    var buffer = ReplayBuffer(tasks: rewards.count, capacity: rewards.map(\.count).max() ?? 1)
    for (task, own) in rewards.enumerated() {
      for reward in own { try buffer.add(.init([], action: [], reward: reward, next: []), task: task) }
    }
    let scales = rewards.indices.map(buffer.rewardScale)
    return [
      "scale": GoldenValue(scales),
      "normalised": .list(zip(rewards, scales).map { rewards, scale in GoldenValue(rewards.map { $0 / scale }) }),
    ]
  }

  @Sendable private static func softActorCritic(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let input = item.input
    let mean = try input.tensor("mean").requiringGrad(), deviation = try input.tensor("log_sd").requiringGrad()
    let logAlpha = Tensor(scalar: try item.hyperparameters.number("log_alpha"), dtype: .float64)
    let (actions, density) = SquashedGaussian(mean: mean, logDeviation: deviation).sample(try input.tensor("noise"))
    let target = SoftActorCriticLosses.target(
      reward: try input.tensor("reward"), done: try input.tensor("done"),
      discount: try item.hyperparameters.number("discount"),
      next: (try input.tensor("target_q1"), try input.tensor("target_q2")), logProbability: density,
      alpha: logAlpha.exp())
    let value = (actions * (try input.tensor("w"))).sum([-1])
    let actor = SoftActorCriticLosses.actor(value: value, logProbability: density, alpha: logAlpha.exp())
    actor.backward()
    return [
      "action": GoldenValue(actions), "log_probability": GoldenValue(density), "target": GoldenValue(target),
      "critic_loss": GoldenValue(
        SoftActorCriticLosses.critic(try input.tensor("q1"), try input.tensor("q2"), target: target)),
      "actor_loss": GoldenValue(actor), "grad mean": mean.grad.map { GoldenValue($0) } ?? .null,
      "grad log_sd": deviation.grad.map { GoldenValue($0) } ?? .null,
      "alpha_loss": GoldenValue(
        SoftActorCriticLosses.temperature(
          logAlpha: logAlpha, logProbability: density,
          targetEntropy: try item.hyperparameters.number("target_entropy"))),
    ]
  }
}
