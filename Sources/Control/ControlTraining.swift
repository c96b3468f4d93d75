import Components
import Statistics
import Torch

/// The training of an agent on the tasks of reaching, with looks at how many it solves.
public struct ControlTraining: Sendable {
  public var tasks: ReachTasks
  /// The balancing method, a name of the catalogue.
  public var method: String
  public var settings = SoftActorCritic.Settings()
  /// The updates. Each of them comes after one step of every task.
  public var updates: Int
  /// The updates between two looks.
  public var lookEvery = 500
  /// The steps of every task with random actions, before the first update.
  public var randomSteps = 100

  public init(_ tasks: ReachTasks, method: String = "ew", updates: Int) {
    self.tasks = tasks
    self.method = method
    self.updates = updates
  }

  /// What a look saw.
  public struct Look: Hashable, Sendable {
    public var updates: Int
    /// The share of episodes of each task that end at the goal, without noise.
    public var successes: [Double]

    /// The mean over tasks.
    public var success: Double { Statistics.mean(successes) ?? .nan }
    /// The tasks of which nine of ten episodes end at the goal.
    public var solved: Int { successes.count { $0 >= 0.9 } }
  }

  /// What a training gives.
  public struct Outcome: Hashable, Sendable {
    public var looks: [Look]
    /// The backward passes of an update.
    public var passesPerUpdate: Double
  }

  /// The episodes of a look, for each task.
  private static let episodes = 10

  /// Trains an agent.
  ///
  /// - Throws: `SettingError` for a method that is not taken, `BalancingError` if a training breaks off.
  public func run(seed: UInt64) throws -> Outcome {
    let agent = try SoftActorCritic(
      tasks: tasks.count, observations: tasks.observations, method: method, settings: settings, seed: seed)
    var random = SplitMix64(key: seed, 0), buffer = ReplayBuffer(tasks: tasks.count, capacity: updates + randomSteps)
    var states = (0..<tasks.count).map { _ in tasks.start(&random) }
    var steps = 0
    func act(_ actions: [Float], _ buffer: inout ReplayBuffer) throws {
      for task in states.indices {
        let own = Array(actions[2 * task..<2 * task + 2])
        let (next, reward) = tasks.step(task, states[task], [Double(own[0]), Double(own[1])])
        try buffer.add(
          .init(
            tasks.observation(task, states[task]), action: own, reward: reward, next: tasks.observation(task, next)),
          task: task)
        states[task] = next
      }
      steps += 1
      if steps % ReachTasks.horizon == 0 { states = states.map { _ in tasks.start(&random) } }
    }
    for _ in 0..<randomSteps {
      try act((0..<2 * tasks.count).map { _ in random.uniform(-1, 1) }, &buffer)
    }
    var looks: [Look] = []
    for update in 1...updates {
      let seen = states.enumerated().flatMap { tasks.observation($0, $1) }
      try act(
        agent.actions(Tensor(seen, shape: [tasks.count, tasks.observations]), explores: true).array(of: Float.self),
        &buffer)
      let losses = try withTorchErrors { try agent.update(buffer, random: &random) }
      if update % lookEvery == 0 || update == updates {
        let look = Look(updates: update, successes: successes(of: agent, seed: seed))
        agent.epochEnded(critics: losses.critics, actor: losses.actor, successes: look.successes)
        looks.append(look)
      }
    }
    return Outcome(looks: looks, passesPerUpdate: Double(agent.passes) / Double(updates))
  }

  /// The share of episodes of each task that end at the goal. All looks start from the same places.
  private func successes(of agent: SoftActorCritic, seed: UInt64) -> [Double] {
    var random = SplitMix64(key: seed, 1)
    var episodes = (0..<tasks.count).flatMap { task in
      (0..<Self.episodes).map { _ in (task: task, state: tasks.start(&random)) }
    }
    for _ in 0..<ReachTasks.horizon {
      let seen = episodes.flatMap { tasks.observation($0.task, $0.state) }
      let actions = agent.actions(Tensor(seen, shape: [episodes.count, tasks.observations]), explores: false)
        .array(of: Float.self)
      for place in episodes.indices {
        let action = SIMD2(Double(actions[2 * place]), Double(actions[2 * place + 1]))
        episodes[place].state = tasks.step(episodes[place].task, episodes[place].state, action).state
      }
    }
    return (0..<tasks.count).map { task in
      let own = episodes.filter { $0.task == task }
      return Double(own.count { tasks.isReached(task, $0.state) }) / Double(own.count)
    }
  }
}
