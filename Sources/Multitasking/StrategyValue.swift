import Foundation

/// A way to train and to carry out tasks.
public enum MultitaskingStrategy: String, Sendable, Hashable, CaseIterable {
  /// Tasks share representations: they are learned fast and carried out one after another.
  case shared
  /// Tasks have representations of their own: they are learned slowly and carried out at once.
  case separate
}

/// The probability of a right answer as a function of the number of times that a strategy was chosen: a logistic curve.
public struct LearningCurve: Sendable, Hashable {
  /// The steepness.
  public var slope: Double
  /// The number of choices at which half of the answers are right.
  public var middle: Double

  public init(slope: Double = 0.01, middle: Double) {
    self.slope = slope
    self.middle = middle
  }

  public func callAsFunction(_ count: Double) -> Double { 1 / (1 + exp(-slope * (count - middle))) }
}

/// What a trial of one or more tasks pays, and how much less a later one counts.
///
/// Source: Y. Sagiv, S. Musslick, Y. Niv, J. Cohen, *Efficiency of Learning vs. Processing: Towards a Normative Theory of Multitasking*,
/// CogSci 2018, and the authors' code.
public struct MultitaskingRewards: Sendable, Hashable {
  /// What a right answer pays.
  public var value: Double
  /// What each further task of a trial pays less if tasks are carried out one after another.
  public var cost: Double
  /// The factor by which later trials count less.
  public var discount: Double

  /// The authors' exponent of the discount for a trial: γ to the power of 0.025 for each of them.
  static let discountRate = 0.025

  /// Creates rewards.
  ///
  /// - Throws: ``MultitaskingError`` for a discount that is not above 0 and at most 1, or numbers that are not finite.
  public init(value: Double = 1, cost: Double, discount: Double) throws {
    guard discount > 0, discount <= 1 else {
      throw MultitaskingError("`discount` should be above 0 and at most 1. Found \(discount).")
    }
    guard value.isFinite, cost.isFinite else {
      throw MultitaskingError("`value` and `cost` should be finite. Found \(value) and \(cost).")
    }
    self.value = value
    self.cost = cost
    self.discount = discount
  }

  /// What a trial pays if every answer is right: the mean over its number of tasks.
  ///
  /// - Parameter probabilities: of one task, two tasks and so on.
  public func trial(_ strategy: MultitaskingStrategy, _ probabilities: [Double]) -> Double {
    zip(1..., probabilities).reduce(0) { sum, next in
      let tasks = Double(next.0), lost = strategy == .shared ? (tasks - 1) * cost : 0
      return sum + next.1 * tasks / 2 * (2 * value - lost)
    }
  }

  /// How much the trial counts that comes so many trials later.
  public func weight(after trials: Int) -> Double { pow(discount, Self.discountRate * Double(trials)) }

  /// The sum of the shares of right answers over the choices from `first` to `last`, each weighted by its distance from the first.
  public func discountedSuccess(_ curve: LearningCurve, from first: Int, through last: Int) -> Double {
    guard first <= last else { return 0 }
    return (first...last).reduce(0) { $0 + weight(after: $1 - first) * curve(Double($1)) }
  }
}

/// The cost of carrying tasks out one after another at which both strategies pay the same.
///
/// A trial has one task or N tasks, each with probability ½; a strategy's answers are right with the probability of its curve, and the
/// trial t counts γ^(t − 1).
public struct IndifferenceCost: Sendable, Hashable {
  public var shared: LearningCurve
  public var separate: LearningCurve
  /// The number of trials, which count from 1.
  public var trials: Int

  public init(shared: LearningCurve, separate: LearningCurve, trials: Int) {
    self.shared = shared
    self.separate = separate
    self.trials = trials
  }

  /// The cost, in units of what a right answer pays; it can exceed 1.
  ///
  /// - Parameters:
  ///   - tasks: the larger number of tasks of a trial, at least 2.
  ///   - discount: γ, above 0 and at most 1.
  public func callAsFunction(tasks: Int, discount: Double) -> Double {
    func sum(_ curve: LearningCurve) -> Double {
      (1...trials).reduce(0) { $0 + pow(discount, Double($1 - 1)) * curve(Double($1)) }
    }
    let count = Double(tasks), mean = (count + 1) / 2, square = (count * count + 1) / 2
    return 2 * mean * (1 - sum(separate) / sum(shared)) / (square - mean)
  }
}
