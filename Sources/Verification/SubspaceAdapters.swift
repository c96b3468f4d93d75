import Sharing
import Torch

extension Verification {
  /// Random expansions and the weights that tasks make of them.
  static let subspaceAdapters: [String: GoldenAdapter] = [
    "SharedSubspace": sharedSubspace, "KroneckerProjection": kroneckerProjection,
  ]

  /// The adapter of networks 3 → 3 (tanh) → 1 whose output is scaled by the last of their 17 weights.
  @Sendable private static func sharedSubspace(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let input = item.input
    let (vectors, coefficients) = (try input.tensor("v").requiringGrad(), try input.tensor("alpha").requiringGrad())
    let (x, labels) = (try input.tensor("x"), try input.tensor("labels"))
    let weights = SubspaceWeights.weights(
      start: try input.tensor("theta0"), vectors: vectors, coefficients: coefficients,
      expansions: DenseExpansions(try input.tensor("P").unbind()))
    let losses = weights.unbind().enumerated().map { task, row in
      let parts = row.split([9, 3, 3, 1, 1])
      let hidden = (x.select(0, index: task).mm(parts[0].view([3, 3]).transpose(0, 1)) + parts[1]).tanh()
      let logits = (hidden.matmul(parts[2]) + parts[3]) * parts[4], targets = labels.select(0, index: task)
      // ln(1 + exp(z)) − y z
      return ((logits.exp() + 1).log() - targets * logits).mean()
    }
    let loss = Tensor.stack(losses).mean()
    let gradients = Tensor.grad(of: [loss], respectTo: [weights, vectors, coefficients])
    let (basis, length, tasks) = (vectors.size(0), vectors.size(1), coefficients.size(0))
    return [
      "theta": GoldenValue(weights), "loss": GoldenValue(loss), "grad theta": GoldenValue(gradients[0]!),
      "grad v": GoldenValue(gradients[1]!), "grad alpha": GoldenValue(gradients[2]!),
      "free_numbers": .number(Double(SubspaceWeights.freeNumbers(shared: length, basis: basis, tasks: tasks))),
      "amortised_dimension": .number(SubspaceWeights.amortisedDimension(shared: length, basis: basis, tasks: tasks)),
    ]
  }

  @Sendable private static func kroneckerProjection(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let input = item.input, vector = try input.tensor("w").requiringGrad()
    let product = KroneckerExpansions.product(
      try input.tensor("A").unsqueeze(0), try input.tensor("B").unsqueeze(0), vector.unsqueeze(0)
    ).squeeze(0)
    let gradient = Tensor.grad(of: [(product * (try input.tensor("output_gradient"))).sum()], respectTo: [vector])
    return ["projected": GoldenValue(product), "grad w": GoldenValue(gradient[0]!)]
  }
}
