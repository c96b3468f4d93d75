import Statistics
import TestSupport
import Testing

@testable import Multitasking

private func environment(_ dimensions: Int = 3, _ features: Int = 3) throws -> PathwayEnvironment {
  try PathwayEnvironment(dimensions: dimensions, features: features)
}

@Suite struct PathwayEnvironmentTests {
  @Test func aPatternOfSeveralTasksHasDifferentInputsAndOutputs() throws {
    let patterns = try environment().patterns(of: 3)
    #expect(patterns.count == 162)
    #expect(patterns.allSatisfy { Set($0.tasks.map(\.input)).count == 3 && Set($0.tasks.map(\.output)).count == 3 })
  }

  @Test func onlyFeaturesOfCuedInputsMakeAPatternIncongruent() {
    let pattern = PathwayPattern([0, 1, 1], [Pathway(0, 0), Pathway(1, 1)])
    #expect(pattern.isIncongruent && !pattern.isCongruent)
    #expect(PathwayPattern([0, 1, 1], [Pathway(1, 0), Pathway(2, 1)]).isCongruent)
  }

  @Test func fewerFeaturesThanTasksLeaveNoIncongruentPattern() throws {
    #expect(
      errorText { try environment(4, 3).incongruentPatterns(of: 4) }
        == "incongruent patterns should have at most as many tasks as there are dimensions and features. Found 4 tasks, 4 dimensions and 3 features."
    )
  }

  @Test func anEnvironmentWithoutChoiceOrWithTooManyStimuliIsRefused() {
    #expect(
      errorText { try PathwayEnvironment(dimensions: 1, features: 3) }
        == "an environment should have at least two dimensions of at least two features. Found 1 dimensions of 3 features."
    )
    #expect(
      errorText { try PathwayEnvironment(dimensions: 40, features: 10) }
        == "an environment should have at most 100000 stimuli. Found 10^40.")
  }
}

@Suite struct PathwayNetworkTests {
  /// The step is the derivative of half the sum of squared errors, by differences.
  @Test(arguments: [[6], [6, 5], [6, 5, 4]]) func aStepFollowsTheGradient(hidden: [Int]) throws {
    var random = SplitMix64(seed: 3)
    let start = PathwayNetwork(try environment(2, 3), hidden: hidden, random: &random)
    let pattern = PathwayPattern([2, 0], [Pathway(0, 1), Pathway(1, 0)])
    var next = start
    next.learn(pattern, rate: 1)
    func check(_ path: WritableKeyPath<PathwayNetwork, [Double]>) {
      for place in start[keyPath: path].indices {
        var (up, down) = (start, start)
        up[keyPath: path][place] += 1e-5
        down[keyPath: path][place] -= 1e-5
        let slope = (up.loss(pattern) - down.loss(pattern)) / 2e-5
        #expect(isClose(start[keyPath: path][place] - next[keyPath: path][place], slope, .absolute(1e-9)))
      }
    }
    check(\.stimulusWeights)
    for layer in hidden.indices { check(\.layerWeights[layer]) }
    for layer in 0...hidden.count { check(\.cueWeights[layer]) }
  }

