import Backbones
import Balancing
import Datasets
import Foundation
import Sharing
import Tasks
import TestSupport
import Testing
import Torch

@testable import Training

/// Trainings on a set of pictures and a set of rows together: one task of the first, two of the second.
@Suite struct SeveralSetsTests {
  private static let tasks: [LearningTask] = [
    .classification("kind", classes: 2), .regression("sum"), .binary("positive"),
  ]

  /// Pictures of 8 × 8 pixels that are bright on the left or on the right.
  private static func pictures(_ count: Int = 24) -> InMemoryDataset {
    let generator = Generator(seed: 11)
    let noise = Tensor.randn([count, 1, 8, 8], generator: generator).array(of: Float.self)
    let kinds = (0..<count).map { Int64($0 % 2) }
    let values = noise.enumerated().map { place, value in
      let side: Int64 = place % 8 < 4 ? 0 : 1
      return value * 0.3 + (side == kinds[place / 64] ? 1 : 0)
    }
    return InMemoryDataset(inputs: Field(values, shape: [1, 8, 8]), targets: ["kind": Field(classes: kinds)])
  }

  private static func rows(_ count: Int = 40) -> InMemoryDataset {
    let rows = Tensor.randn([count, 3], generator: Generator(seed: 12))
    let sums = rows.sum([1]).array(of: Float.self)
    return InMemoryDataset(
      inputs: Field(rows.array(of: Float.self), shape: [3]),
      targets: [
        "sum": Field(sums, shape: [1]), "positive": Field(sums.map { $0 > 0 ? 1 : 0 }, shape: [1]),
      ])
  }

  private static func loader(_ mixing: Mixing) throws -> MixedLoader {
    try MixedLoader(
      [
        LoadedSet(tasks: ["kind"], DataLoader(pictures(), batchSize: 6, seed: 1)),
        LoadedSet(tasks: ["sum", "positive"], DataLoader(rows(), batchSize: 8, seed: 1)),
      ], mixing: mixing, seed: 2)
  }

  private static func network() -> StemSharing {
    let generator = Generator(seed: 5)
    let pictures = Sequential(
      Conv2d(1, 4, kernel: 3, generator: generator), ReLU(), AdaptiveAvgPool2d(2), Flatten(),
      Linear(16, 12, generator: generator), ReLU())
    let rows = Sequential(Linear(3, 12, generator: generator), ReLU())
    return StemSharing(
      stems: [("pictures", ["kind"], pictures), ("rows", ["sum", "positive"], rows)],
      trunk: MLP(12, hidden: [12, 8], generator: generator),
      heads: tasks.map { ($0.name, Linear(8, $0.outputs, generator: generator)) })
  }

  private static func trainer(_ method: String, epochs: Int = 3, accumulation: Int = 1) throws -> Trainer {
    let network = network()
    let isWeighting = try Catalogue.find(method) is any LossWeighting.Type
    let setup = BalancingSetup(
      tasks, parameters: method == "uw-so" ? ["temperature": 20] : [:], generator: Generator(seed: 8))
    let weighting = try Catalogue.lossWeighting(isWeighting ? method : "ew", setup)
    let gradients = isWeighting ? nil : try GradientBalancer(GradientMethod(method, setup), tasks: tasks.map(\.name))
    var options = TrainingOptions(epochs: epochs)
    options.accumulation = accumulation
    options.checkpointEvery = 2
    return Trainer(
      network: network, tasks: tasks, weighting: weighting, gradients: gradients,
      optimizer: Adam(ParameterGroup.groups(of: network, weighting, learningRate: 1e-2)), schedule: ConstantRate(),
      options: options)
  }

  private static func bits(_ network: any MultiTaskNetwork) -> [Float] {
    network.stateDictionary().flatMap { $0.tensor.array(of: Float.self) }
  }

  @Test(arguments: ["ew", "uw-so", "uw", "pcgrad"]) func aKilledTrainingResumesToTheSameBits(_ method: String) throws {
    for mixing in [Mixing.all, .one(power: 0.5), .roundRobin] {
      let whole = try Self.trainer(method)
      let figures = try whole.fit(Self.loader(mixing), validation: Self.loader(mixing))
      let scratch = TemporaryFolder()
      let store = CheckpointStore(folder: scratch.url)
      // A training is stopped after 1, 2, 3, … more updates, until it has ended.
      var stops = 0, ended: TrainingOutcome?
      while ended == nil {
        let trainer = try Self.trainer(method)
        var questions = 0
        trainer.shouldStop = {
          questions += 1
          return questions == stops + 2
        }
        do {
          ended = try trainer.fit(Self.loader(mixing), validation: Self.loader(mixing), checkpoints: store)
          #expect(Self.bits(trainer.network) == Self.bits(whole.network), "\(mixing)")
        } catch TrainingError.interrupted { stops += 1 }
      }
      #expect(stops > 2 && ended?.steps == figures.steps && ended?.bestValue == figures.bestValue)
    }
  }

