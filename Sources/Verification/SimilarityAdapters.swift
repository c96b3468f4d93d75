import Balancing
import Statistics
import Tasks
import Torch
import Training

extension Verification {
  /// The relations of gradients, and the effect of corruption.
  static let similarityAdapters: [String: GoldenAdapter] = [
    "GradientSimilarity": pairs, "GradientProbe": probe, "CorruptionEffect": corruptionEffect,
    "OrthogonalGradients": orthogonalGradients,
  ]

  @Sendable private static func pairs(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let measured = zip(try item.input.tensor("a").unbind(), try item.input.tensor("b").unbind()).map {
      GradientDiagnostics(Tensor.stack([$0, $1]))
    }
    func all(_ figure: (GradientDiagnostics.Pair) -> Double) -> GoldenValue {
      GoldenValue(measured.map { figure($0.pairs[0]) })
    }
    return [
      "inner": GoldenValue(measured.map { $0.norms.reduce($0.pairs[0].cosine) { $0 * $1! } }),
      "cosine": all(\.cosine), "magnitude": all(\.magnitude), "sign_conflict": all(\.conflictingCoordinates),
      "conflict": all { $0.isConflict ? 1 : 0 },
    ]
  }

  /// The adapter of a network of two tasks whose gradients are measured on each sample alone and on the batch.
  @Sendable private static func probe(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let input = item.input
    let shared = try ["weight", "bias"].map { try input.tensor($0).requiringGrad() }
    let (x, number) = (try input.tensor("x"), try input.tensor("number"))
    let heads = (try input.tensor("head_class"), try input.tensor("head_number"))
    let classes = try input.tensor("class", .int64)
    func losses(_ samples: Range<Int>) -> [Tensor] {
      let z = (x[samples].mm(shared[0].transpose(0, 1)) + shared[1]).tanh()
      let (logits, answers) = (z.mm(heads.0.transpose(0, 1)), z.mm(heads.1.transpose(0, 1))[.all, 0])
      return [
        CrossEntropy()(logits, classes[samples]), L1Loss()(answers, number[samples]),
      ]
    }
    let count = x.size(0)
    let rows = Tensor.cat((0..<count).map { GradientProbe.taskGradients(losses($0..<$0 + 1), shared: shared) })
    let singles = GradientDiagnostics(rows)
    let batch = GradientDiagnostics(GradientProbe.taskGradients(losses(0..<count), shared: shared)).pairs[0]
    let ofTasks = (0..<count).map { singles.pair(2 * $0, 2 * $0 + 1)! }
    let ofSamples = (0..<2).flatMap { task in
      singles.pairs.filter { $0.first % 2 == task && $0.second % 2 == task }
    }
    return [
      "gradients": GoldenValue(rows.reshape([count, 2, rows.size(1)])),
      "cosine_inter_task": GoldenValue(ofTasks.map(\.cosine)),
      "magnitude_inter_task": GoldenValue(ofTasks.map(\.magnitude)),
      "cosine_inter_sample": GoldenValue(ofSamples.map(\.cosine)),
      "magnitude_inter_sample": GoldenValue(ofSamples.map(\.magnitude)),
      "batch_mean_cosine": .number(batch.cosine), "batch_mean_magnitude": .number(batch.magnitude),
    ]
  }

  @Sendable private static func corruptionEffect(_ item: GoldenCase) throws -> [String: GoldenValue] {
    func figures(_ name: String) throws -> CorruptionEffect.Figures {
      let rows = try item.input.tensor(name).unbind().map { $0.array(of: Double.self) }
      return .init(clean: try item.input.number(name + "_clean"), corrupted: rows)
    }
    let isHigherBetter = try item.hyperparameters.bool("higher_is_better")
    let effect = try CorruptionEffect(
      of: figures("mtl"), against: figures("stl"), isHigherBetter ? .higherIsBetter : .lowerIsBetter)
    return ["delta": .number(effect.mean), "per_type": GoldenValue(effect.kinds)]
  }

  /// The adapter of the penalty on a network z = tanh(W2 tanh(W1 x)) with a linear head for each task.
  @Sendable private static func orthogonalGradients(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let input = item.input
    let (x, labels) = (try input.tensor("x"), try input.tensor("labels", .int64))
    let parameters = try ["W1", "W2", "H"].map { try input.tensor($0).requiringGrad() }
    func losses() -> [Tensor] {
      let h = x.mm(parameters[0].transpose(0, 1)).tanh()
      let z = h.mm(parameters[1].transpose(0, 1)).tanh()
      return zip(parameters[2].unbind(), labels.unbind()).map { CrossEntropy()(z.mm($0.transpose(0, 1)), $1) }
    }
    let rows = GradientProbe.taskGradients(losses(), shared: [parameters[1]])
    let leaf = rows.requiringGrad()
    let derivative = Tensor.grad(of: [OrthogonalGradients.penalty(leaf)], respectTo: [leaf])[0]!
    let found = try OrthogonalGradients(strength: 1).gradients(
      losses: losses(), lastLayer: [parameters[1]], parameters: parameters, again: losses)
    var results = [
      "task_gradients": GoldenValue(rows), "penalty": GoldenValue(found.penalty),
      "dpenalty_dgradients": GoldenValue(derivative),
    ]
    for (name, gradient) in zip(["W1", "W2", "H"], found.gradients) {
      results["grad \(name)"] = GoldenValue(gradient!)
    }
    return results
  }
}
