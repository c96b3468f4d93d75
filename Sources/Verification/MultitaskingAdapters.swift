import Multitasking
import Torch

extension Verification {
  /// The environment of pathways, its networks, and agents that choose a strategy.
  static let multitaskingAdapters: [String: GoldenAdapter] = [
    "PathwayCounts": pathwayCounts, "PathwayStep": pathwayStep, "ParallelCapacity": parallelCapacity,
    "StrategyValue": strategyValue, "IndifferenceCost": indifferenceCost, "FlatCurvePosterior": flatCurvePosterior,
  ]

  @Sendable private static func pathwayCounts(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let environments = try zip(item.input.integers("dimensions"), item.input.integers("features")).map {
      try PathwayEnvironment(dimensions: $0, features: $1)
    }
    func counts(_ count: (PathwayEnvironment) -> Int) -> GoldenValue {
      GoldenValue(environments.map { Double(count($0)) })
    }
    return [
      "stimuli": counts { $0.stimuli.count }, "tasks": counts { $0.tasks.count },
      "single_task_patterns": counts { $0.patterns(of: 1).count },
      "full_multitask_patterns": counts { $0.patterns(of: $0.dimensions).count },
      "fully_incongruent": counts { $0.patterns(of: $0.dimensions).count(where: \.isIncongruent) },
      "fully_congruent": counts { $0.patterns(of: $0.dimensions).count(where: \.isCongruent) },
      "pair_patterns": counts { $0.patterns(of: 2).count },
      "incongruent_pair_patterns": counts { $0.patterns(of: 2).count(where: \.isIncongruent) },
    ]
  }

  @Sendable private static func pathwayStep(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let environment = try PathwayEnvironment(
      dimensions: item.hyperparameters.integer("dimensions"), features: item.hyperparameters.integer("features"))
    let pattern = PathwayPattern(try item.input.integers("stimulus"), try pathways(item.input.value("tasks")))
    let names = ["input_hidden", "task_hidden", "hidden_output", "task_output"]
    let start = try names.map { try item.input.tensor($0) }
    // A row for each input here, a row for each unit there.
    var network = PathwayNetwork(
      environment, bias: try item.hyperparameters.number("bias"),
      stimulusWeights: start[0].transpose(0, 1).contiguous().flatten().array(of: Double.self),
      layerWeights: [start[2].flatten().array(of: Double.self)],
      cueWeights: [start[1], start[3]].map { $0.transpose(0, 1).contiguous().flatten().array(of: Double.self) })
    let activities = network.activities(pattern), correctness = network.correctness(pattern)
    let loss = network.loss(pattern)
    network.learn(pattern, rate: try item.hyperparameters.number("learning_rate"))
    func rows(_ values: [Double], like tensor: Tensor) -> GoldenValue {
      GoldenValue(Tensor(values, shape: tensor.shape.reversed()).transpose(0, 1).contiguous())
    }
    return [
      "hidden": GoldenValue(activities[0]), "output": GoldenValue(activities[1]), "loss": .number(loss),
      "p_correct_each": GoldenValue(correctness),
      "p_correct": .number(correctness.reduce(0, +) / Double(correctness.count)),
      "updated input_hidden": rows(network.stimulusWeights, like: start[0]),
      "updated task_hidden": rows(network.cueWeights[0], like: start[1]),
      "updated hidden_output": .tensor(shape: start[2].shape, data: network.layerWeights[0]),
      "updated task_output": rows(network.cueWeights[1], like: start[3]),
    ]
  }

  @Sendable private static func parallelCapacity(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let graphs = try item.input.list("task_sets").map { InterferenceGraph(try pathways($0)) }
    return [
      "interference": .list(
        graphs.map { graph in
          .list(graph.interferes.map { GoldenValue($0.map { $0 ? 1 : 0 }) })
        }),
      "capacity": GoldenValue(graphs.map { Double($0.capacity) }),
    ]
  }

  @Sendable private static func strategyValue(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let input = item.input, slope = try input.number("k")
    let rewards = try MultitaskingRewards(
      value: input.number("V"), cost: input.number("P"), discount: input.number("gamma"))
    let counts = try input.numbers("task_count_probability")
    let (first, last) = (try input.integer("t0"), try input.integer("T"))
    let shared = LearningCurve(slope: slope, middle: try input.number("m_shared"))
    let separate = try input.numbers("m_separate").map { LearningCurve(slope: slope, middle: $0) }
    func value(_ strategy: MultitaskingStrategy, _ curve: LearningCurve) -> Double {
      rewards.trial(strategy, counts) * rewards.discountedSuccess(curve, from: first, through: last)
    }
    let best = value(.shared, shared), others = separate.map { value(.separate, $0) }
    return [
      "trial_shared_at_200": .number(rewards.trial(.shared, counts) * shared(200)),
      "trial_separate_at_200": GoldenValue(separate.map { rewards.trial(.separate, counts) * $0(200) }),
      "value_shared": .number(best), "value_separate": GoldenValue(others),
      "shared_better": GoldenValue(others.map { best > $0 ? 1 : 0 }),
    ]
  }

  @Sendable private static func indifferenceCost(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let slope = try item.input.number("a")
    let cost = IndifferenceCost(
      shared: LearningCurve(slope: slope, middle: try item.input.number("t_shared")),
      separate: LearningCurve(slope: slope, middle: try item.input.number("t_separate")),
      trials: try item.input.integer("T"))
    let tasks = try item.input.integers("N"), discounts = try item.input.numbers("gamma")
    return [
      "cost": .tensor(
        shape: [tasks.count, discounts.count],
        data: tasks.flatMap { count in discounts.map { cost(tasks: count, discount: $0) } })
    ]
  }

  /// The posterior on a grid of constant accuracies with a prior of Beta(2, 3).
  @Sendable private static func flatCurvePosterior(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let count = 200_000, accuracies = (0..<count).map { (Double($0) + 0.5) / Double(count) }
    var belief = CurveBelief(accuracies.map { [$0] }, prior: accuracies.map { $0 * (1 - $0) * (1 - $0) })
    belief.observe(
      successes: try item.input.integer("successes"), failures: try item.input.integer("failures"), after: 0)
    let mean = belief.mean(accuracies)
    return [
      "mean": .number(mean), "variance": .number(belief.mean(accuracies.map { ($0 - mean) * ($0 - mean) })),
      "log_evidence": .number(belief.logEvidence),
    ]
  }

  /// Tasks as pairs of an input and an output.
  private static func pathways(_ value: GoldenValue) throws -> [Pathway] {
    let pairs: [[Double]] =
      switch value {
      case .tensor(let shape, let data) where shape.count == 2 && shape[1] == 2:
        (0..<shape[0]).map { Array(data[2 * $0..<2 * $0 + 2]) }
      case .list(let items):
        try items.map { item in
          guard case .tensor(_, let pair) = item, pair.count == 2 else {
            throw GoldenError("a task should be an input and an output. Found \(item.kind).")
          }
          return pair
        }
      default: throw GoldenError("tasks should be a list of pairs. Found \(value.kind).")
      }
    return pairs.map { Pathway(Int($0[0]), Int($0[1])) }
  }
}
