import Balancing
import Components
import Datasets
import Sharing
import TestSupport
import Testing
import Torch

@testable import Training

/// Penalties of a network's own in a training step: one of the features, weight 0.5, and one of the weights, weight 0.1.
@Suite struct PenaltyTests {
  /// A method with what its gradients are made of.
  struct Kind: CustomTestStringConvertible, Sendable {
    var method: String
    var scope: GradientScope?
    var storage = GradientStorage.auto

    var testDescription: String { "\(method) \(scope.map { "\($0)" } ?? "") \(storage)" }
  }

  /// The gradients that a step leaves, by parameter.
  private func gradients(
    _ kind: Kind, _ batches: [Batch], penalised: Bool = true, sets: [[String]] = [], accumulates: Bool = false
  ) throws -> [[Float]] {
    let problem = StepProblem(penalised: penalised)
    try problem.step(
      kind.method, scope: kind.scope, storage: kind.storage, sets: sets, accumulates: accumulates)(batches)
    return problem.network.parameters.map { $0.grad!.array(of: Float.self) }
  }

  /// The gradients of 0.5 · features + 0.1 · weights, where the features are those of some batches.
  private func penaltyGradients(_ batches: [Batch]) -> [[Float]] {
    let problem = StepProblem(penalised: true)
    let network = problem.penalising
    let means = batches.map { batch in
      _ = network.outputs(batch.inputs, tasks: network.tasks)
      return network.penalties[0].value
    }
    (Tensor.stack(means).mean() * 0.5 + network.penalties[1].value * 0.1).backward()
    return network.parameters.map { $0.grad?.array(of: Float.self) ?? [Float](repeating: 0, count: $0.count) }
  }

  private func apart(_ a: [[Float]], _ b: [[Float]]) -> Float {
    zip(a, b).map { zip($0, $1).map { abs($0 - $1) }.max() ?? 0 }.max() ?? .infinity
  }

  private func difference(_ a: [[Float]], _ b: [[Float]]) -> [[Float]] { zip(a, b).map { zip($0, $1).map { $0 - $1 } } }

  @Test(arguments: ["ew", "uw-so"]) func aLossWeightingDifferentiatesTheSum(_ method: String) throws {
    let batch = StepProblem.batch(10)
    let problem = StepProblem(penalised: true)
    let network = problem.penalising
    let outputs = network.outputs(batch.inputs, tasks: network.tasks)
    let losses = Tensor.stack(problem.tasks.map { $0.loss(outputs[$0.name]!, batch.targets[$0.name]!) })
    let weighted: Tensor
    if method == "ew" {
      weighted = losses.sum()
    } else {
      weighted = (losses * losses.detach().reciprocal().softmax(0)).sum()
    }
    (weighted + network.penalties[0].value * 0.5 + network.penalties[1].value * 0.1).backward()
    let expected = network.parameters.map { $0.grad!.array(of: Float.self) }
    #expect(apart(try gradients(Kind(method: method), [batch]), expected) < 1e-5)
  }

  @Test(arguments: [
    Kind(method: "ew"), Kind(method: "uw"), Kind(method: "pcgrad"), Kind(method: "mgda", storage: .gramian),
    Kind(method: "imtl-g", scope: .representation), Kind(method: "gradnorm", scope: .lastLayer), Kind(method: "modo"),
    Kind(method: "trimmed-mean"),
  ]) func noMethodSeesThem(_ kind: Kind) throws {
    let batch = StepProblem.batch(10)
    let added = difference(try gradients(kind, [batch]), try gradients(kind, [batch], penalised: false))
    let expected = penaltyGradients([batch])
    #expect(apart(added, expected) < 1e-5)
    #expect(expected.contains { $0.contains { abs($0) > 1e-2 } })
  }

  @Test(arguments: ["ew", "uw-so", "pcgrad"]) func twoHalvesAreOneBatch(_ method: String) throws {
    let halves = [StepProblem.batch(10), StepProblem.batch(11)]
    let apart = self.apart(
      try gradients(Kind(method: method), halves, accumulates: true),
      try gradients(Kind(method: method), [halves[0].joined(halves[1])]))
    #expect(apart < 1e-5)
  }

