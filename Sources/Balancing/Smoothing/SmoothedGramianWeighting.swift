import Components
import Tasks
import Torch

/// CR-MOGM: the weights of another method, averaged over the steps. The option `smoothing` of every Gramian weighting.
///
/// - Paper: Zhou, Zhang, Jiang, Zhong, Gu, Zhu, "On the Convergence of Stochastic Multi-Objective Gradient Manipulation and
///   Beyond" (NeurIPS 2022).
/// - Formula: w(t) = a w(t − 1) + (1 − a) ŵ(t).
/// - Symbols: ŵ the weights of the other method; a the smoothing: 0 for none.
/// - Parameters: a, 0.9 where nothing is said; the weights before the first step.
/// - Example: `balancing: { method: mgda, smoothing: 0.9 }`
/// - Deviations: without weights to start from, the first step's are the method's own: w(1) = ŵ(1). The paper lets a grow
///   with the steps; here it is constant. Tasks absent from a batch keep their averages.
public final class SmoothedGramianWeighting<Base: GramianWeighting>: GramianWeighting {
  /// The card of the method whose weights are averaged, with the average's state.
  public static var card: MethodCard { Base.card.averaging() }

  public let base: Base
  private let smoothing: Double
  private let initialWeights: [Double]
  /// NaN where a task was not present yet.
  private var average: [Double]

  /// - Parameters:
  ///   - smoothing: how much of the last average is kept, at least 0 and below 1.
  ///   - initialWeights: the average before the first step, one for each of the setup's tasks.
  /// - Throws: `SettingError`: "`smoothing` should be at least 0 and below 1. Found 1.0."
  public init(_ base: Base, tasks: Int, smoothing: Double, initialWeights: [Double]? = nil) throws {
    try MethodCard.smoothing.check(smoothing)
    if let count = initialWeights?.count, count != tasks {
      throw SettingError("The initial weights should be one for each task, \(tasks) in all. Found \(count).")
    }
    self.base = base
    self.smoothing = smoothing
    self.initialWeights = initialWeights ?? [Double](repeating: .nan, count: tasks)
    average = self.initialWeights
  }

  /// The method with its parameters and the usual smoothing.
  public convenience init(_ setup: BalancingSetup) throws {
    try self.init(Base(setup), tasks: setup.count, smoothing: MethodCard.usualSmoothing)
  }

  public func weigh(_ sample: GramianSample) throws -> [Double] {
    let found = try base.weigh(sample)
    for (task, weight) in zip(sample.tasks, found) {
      average[task] = average[task].isNaN ? weight : smoothing * average[task] + (1 - smoothing) * weight
    }
    return sample.tasks.map { average[$0] }
  }

  public var state: [String: Tensor] {
    base.state.merging([MethodCard.averageName: Tensor(average)]) { _, _ in
      preconditionFailure("`\(Base.card.name)` should not keep anything under the name `\(MethodCard.averageName)`")
    }
  }

  public func load(state: [String: Tensor]) throws {
    try check(state.filter { $0.key == MethodCard.averageName }, like: [MethodCard.averageName: Tensor(average)])
    try base.load(state: state.filter { $0.key != MethodCard.averageName })
    average = state[MethodCard.averageName]!.array()
  }

  public func reset() {
    base.reset()
    average = initialWeights
  }

  public var remarks: [String] { base.remarks }

  public func epochEnded(meanLosses: Tensor) { base.epochEnded(meanLosses: meanLosses) }
}

extension GramianWeighting {
  /// This method with its weights averaged over the steps.
  ///
  /// - Parameters:
  ///   - smoothing: how much of the last average is kept; 0 averages nothing.
  ///   - tasks: the number of the setup's tasks.
  public func smoothed(
    by smoothing: Double, tasks: Int, initialWeights: [Double]? = nil
  ) throws -> any GramianWeighting {
    try SmoothedGramianWeighting(self, tasks: tasks, smoothing: smoothing, initialWeights: initialWeights)
  }
}
