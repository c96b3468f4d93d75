import Components
import Tasks
import Torch

/// A Gramian weighting whose weights are found at every n-th step and kept in between: the option `every` of every Gramian
/// weighting that looks at whole batches.
///
/// The steps in between need no task gradients, so ``GradientBalancer`` makes one backward pass with the last weights.
///
/// - Paper: Xu, Ju, Liu, Yang, "PSMGD: Periodic Stochastic Multi-Gradient Descent for Fast Multi-Objective Optimization"
///   (AAAI 2025, arXiv 2412.10961), for MGDA's weights.
/// - Formula: w(t) = ŵ(t) for t = 0, n, 2n, …; w(t) = w(t − 1) otherwise.
/// - Symbols: ŵ the weights of the other method; n `every`.
/// - Example: `balancing: { method: mgda, every: 4 }`
/// - Deviations: reconstructed from the paper's abstract, without moving averages: `smoothing` averages the weights that are found. A
///   task without weights, because it was absent whenever they were found, has them found at once. What the method remembers moves when it
///   finds weights, and not in between.
public final class PeriodicGramianWeighting<Base: GramianWeighting>: PeriodicWeighting {
  /// The card of the method whose weights are kept, with the weights in its state.
  public static var card: MethodCard { Base.card.periodic() }

  public let base: Base
  private let every: Int
  /// NaN for a task that has none yet.
  private var weights: NumberPerTask
  private var step = 0

  /// - Parameter every: the steps from one solution to the next, at least 1.
  /// - Throws: `SettingError`: "`every` should be a whole number, at least 1. Found 0.0.", or for a method that looks at parts of a
  ///   batch.
  public init(_ base: Base, tasks: Int, every: Int) throws {
    try MethodCard.every.check(Double(every))
    guard Base.card.parts == 1 || every == 1 else {
      throw SettingError(
        "`every` should be 1 for `\(Base.card.name)`, which moves its weights a little at each step by \(Base.card.parts) parts of a "
          + "batch. Found \(every).")
    }
    self.base = base
    self.every = every
    weights = NumberPerTask(tasks, startingAt: .nan)
  }

  /// The method with its parameters, at every step.
  public convenience init(_ setup: BalancingSetup) throws { try self.init(Base(setup), tasks: setup.count, every: 1) }

  public var isDue: Bool { step % every == 0 }

  public func knownWeights(of tasks: [Int]) -> [Double]? {
    guard !isDue, !weights[tasks].contains(where: \.isNaN) else { return nil }
    step += 1
    return weights[tasks]
  }

  public func weigh(_ sample: GramianSample) throws -> [Double] {
    if let known = knownWeights(of: sample.tasks) { return known }
    weights[sample.tasks] = try base.weigh(sample)
    step += 1
    return weights[sample.tasks]
  }

  private var kept: [String: Tensor] {
    [MethodCard.keptWeightsName: weights.tensor, MethodCard.keptStepName: Tensor([Double(step)])]
  }

  public var state: [String: Tensor] {
    base.state.merging(kept) { _, _ in
      preconditionFailure("`\(Base.card.name)` should not keep anything under the names \(kept.keys.sorted())")
    }
  }

  public func load(state: [String: Tensor]) throws {
    try check(state.filter { kept[$0.key] != nil }, like: kept)
    let step = try count(MethodCard.keptStepName, in: state)
    try base.load(state: state.filter { kept[$0.key] == nil })
    weights.tensor = state[MethodCard.keptWeightsName]!
    self.step = step
  }

  public func reset() {
    base.reset()
    weights.reset()
    step = 0
  }

  public var remarks: [String] { base.remarks }

  public func epochEnded(meanLosses: Tensor) { base.epochEnded(meanLosses: meanLosses) }
}

extension GramianWeighting {
  /// This method with weights that are found at every n-th step and kept in between.
  ///
  /// - Parameters:
  ///   - every: the steps from one solution to the next; 1 keeps nothing.
  ///   - tasks: the number of the setup's tasks.
  public func solved(every: Int, tasks: Int) throws -> any GramianWeighting {
    try PeriodicGramianWeighting(self, tasks: tasks, every: every)
  }
}