  @Test(arguments: ["ew", "pcgrad"]) func anUpdateOfTwoSetsHasThemOnce(_ method: String) throws {
    var batches = [StepProblem.batch(10), StepProblem.batch(11), StepProblem.batch(12)]
    batches[1].set = 1
    batches[2].set = 1
    func gradients(_ penalised: Bool) throws -> [[Float]] {
      try self.gradients(
        Kind(method: method), batches, penalised: penalised, sets: [["x"], ["y", "z"]], accumulates: true)
    }
    // The first set has one batch, the second two: each set counts the same.
    let expected = penaltyGradients([batches[0], batches[0], batches[1], batches[2]])
    #expect(apart(difference(try gradients(true), try gradients(false)), expected) < 1e-5)
  }

  @Test(arguments: ["ew", "pcgrad"]) func aBatchWithoutLabelsHasThemToo(_ method: String) throws {
    var batch = StepProblem.batch(10)
    for task in ["x", "y", "z"] {
      batch.targets[task] = batch.targets[task]! * .nan
      batch.labelled[task] = false
    }
    let problem = StepProblem(penalised: true)
    try problem.step(method)([batch])
    let found = problem.network.parameters.map {
      $0.grad?.array(of: Float.self) ?? Array(repeating: 0, count: $0.count)
    }
    #expect(apart(found, penaltyGradients([batch])) < 1e-6)
  }

  @Test func valuesAreRecordedWithoutTheirWeights() throws {
    let problem = StepProblem(penalised: true)
    let row = try problem.step("modo")([StepProblem.batch(10)]).rows[0]
    #expect(Array(row.penalties.keys) == ["features", "weights"])
    let start = StepProblem(penalised: true).penalising
    _ = start.outputs(StepProblem.batch(10).inputs, tasks: start.tasks)
    for penalty in start.penalties {
      #expect(abs(row.penalties[penalty.name]!.item() - penalty.value.item()) < 1e-5)
    }
  }

  @Test func whatIsNotFiniteIsNamed() throws {
    for (scale, words) in [(Double.nan, "nan"), (.infinity, "inf")] {
      let problem = StepProblem(penalised: true)
      let step = try problem.step("uw-so")
      try step([StepProblem.batch(10)])
      problem.penalising.scale = scale
      #expect(
        errorText { try step([StepProblem.batch(11)], after: 1) }
          == "the penalty `features` should be finite. Found \(words) at step 2.")
    }
    let weight = errorText { try withTorchErrors { _ = Penalty("depth", Tensor(scalar: 1), weight: .nan) } }
    #expect(weight.contains("the weight of the penalty `depth` should be finite. Found nan."))
    let shape = errorText { try withTorchErrors { _ = Penalty("depth", Tensor.zeros([2]), weight: 1) } }
    #expect(shape.contains("the penalty `depth` should be one number. Found the shape [2]."))
  }

  @Test func theNamesStayTheSame() throws {
    let problem = StepProblem(penalised: true)
    let step = try problem.step("ew")
    try step([StepProblem.batch(10)])
    problem.penalising.stated = 1
    #expect(
      errorText { try step([StepProblem.batch(11)], after: 1) }
        == #"step 2: the penalties of a network should be ["features", "weights"] after every pass. Found ["features"]."#
    )
  }

  @Test func aFinishedUpdateHasNoPlaceForThem() throws {
    let problem = StepProblem(penalised: true)
    let method = try GradientMethod("adatask", BalancingSetup(problem.tasks))
    let check = try BalancingCheck(
      EW(tasks: 3), gradients: GradientBalancer(method, tasks: problem.tasks.map(\.name)))
    let text = errorText {
      try check(problem.tasks, problem.network, TrainingOptions(epochs: 1), batch: 8, validates: false)
    }
    #expect(
      text
        == "`adatask`, whose direction is a finished update, should train a network without penalties of its own. Found Penalising."
    )
  }
}
