import Foundation
import Statistics

/// The environment of an agent that chooses a strategy in each trial: how fast each of them learns, what trials pay, how many tasks they have.
public struct StrategyEnvironment: Sendable, Hashable {
  /// The number of trials.
  public var trials: Int
  public var rewards: MultitaskingRewards
  /// The probabilities of one task, two tasks and so on in a trial.
  public var taskCounts: [Double]
  public var shared: LearningCurve
  public var separate: LearningCurve

  /// Creates an environment.
  ///
  /// - Throws: ``MultitaskingError`` for probabilities that are negative or do not add up to 1, or for no trials.
  public init(
    trials: Int = 1_000, rewards: MultitaskingRewards, taskCounts: [Double], shared: LearningCurve,
    separate: LearningCurve
  ) throws {
    guard trials > 0 else { throw MultitaskingError("`trials` should be positive. Found \(trials).") }
    guard taskCounts.allSatisfy({ $0 >= 0 }), abs(taskCounts.reduce(0, +) - 1) < 1e-9 else {
      throw MultitaskingError("`taskCounts` should be probabilities that add up to 1. Found \(taskCounts).")
    }
    self.trials = trials
    self.rewards = rewards
    self.taskCounts = taskCounts
    self.shared = shared
    self.separate = separate
  }

  public func curve(_ strategy: MultitaskingStrategy) -> LearningCurve { strategy == .shared ? shared : separate }

  /// The expected discounted reward of one strategy in all trials.
  public func expectedReward(always strategy: MultitaskingStrategy) -> Double {
    rewards.trial(strategy, taskCounts)
      * rewards.discountedSuccess(curve(strategy), from: 0, through: trials - 1)
  }
}

/// An agent that learns what its strategies are worth while it uses them.
///
/// In each trial it draws a belief on the number of tasks from a Dirichlet posterior, computes for each strategy the expected discounted
/// reward of choosing it until the end, and takes the better one; with a small probability it takes any. Then it sees which answers were
/// right.
///
/// Source: Y. Sagiv et al., CogSci 2018, and the authors' code, for the trials, the rewards, the values and the choice. The belief on the
/// curves is a reconstruction: the authors fit a logistic regression to each strategy's answers, with weak priors and two made-up answers;
/// here it is Bayes' rule on a grid of logistic curves, with the same two answers.
public struct StrategyAgent: Sendable {
  /// What an agent knows of the learning curves.
  public enum Knowledge: String, Sendable, Hashable, CaseIterable {
    /// The curves are inferred from answers.
    case inferred
    /// The true curves are known.
    case known
  }

  public let environment: StrategyEnvironment
  public let knowledge: Knowledge
  /// The probability of a choice at random.
  public let exploration: Double
  private let grid: Grid

  /// The authors' probability of a choice at random.
  public static let usualExploration = 0.1

  public init(_ environment: StrategyEnvironment, _ knowledge: Knowledge, exploration: Double = usualExploration) {
    self.environment = environment
    self.knowledge = knowledge
    self.exploration = exploration
    grid = Grid(environment)
  }

  /// The candidate curves of an agent, and what each is worth from any number of choices on.
  private struct Grid: Sendable {
    let curves: [[Double]]
    /// The discounted success of each candidate from a number of choices to the last trial.
    let success: [[Double]]
    let prior: [Double]
    let trueSuccess: [MultitaskingStrategy: [Double]]

    init(_ environment: StrategyEnvironment) {
      let trials = environment.trials, weight = environment.rewards.weight(after: 1)
      func suffixes(_ curve: [Double]) -> [Double] {
        var sums = [Double](repeating: 0, count: trials + 1)
        for count in (0..<trials).reversed() { sums[count] = curve[count] + weight * sums[count + 1] }
        return sums
      }
      // From a curve that is flat over all trials to one that is a step; middles up to half as many trials again.
      let slopes = (0..<12).map { 2 / Double(trials) * pow(100, Double($0) / 11) }
      let middles = (0...20).map { Double($0) / 20 * 1.5 * Double(trials) }
      curves = slopes.flatMap { slope in
        middles.map { middle in
          let curve = LearningCurve(slope: slope, middle: middle)
          return (0..<trials).map { min(max(curve(Double($0)), 1e-9), 1 - 1e-9) }
        }
      }
      success = curves.map(suffixes)
      // Two made-up answers: a wrong one at the start and a right one at the end.
      prior = curves.map { (1 - $0[0]) * $0[trials - 1] }
      trueSuccess = Dictionary(
        uniqueKeysWithValues: MultitaskingStrategy.allCases.map { strategy in
          (strategy, suffixes((0..<trials).map { environment.curve(strategy)(Double($0)) }))
        })
    }
  }