  /// One hidden unit for each pair of an input feature and a task, which only the two together switch on.
  @Test func separateCodesAnswerAllTasksAtOnceAndSharedOnesByChance() throws {
    let environment = try environment(), tasks = environment.tasks, features = environment.features
    let strong = 20.0
    func network(isShared: Bool) -> PathwayNetwork {
      // A shared code has the units of an input's features for all tasks; a separate one has them for each task.
      let size = isShared ? environment.dimensions * features : tasks.count * features
      func unit(_ task: Pathway, _ feature: Int) -> Int {
        (isShared ? task.input : environment.index(of: task)) * features + feature
      }
      var stimulus = [Double](repeating: 0, count: environment.dimensions * features * size)
      var cue = [Double](repeating: 0, count: tasks.count * size)
      var answer = [Double](repeating: 0, count: environment.dimensions * features * size)
      for task in tasks {
        for feature in 0..<features {
          stimulus[(task.input * features + feature) * size + unit(task, feature)] = strong
          cue[environment.index(of: task) * size + unit(task, feature)] = strong
          answer[(task.output * features + feature) * size + unit(task, feature)] = strong
        }
      }
      return PathwayNetwork(
        environment, bias: -1.5 * strong, stimulusWeights: stimulus, layerWeights: [answer.map { $0 * 2 }],
        cueWeights: [cue, [Double](repeating: 0, count: tasks.count * environment.dimensions * features)])
    }
    let patterns = try environment.incongruentPatterns(of: 3)
    #expect(network(isShared: false).meanCorrectness(patterns) > 0.999)
    #expect(isClose(network(isShared: true).meanCorrectness(patterns), 1 / 3.0, .absolute(1e-3)))
  }

  @Test(arguments: [0, 0.4, 1]) func aCueHasTheCorrelationThatIsAskedFor(similarity: Double) throws {
    var random = SplitMix64(seed: 1)
    var network = PathwayNetwork(try environment(), random: &random)
    try network.alignTasks(similarity: similarity, random: &random)
    let cues = (0..<9).map { task in Array(network.cueWeights[0][task * 100..<(task + 1) * 100]) }
    func product(_ first: [Double], _ second: [Double]) -> Double { zip(first, second).reduce(0) { $0 + $1.0 * $1.1 } }
    #expect(isClose(product(cues[0], cues[1]) / 25, similarity, .absolute(1e-9)))
    #expect(isClose(product(cues[0], cues[0]), 25, .absolute(1e-9)))
    #expect(isClose(product(cues[0], cues[3]), 0, .absolute(1e-9)))
    #expect(isClose(cues[0].reduce(0, +), 0, .absolute(1e-9)))
    #expect(
      errorText { try network.alignTasks(similarity: -0.5, random: &random) }
        == "`similarity` should be from 0 to 1. Found -0.5.")
  }

  @Test func trainingOnSeveralTasksSeparatesThem() throws {
    let environment = try environment(), single = environment.patterns(of: 1)
    let several = try environment.incongruentPatterns(of: 3)
    func trained(_ share: Double) -> PathwayNetwork {
      var random = SplitMix64(seed: 5)
      var network = PathwayNetwork(environment, random: &random)
      for _ in 0..<100 { network.trainIteration(single: single, several: several, share: share, random: &random) }
      return network
    }
    let (alone, mixed) = (trained(0), trained(0.4))
    #expect(alone.meanCorrectness(several) < 0.5 && mixed.meanCorrectness(several) > 0.8)
    func capacity(_ network: PathwayNetwork) -> Int {
      InterferenceGraph(
        hidden: TaskRepresentations(network, layer: 0), output: TaskRepresentations(network, layer: 1), threshold: 0.5
      ).capacity
    }
    #expect(capacity(alone) == 1 && capacity(mixed) > 1)
  }
}

@Suite struct InterferenceGraphTests {
  @Test func aThirdTaskJoinsTwoThatShareNothing() {
    let graph = InterferenceGraph([Pathway(0, 0), Pathway(1, 1), Pathway(0, 1), Pathway(2, 2)])
    #expect(graph.interferes[0][1] && !graph.interferes[0][3])
    #expect(graph.capacity == 2)
  }

