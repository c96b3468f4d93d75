import Balancing
import Components
import Tasks
import Torch

/// A run of a gradient method over the Jacobians or Gramians of a reference case, one step each, that collects its
/// answers.
///
/// A case of one `jacobian` or `gramian` has results without a leading step; a case of `jacobians`, `gramians` or
/// `cross_matrices` has them stacked. If a case has only Gramians, there is no direction.
struct GradientCase {
  /// The Jacobian `[task, parameter]` of each step, in double precision; empty if only Gramians are known.
  let jacobians: [Tensor]
  /// The Gramian of each step; for a case of cross matrices, these themselves.
  let gramians: [Gramian]
  /// The cross matrix J₁ J₂ᵀ of each step; empty if the case has none.
  let crosses: [Gramian]
  /// The losses of each step, `input.losses` or `hyperparameters.losses`; 1 if the case has none.
  let losses: [[Double]]
  /// Whether results have a leading step.
  let isSequence: Bool

  private(set) var directions: [Tensor] = []
  private(set) var weights: [Tensor] = []
  private(set) var progress: [Tensor] = []

  init(_ item: GoldenCase) throws {
    let (input, isSequence) = (item.input, !item.input.has("jacobian") && !item.input.has("gramian"))
    func steps(_ one: String, _ many: String) throws -> [Tensor] {
      if input.has(one) { return [try input.tensor(one)] }
      return input.has(many) ? try input.tensor(many).unbind() : []
    }
    let jacobians = try steps("jacobian", "jacobians")
    crosses = try steps("", "cross_matrices").map { Gramian($0) }
    gramians =
      try (jacobians.map { $0.matmul($0.transpose(0, 1)) } + steps("gramian", "gramians")).map { Gramian($0) }
      + crosses
    guard let count = gramians.first?.count else {
      throw GoldenError("case `\(item.id)` should have a Jacobian or a Gramian as input.")
    }
    let given = try [input, item.hyperparameters].first { $0.has("losses") }?.numbers("losses")
    let all = given ?? Array(repeating: 1, count: count * gramians.count)
    guard all.count == count * gramians.count else {
      throw GoldenError("case `\(item.id)` should have one loss for each task and step. Found \(all.count).")
    }
    losses = gramians.indices.map { Array(all[($0 * count)..<(($0 + 1) * count)]) }
    self.jacobians = jacobians
    self.isSequence = isSequence
  }

  var steps: Int { gramians.count }
  var tasks: Int { gramians[0].count }

  /// The setup of a method for these tasks, in double precision.
  func setup(_ parameters: [String: SettingValue] = [:], seed: UInt64 = 0) -> BalancingSetup {
    BalancingSetup(
      (0..<tasks).map { BalancingSetup.BalancedTask("task \($0)") }, parameters: parameters,
      generator: Generator(seed: seed), dtype: .float64)
  }

  /// A Gramian weighting of the catalogue for these tasks.
  func weighting(_ name: String, _ parameters: [String: SettingValue] = [:]) throws -> any GramianWeighting {
    try Catalogue.gramianWeighting(name, setup(parameters))
  }

  /// A Jacobian aggregator of the catalogue for these tasks.
  func aggregator(_ name: String, _ parameters: [String: SettingValue] = [:]) throws -> any JacobianAggregator {
    try Catalogue.jacobianAggregator(name, setup(parameters))
  }

  /// Makes one step of a Gramian weighting.
  mutating func step(_ index: Int, _ method: any GramianWeighting) throws {
    let sample = GramianSample(
      gramians[index], cross: crosses.isEmpty ? nil : crosses[index], losses: losses[index])
    append(try method.weigh(sample), index)
  }

  /// Makes one step of a Jacobian aggregator.
  mutating func step(_ index: Int, _ method: any JacobianAggregator) throws {
    let answer = try method.aggregate(JacobianSample(jacobians[index], losses: losses[index]))
    directions.append(answer.direction)
    if let found = answer.weights {
      weights.append(Tensor(found))
      progress.append(Tensor(gramians[index].times(found)))
    }
  }

  /// Appends the answer of one step that is known by its weights.
  mutating func append(_ found: [Double], _ index: Int) {
    weights.append(Tensor(found))
    progress.append(Tensor(gramians[index].times(found)))
    if !jacobians.isEmpty { directions.append(Tensor(found).matmul(jacobians[index])) }
  }

  /// Makes all steps of a Gramian weighting.
  mutating func run(_ method: any GramianWeighting) throws { for index in 0..<steps { try step(index, method) } }

  /// Makes all steps of a Jacobian aggregator.
  mutating func run(_ method: any JacobianAggregator) throws { for index in 0..<steps { try step(index, method) } }

  /// The collected answers, under the names of the reference files.
  var results: [String: GoldenValue] {
    ["direction": directions, "weights": weights, "progress": progress].compactMapValues { values in
      values.isEmpty ? nil : GoldenValue(isSequence ? Tensor.stack(values) : values[0])
    }
  }
}