  /// What an agent did and got.
  public struct Course: Sendable, Hashable {
    /// The sum of rewards, each with its discount.
    public var discountedReward: Double
    /// The sum of rewards.
    public var reward: Double
    /// The share of trials in which tasks were carried out at once.
    public var separateShare: Double
  }

  /// One life of the agent.
  public func run(random: inout SplitMix64) -> Course {
    let trials = environment.trials
    var beliefs = MultitaskingStrategy.allCases.map { _ in CurveBelief(grid.curves, prior: grid.prior) }
    var choices = [0, 0], seen = [Int](repeating: 0, count: environment.taskCounts.count)
    var course = Course(discountedReward: 0, reward: 0, separateShare: 0)
    let later = environment.rewards.weight(after: 1)
    var weight = 1.0
    for _ in 0..<trials {
      let probabilities = Self.dirichlet(seen.map { Double($0 + 1) }, &random)
      let values = MultitaskingStrategy.allCases.enumerated().map { place, strategy in
        // Of the trials, those in which the other strategy was chosen are gone.
        let end = trials - choices[1 - place]
        let success =
          knowledge == .known
          ? remaining(grid.trueSuccess[strategy]!, choices[place], end)
          : beliefs[place].mean(grid.success.map { remaining($0, choices[place], end) })
        return environment.rewards.trial(strategy, probabilities) * success
      }
      let better = values[0] >= values[1] ? 0 : 1
      let chosen = random.chance(Float(exploration)) ? random.integer(below: 2) : better
      let strategy = MultitaskingStrategy.allCases[chosen]
      let count = Self.drawn(environment.taskCounts, &random) + 1
      let success = environment.curve(strategy)(Double(choices[chosen]))
      var right = 0, reward = 0.0
      for place in 0..<count where Double(random.uniform()) < success {
        right += 1
        reward += environment.rewards.value - (strategy == .shared ? Double(place) * environment.rewards.cost : 0)
      }
      if knowledge == .inferred {
        beliefs[chosen].observe(successes: right, failures: count - right, after: choices[chosen])
      }
      seen[count - 1] += 1
      choices[chosen] += 1
      course.reward += reward
      course.discountedReward += weight * reward
      weight *= later
    }
    course.separateShare = Double(choices[1]) / Double(trials)
    return course
  }

  /// The discounted success from a number of choices to an end before the last trial.
  private func remaining(_ suffixes: [Double], _ start: Int, _ end: Int) -> Double {
    guard start < end else { return 0 }
    return suffixes[start] - environment.rewards.weight(after: end - start) * suffixes[end]
  }

  private static func drawn(_ probabilities: [Double], _ random: inout SplitMix64) -> Int {
    var left = Double(random.uniform())
    for (place, probability) in probabilities.enumerated() {
      left -= probability
      if left < 0 { return place }
    }
    return probabilities.lastIndex { $0 > 0 } ?? 0
  }

  /// A draw of a Dirichlet distribution whose parameters are at least 1.
  static func dirichlet(_ parameters: [Double], _ random: inout SplitMix64) -> [Double] {
    let draws = parameters.map { gamma($0, &random) }, sum = draws.reduce(0, +)
    return draws.map { $0 / sum }
  }

  /// A draw of a gamma distribution with a shape of at least 1 (Marsaglia and Tsang, 2000).
  private static func gamma(_ shape: Double, _ random: inout SplitMix64) -> Double {
    let d = shape - 1 / 3.0, c = 1 / (9 * d).squareRoot()
    while true {
      let x = random.normal(), v = pow(1 + c * x, 3)
      guard v > 0 else { continue }
      let u = Double((random.next() >> 11) + 1) * 0x1p-53
      if log(u) < x * x / 2 + d - d * v + d * log(v) { return d * v }
    }
  }
}
