import Balancing
import Components
import Statistics
import TestSupport
import Testing
import Torch

@testable import Control

private func tasks(_ count: Int = 3, isTurned: Bool = false) throws -> ReachTasks {
  try ReachTasks(count: count, isTurned: isTurned)
}

@Suite struct ReachTasksTests {
  /// A push towards the goal in every step solves each task within an episode, if it knows which way actions act.
  @Test(arguments: [false, true]) func aPushTowardsTheGoalReachesIt(isTurned: Bool) throws {
    let tasks = try tasks(4, isTurned: isTurned)
    for task in 0..<tasks.count {
      var random = SplitMix64(seed: 1), state = tasks.start(&random)
      for _ in 0..<ReachTasks.horizon {
        let way = tasks.goal(task) - state.position - 0.4 * state.velocity
        state = tasks.step(task, state, 4 * (isTurned && task % 2 == 1 ? -way : way)).state
      }
      #expect(tasks.isReached(task, state))
    }
  }

  @Test func theMassStaysWithinTheBorderAndActionsHaveABound() throws {
    let tasks = try tasks()
    var state = ReachTasks.State([0, 0])
    for _ in 0..<100 { state = tasks.step(0, state, [50, -50]).state }
    #expect(state.position == [1.5, -1.5])
    #expect(tasks.step(0, .init([0, 0]), [50, 0]).state == tasks.step(0, .init([0, 0]), [1, 0]).state)
  }

  @Test func theGoalIsNotSeen() throws {
    #expect(try tasks().observation(1, .init([0.5, -0.25], velocity: [1, 2])) == [0.5, -0.25, 1, 2, 0, 1, 0])
  }

  @Test func rewardsDifferByTwoDecades() throws {
    let tasks = try tasks(5), scales = (0..<5).map(tasks.scale).sorted()
    #expect(isClose(scales[0], 0.1, .relative(1e-12)) && isClose(scales[4], 10, .relative(1e-12)))
  }

  @Test func oneTaskOrTooManyAreRefused() {
    #expect(errorText { try tasks(1) } == "there should be 2 to 100 tasks. Found 1.")
  }
}

@Suite struct ReplayBufferTests {
  private func transition(_ reward: Double) -> ReplayBuffer.Transition {
    .init([], action: [], reward: reward, next: [])
  }

  @Test func theScaleIsThatOfTheRewardsThatAreKept() throws {
    var buffer = ReplayBuffer(tasks: 2, capacity: 2)
    #expect(buffer.rewardScale(0) == 1)
    for reward in [100, 1, 3.0] { try buffer.add(transition(reward), task: 0) }
    #expect(buffer.count(0) == 2 && buffer.rewardScale(0) == 1)
    try buffer.add(transition(7), task: 0)
    #expect(buffer.rewardScale(0) == 2)
    // Other tasks are not concerned, and equal rewards have no scale.
    for _ in 0..<2 { try buffer.add(transition(5), task: 1) }
    #expect(buffer.rewardScale(1) == 1)
  }

  @Test func rewardsAreKeptAsTheyCome() throws {
    var buffer = ReplayBuffer(tasks: 1, capacity: 5), random = SplitMix64(seed: 0)
    for reward in [10, 30.0] { try buffer.add(transition(reward), task: 0) }
    #expect(Set(buffer.sample(50, task: 0, random: &random).map(\.reward)) == [10, 30])
  }

  @Test func aRewardThatIsNotFiniteIsRefused() {
    var buffer = ReplayBuffer(tasks: 2, capacity: 2)
    #expect(
      errorText { try buffer.add(transition(.nan), task: 1) } == "a reward of task 1 should be finite. Found nan.")
  }
}

@Suite struct BalancedLearnerTests {
  /// Two losses with minima at −1 and 1 whose sum has its minimum at 0.
  private func learn(
    _ method: String, _ settings: [String: SettingValue] = [:], steps: Int
  ) throws -> (place: Double, passes: Int) {
    let place = Tensor([Float(3)]).requiringGrad()
    let learner = try BalancedLearner(
      method, settings: settings, tasks: ["low", "high"], parameters: [place], learningRate: 0.05,
      generator: Generator(seed: 0))
    for _ in 0..<steps {
      try learner.learn { _ in
        Tensor.stack([(place + 1).square().sum() + 0.5, (place - 1).square().sum() + 0.5])
      }
    }
    return (place.detach().item(), learner.passes)
  }