  @Test func equalTasksInterfere() { #expect(InterferenceGraph([Pathway(0, 0), Pathway(0, 0)]).capacity == 1) }

  /// The capacity is that of a search through all sets.
  @Test func theCapacityIsTheLargestIndependentSet() {
    var random = SplitMix64(seed: 2)
    for _ in 0..<50 {
      let tasks = (0..<10).map { _ in Pathway(random.integer(below: 5), random.integer(below: 5)) }
      let graph = InterferenceGraph(tasks)
      let largest = (0..<1 << 10).filter { set in
        (0..<10).allSatisfy { first in
          set >> first & 1 == 0 || (0..<10).allSatisfy { set >> $0 & 1 == 0 || !graph.interferes[first][$0] }
        }
      }.map(\.nonzeroBitCount).max()
      #expect(graph.capacity == largest)
    }
  }
}

@Suite struct StrategyAgentTests {
  private func environment(separate: Double, cost: Double = 0.2, discount: Double = 1) throws -> StrategyEnvironment {
    try StrategyEnvironment(
      trials: 400, rewards: MultitaskingRewards(cost: cost, discount: discount), taskCounts: [0.7, 0.1, 0.1, 0.1],
      shared: LearningCurve(slope: 0.03, middle: 80), separate: LearningCurve(slope: 0.03, middle: separate))
  }

  /// At equal curves nothing speaks for one task after another; at a curve that never rises all does.
  @Test func anAgentThatKnowsTheCurvesTakesTheBetterStrategy() throws {
    for (separate, expected) in [(80.0, 1.0), (4_000, 0)] {
      let agent = StrategyAgent(try environment(separate: separate), .known, exploration: 0)
      var random = SplitMix64(seed: 1)
      #expect(agent.run(random: &random).separateShare == expected)
    }
  }

  /// It keeps to a strategy that never learns for less time than to one that does.
  @Test func anAgentLearnsWhichStrategyPays() throws {
    func share(_ middle: Double) throws -> Double {
      let agent = StrategyAgent(try environment(separate: middle), .inferred)
      var random = SplitMix64(seed: 1)
      return Statistics.mean((0..<5).map { _ in agent.run(random: &random).separateShare })!
    }
    let (never, soon) = (try share(4_000), try share(80))
    #expect(never < soon - 0.3)
  }

  /// Without exploration the reward of the known better strategy is its expectation, up to chance.
  @Test func theMeanRewardIsTheExpectation() throws {
    let environment = try environment(separate: 80, discount: 0.9)
    let agent = StrategyAgent(environment, .known, exploration: 0)
    var random = SplitMix64(seed: 1)
    let rewards = (0..<300).map { _ in agent.run(random: &random).discountedReward }
    let mean = Statistics.mean(rewards)!, error = Statistics.standardDeviation(rewards)! / 300.0.squareRoot()
    #expect(abs(mean - environment.expectedReward(always: .separate)) < 4 * error)
  }

  /// The mean of Dirichlet(1 + counts) is (1 + counts) over their sum.
  @Test func beliefsOnTheNumberOfTasksHaveTheMeanOfTheirPosterior() {
    var random = SplitMix64(seed: 4)
    let draws = (0..<4_000).map { _ in StrategyAgent.dirichlet([1, 3, 6], &random) }
    for (place, share) in [0.1, 0.3, 0.6].enumerated() {
      #expect(isClose(Statistics.mean(draws.map { $0[place] })!, share, .absolute(0.01)))
    }
  }

  @Test func aDiscountOutsideOfItsRangeIsRefused() {
    for discount in [0, 1.5, -.infinity, .nan] {
      #expect(
        errorText { try MultitaskingRewards(cost: 0.1, discount: discount) }
          == "`discount` should be above 0 and at most 1. Found \(discount).")
    }
    #expect(
      errorText { try environment(separate: 80, cost: .infinity) }
        == "`value` and `cost` should be finite. Found 1.0 and inf.")
  }
}

@Suite struct CurveBeliefTests {
  @Test func answersMoveABeliefToTheCurveThatFitsThem() {
    var belief = CurveBelief([[0.2, 0.2], [0.8, 0.8]], prior: [3, 1])
    #expect(isClose(belief.probabilities[0], 0.75, .relative(1e-12)))
    belief.observe(successes: 1, failures: 0, after: 0)
    #expect(isClose(belief.probabilities[0], 0.15 / 0.35, .relative(1e-12)))
    #expect(isClose(belief.mean([0, 1]), 0.2 / 0.35, .relative(1e-12)))
  }
}