  @Test(arguments: ["ew", "uw-so", "pcgrad"]) func everyTaskOfEverySetLearns(_ method: String) throws {
    let trainer = try Self.trainer(method, epochs: 30)
    let before = try trainer.evaluate(Self.loader(.all)).losses
    _ = try trainer.fit(Self.loader(.all))
    let after = try trainer.evaluate(Self.loader(.all)).losses
    #expect(Array(after.keys) == Self.tasks.map(\.name))
    for (task, loss) in after { #expect(loss < 0.7 * before[task]!, "\(task): \(before[task]!) → \(loss)") }
  }

  /// One update of a batch of each set, and the gradients that it leaves.
  private func gradients(_ method: String, _ batches: [Batch]) throws -> [String: [Float]] {
    let network = Self.network()
    let isWeighting = try Catalogue.find(method) is any LossWeighting.Type
    let setup = BalancingSetup(Self.tasks)
    let weighting = try Catalogue.lossWeighting(isWeighting ? method : "ew", setup)
    let step = try TrainingStep(
      ForwardPass(network), tasks: Self.tasks, weighting: weighting,
      gradients: isWeighting
        ? nil : GradientBalancer(GradientMethod(method, setup), tasks: Self.tasks.map(\.name)),
      optimizer: SGD(ParameterGroup.groups(of: network, weighting, learningRate: 0)),
      sets: [["kind"], ["sum", "positive"]], accumulates: true)
    try step(batches)
    return Dictionary(
      uniqueKeysWithValues: network.namedParameters().map { ($0.name, $0.tensor.grad!.array(of: Float.self)) })
  }

  private func batches(_ count: Int) throws -> [Batch] {
    let batches = try Self.loader(.all).batches(epoch: 0)
    return try (0..<count).map { _ in try #require(try batches.next()) }
  }

  @Test func anUpdateIsTheGradientOfTheSumOverSets() throws {
    let batches = try batches(2)
    let network = Self.network()
    let losses = batches.flatMap { batch in
      let own = Self.tasks.filter { batch.targets[$0.name] != nil }
      let outputs = network.outputs(batch.inputs, tasks: own.map(\.name))
      return own.map { $0.loss(outputs[$0.name]!, batch.targets[$0.name]!) }
    }
    Tensor.stack(losses).sum().backward()
    for (method, tolerance) in [("ew", Float(1e-6)), ("sum", 1e-5)] {
      let found = try gradients(method, batches)
      for (name, tensor) in network.namedParameters() {
        let expected = tensor.grad!.array(of: Float.self)
        #expect(
          zip(found[name]!, expected).allSatisfy { abs($0 - $1) <= tolerance * max(1, abs($1)) }, "\(method) \(name)")
      }
    }
  }

  @Test func uwsoWeighsTheTasksOfAllSetsTogether() throws {
    let batches = try batches(2)
    let network = Self.network()
    let step = try TrainingStep(
      ForwardPass(network), tasks: Self.tasks, weighting: UWSO(tasks: 3, temperature: 2),
      optimizer: SGD([ParameterGroup("network", network, learningRate: 0)]),
      sets: [["kind"], ["sum", "positive"]], accumulates: true)
    let record = try step(batches)
    let losses = zip(record.rows[0].losses.array(of: Double.self), record.rows[1].losses.array(of: Double.self)).map(+)
    let scores = losses.map { exp(1 / $0 / 2) }
    let weights = try #require(record.rows[0].weights).array(of: Double.self)
    for (weight, score) in zip(weights, scores) { #expect(abs(weight - score / scores.reduce(0, +)) < 1e-5) }
    #expect(record.rows.map(\.present) == [[true, false, false], [false, true, true]])
  }

  @Test func twoBatchesOfASetCountHalfEach() throws {
    let four = try batches(4)
    let pairs = try [0, 2].map { try gradients("ew", [four[$0], four[$0 + 1]]) }
    let together = try gradients("ew", four)
    for (name, values) in together {
      let means = zip(pairs[0][name]!, pairs[1][name]!).map { ($0 + $1) / 2 }
      #expect(zip(values, means).allSatisfy { abs($0 - $1) < 1e-5 }, "\(name)")
    }
  }

  @Test func pcgradLooksAtATaskOfAnotherSetAsAtRightAngles() throws {
    // On a stem that only one set moves, no other task has anything to project.
    let batches = try batches(2)
    let plain = try gradients("sum", batches), projected = try gradients("pcgrad", batches)
    #expect(plain.keys.contains("stems.pictures.0.weight"))
    #expect(projected["heads.kind.weight"] == plain["heads.kind.weight"])
  }

  @Test func whatDoesNotFitIsRefusedBeforeTheFirstUpdate() throws {
    let network = Self.network()
    func step(_ sets: [[String]]) throws {
      _ = try TrainingStep(
        ForwardPass(network), tasks: Self.tasks, weighting: EW(tasks: 3),
        optimizer: SGD([ParameterGroup("network", network, learningRate: 0)]), sets: sets)
    }
    #expect(
      errorText { try step([["kind"], ["sum"]]) } == "`positive` should be a task of one data set. Found none.")
    #expect(
      errorText { try step([["kind", "sum"], ["sum", "positive"]]) }
        == "`sum` should be a task of one data set. Found 2.")
    let famo = try Self.trainer("famo")
    #expect(
      errorText { try famo.fit(Self.loader(.all)) }
        == "`famo`, which looks at a step's batch again, should have updates of one batch. Found one of each of 2 data sets."
    )
    #expect(try famo.fit(Self.loader(.roundRobin)).steps > 0)
  }

  @Test func aFaultOfAnEvaluationSaysItsSet() throws {
    let trainer = try Self.trainer("ew")
    let broken = InMemoryDataset(
      inputs: Field([Float](repeating: .nan, count: 6), shape: [3]),
      targets: ["sum": Field([0, 0], shape: [1]), "positive": Field([0, 1], shape: [1])])
    let loader = try MixedLoader(
      [
        LoadedSet(tasks: ["kind"], DataLoader(Self.pictures(), batchSize: 6, shuffle: false)),
        LoadedSet(tasks: ["sum", "positive"], DataLoader(broken, batchSize: 2, shuffle: false)),
      ], mixing: .all)
    let error = #expect(throws: EvaluationError.self) { try trainer.evaluate(loader) }
    #expect(error?.set == 1 && error?.sample == 0)
  }
}