  /// Every method of the catalogue comes closer to where both losses are small, or says what it needs.
  @Test(arguments: Catalogue.all.map(\.name)) func everyMethodTrainsOrSaysWhy(method: String) throws {
    let settings: [String: SettingValue] =
      ["scalarization", "constant"].contains(method) ? ["weights": .numbers([1, 1])] : [:]
    do {
      let (place, passes) = try learn(method, settings, steps: 30)
      #expect(abs(place) < 2.5 && passes >= 30)
    } catch let error as BalancingError {
      // Between the minima the gradients are opposed, which some methods cannot answer.
      #expect(error.description.contains("vanishes"))
    } catch let error as SettingError {
      #expect(error.description.contains("should") && error.description.contains("`\(method)`"))
    }
  }

  @Test func equalWeightsFindTheMinimumOfTheSumWithOnePassForAnUpdate() throws {
    let (place, passes) = try learn("ew", steps: 400)
    #expect(abs(place) < 0.01 && passes == 400)
    #expect(try learn("pcgrad", steps: 10).passes == 20)
  }

  @Test func aFinishedUpdateIsRefused() {
    #expect(
      errorText { try learn("adatask", steps: 1) }
        == "the method should leave the step to the optimiser. Found `adatask`, whose direction is a finished update.")
  }

  @Test func aLossThatIsNotFiniteEndsTheUpdate() throws {
    let place = Tensor([Float(1)]).requiringGrad()
    let learner = try BalancedLearner(
      "ew", tasks: ["one", "two"], parameters: [place], learningRate: 0.1, generator: Generator(seed: 0))
    #expect(
      errorText { try learner.learn { _ in Tensor.stack([place.sum() / 0, place.sum()]) } }
        == "losses should be finite. Found [inf, 1.0].")
    #expect(place.detach().item() == 1)
  }
}

@Suite struct SoftActorCriticTests {
  /// The density that the policy states integrates to one over its actions.
  @Test func theDensityOfActionsIntegratesToOne() {
    let places = Tensor.linspace(-5, 5, count: 20_001, dtype: .float64).unsqueeze(-1)
    let policy = SquashedGaussian(
      mean: Tensor.full([1], 0.4, dtype: .float64), logDeviation: Tensor.full([1], -0.3, dtype: .float64))
    let (actions, density) = policy.sample(places)
    let widths = actions.narrow(0, start: 1, length: 20_000) - actions.narrow(0, start: 0, length: 20_000)
    let heights = density.exp()
    let means = (heights.narrow(0, start: 1, length: 20_000) + heights.narrow(0, start: 0, length: 20_000)) / 2
    #expect(isClose((widths.squeeze(-1) * means).sum().item(), 1, .absolute(1e-5)))
  }

  private func training(_ method: String = "ew", scalesRewards: Bool = true, updates: Int = 30) throws
    -> ControlTraining
  {
    var training = ControlTraining(try tasks(), method: method, updates: updates)
    training.randomSteps = 40
    training.settings.scalesRewards = scalesRewards
    training.settings.batch = 8
    return training
  }

  @Test func equalSeedsGiveEqualTrainings() throws {
    let training = try training()
    #expect(try training.run(seed: 1) == training.run(seed: 1))
  }

  /// A task's reward scale changes nothing if rewards are divided by their deviation, and all if they are not.
  @Test func dividedRewardsForgetTheirScale() throws {
    func losses(_ scale: Double, _ scalesRewards: Bool) throws -> [Float] {
      var settings = SoftActorCritic.Settings()
      settings.scalesRewards = scalesRewards
      let agent = try SoftActorCritic(tasks: 2, observations: 6, settings: settings, seed: 0)
      var buffer = ReplayBuffer(tasks: 2, capacity: 50), random = SplitMix64(seed: 2)
      for task in 0..<2 {
        for _ in 0..<50 {
          let seen = (0..<6).map { _ in random.uniform() }
          try buffer.add(
            .init(seen, action: [random.uniform(), 0], reward: scale * Double(random.uniform()), next: seen), task: task
          )
        }
      }
      return try agent.update(buffer, random: &random).critics.array(of: Float.self)
    }
    let (one, large) = (try losses(1, true), try losses(1_024, true))
    #expect(zip(one, large).allSatisfy { isClose(Double($0), Double($1), .relative(1e-4)) })
    #expect(try losses(1_024, false)[0] > 1_000 * losses(1, false)[0])
  }

  @Test func anAgentLearnsToReachItsGoals() throws {
    var training = ControlTraining(try tasks(2), updates: 1_200)
    training.lookEvery = 1_200
    let outcome = try training.run(seed: 0)
    #expect(outcome.looks[0].success >= 0.5 && outcome.passesPerUpdate == 2)
  }
}
