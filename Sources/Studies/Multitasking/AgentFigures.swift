import Multitasking
import Printing
import Statistics

/// What the study measures on agents: the share of the better strategy's expected reward that they earn.
enum AgentFigures {
  private static let costs = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3]
  private static let discounts = [0.9, 0.95, 1]
  /// How many times as many choices the separate strategy takes to learn.
  private static let ratios = [1, 1.5, 2, 2.5, 3]

  private static func lives(_ scale: StudyCard.Scale) -> Int {
    switch scale {
    case .quick: 2
    case .standard: 20
    case .full: 200
    }
  }

  private static func environment(_ ratio: Double, _ cost: Double, _ discount: Double, trials: Int) throws
    -> StrategyEnvironment
  {
    let middle = 0.2 * Double(trials), slope = 10 / Double(trials)
    return try StrategyEnvironment(
      trials: trials, rewards: MultitaskingRewards(cost: cost, discount: discount), taskCounts: [0.7, 0.1, 0.1, 0.1],
      shared: LearningCurve(slope: slope, middle: middle), separate: LearningCurve(slope: slope, middle: ratio * middle)
    )
  }

  static let group = "agents"

  private static func name(_ knowledge: StrategyAgent.Knowledge, _ ratio: Double) -> String {
    "\(knowledge.rawValue) curves, \(ratio.brief) times as long"
  }

  private static func always(_ ratio: Double) -> String { "one strategy, \(ratio.brief) times as long" }

  private static func life(_ number: Int) -> String { "life \(number)" }

  /// A strategy's expected reward in all trials over that of the better one, the mean over costs and discounts.
  private static func always(
    _ strategy: MultitaskingStrategy, _ ratio: Double, _ results: StudyResults
  ) throws -> Double {
    try results.simulated(strategy.rawValue, of: always(ratio), in: group)
  }

  /// The mean over all environments.
  static func always(_ strategy: MultitaskingStrategy, _ results: StudyResults) throws -> Double {
    Statistics.mean(try ratios.map { try always(strategy, $0, results) }) ?? .nan
  }

  /// An agent's share of the better strategy's reward in each run, the mean over costs and discounts.
  private static func shares(
    _ knowledge: StrategyAgent.Knowledge, _ ratio: Double, _ results: StudyResults
  ) throws -> [Double] {
    try (0..<lives(results.scale)).map { try results.simulated(life($0), of: name(knowledge, ratio), in: group) }
  }

  /// The mean over all environments.
  static func shares(_ knowledge: StrategyAgent.Knowledge, _ results: StudyResults) throws -> [Double] {
    let each = try ratios.map { try shares(knowledge, $0, results) }
    return (0..<lives(results.scale)).map { life in Statistics.mean(each.map { $0[life] }) ?? .nan }
  }

  static func simulations(_ scale: StudyCard.Scale) -> [StudySimulation] {
    let trials = scale == .quick ? 100 : 1_000
    return ratios.flatMap { ratio in
      [
        StudySimulation(group, always(ratio)) {
          let settings = try environments(ratio, trials: trials)
          return Dictionary(
            uniqueKeysWithValues: MultitaskingStrategy.allCases.map { strategy in
              let shares = settings.map { $0.expectedReward(always: strategy) / best($0) }
              return (strategy.rawValue, Statistics.mean(shares) ?? .nan)
            })
        }
      ]
        + StrategyAgent.Knowledge.allCases.map { knowledge in
          StudySimulation(group, name(knowledge, ratio)) {
            let settings = try environments(ratio, trials: trials)
            let agents = settings.map { (agent: StrategyAgent($0, knowledge), best: best($0)) }
            return Dictionary(
              uniqueKeysWithValues: (0..<lives(scale)).map { number in
                let shares = agents.enumerated().map { place, own in
                  var random = SplitMix64(key: UInt64(number), UInt64(place))
                  return own.agent.run(random: &random).discountedReward / own.best
                }
                return (life(number), Statistics.mean(shares) ?? .nan)
              })
          }
        }
    }
  }

  private static func environments(_ ratio: Double, trials: Int) throws -> [StrategyEnvironment] {
    try costs.flatMap { cost in try discounts.map { try environment(ratio, cost, $0, trials: trials) } }
  }

  /// The expected reward of the better strategy in all trials.
  private static func best(_ environment: StrategyEnvironment) -> Double {
    MultitaskingStrategy.allCases.map(environment.expectedReward(always:)).max()!
  }

  static func table(_ results: StudyResults) throws -> ReportTable {
    func cells(_ knowledge: StrategyAgent.Knowledge) throws -> [ReportTable.Cell] {
      try ratios.map { .spread(of: try shares(knowledge, $0, results), decimals: 3) }
        + [.spread(of: try shares(knowledge, results), decimals: 3)]
    }
    func cells(_ strategy: MultitaskingStrategy) throws -> [ReportTable.Cell] {
      try (ratios.map { try always(strategy, $0, results) } + [always(strategy, results)]).map {
        .init(text: NumberText.fixed($0, 3))
      }
    }
    return ReportTable(
      title: "Share of the better strategy's reward, by how many times as long separate representations take to learn; "
        + "mean over costs and discounts ± standard deviation over runs",
      columns: [.init(title: "who chooses", isNumeric: false)]
        + ratios.map { .init(title: "\($0.brief) ×", arrow: "↑") } + [.init(title: "all", arrow: "↑")],
      rows: [
        [.init(text: "agent that infers the curves")] + (try cells(.inferred)),
        [.init(text: "agent that knows the curves")] + (try cells(.known)),
        [.init(text: "always one after another, shared representations")] + (try cells(.shared)),
        [.init(text: "always at once, separate representations")] + (try cells(.separate)),
      ])
  }
}
