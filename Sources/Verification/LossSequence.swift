import Balancing
import Components
import Tasks
import Torch

/// A run of a loss weighting over the loss vectors of a reference case, one step for each row, that collects its
/// answers.
struct LossSequence {
  /// The losses, `[step, task]`.
  let losses: Tensor
  private(set) var objectives: [Tensor] = []
  private(set) var gradients: [Tensor] = []
  private(set) var weights: [Tensor] = []
  private(set) var scaleGradients: [Tensor] = []

  init(_ item: GoldenCase) throws { losses = try item.input.tensor("losses") }

  var steps: Int { losses.size(0) }
  var tasks: Int { losses.size(1) }

  /// A method of the catalogue for these losses, in double precision.
  func method(
    _ name: String, _ parameters: [String: SettingValue] = [:], likelihood: Likelihood = .gaussian, seed: UInt64 = 0
  ) throws -> any LossWeighting {
    let tasks = (0..<tasks).map { BalancingSetup.BalancedTask("task \($0)", likelihood) }
    return try Catalogue.lossWeighting(
      name, BalancingSetup(tasks, parameters: parameters, generator: Generator(seed: seed), dtype: .float64))
  }

  /// Makes one step: the objective, its derivatives with respect to the losses and to the learned scales, and the
  /// weights.
  mutating func step(_ row: Int, _ method: any LossWeighting) {
    let now = losses[row].clone().requiringGrad()
    let weighted = method.weigh(now)
    let learned = method.learnedScales.map(\.tensor)
    let found = Tensor.grad(of: [weighted.objective], respectTo: [now] + learned)
    objectives.append(weighted.objective.detach())
    weights.append(weighted.weights)
    gradients.append(found[0] ?? now.zerosLike())
    scaleGradients += found.dropFirst().compactMap { $0 }
  }

  /// Makes all steps of a method to which nothing happens between steps.
  mutating func run(_ method: any LossWeighting) { for row in 0..<steps { step(row, method) } }

  /// The collected answers, under the names of the reference files.
  var results: [String: GoldenValue] {
    var results = [
      "objective": GoldenValue(Tensor.stack(objectives)), "dobjective_dlosses": GoldenValue(Tensor.stack(gradients)),
      "weights": GoldenValue(Tensor.stack(weights)),
    ]
    if !scaleGradients.isEmpty { results["dobjective_dparameters"] = GoldenValue(Tensor.stack(scaleGradients)) }
    return results
  }
}
