import Backbones
import Balancing
import Datasets
import Foundation
import Sharing
import Tasks
import TestSupport
import Testing
import Torch

@testable import Components
@testable import Training

/// Layers with running statistics and random numbers, both of which a pass more must not disturb.
private final class NormalisedTower: Module, Trunk {
  let features = Features.vector(5)
  let first: Linear, norm: BatchNorm1d, dropout: Dropout, last: Linear

  init(generator: Generator) {
    first = Linear(6, 8, generator: generator)
    norm = BatchNorm1d(8)
    dropout = Dropout(0.1, generator: generator)
    last = Linear(8, 5, generator: generator)
  }

  func callAsFunction(_ x: Tensor) -> Tensor { last(dropout(norm(first(x)).tanh())).tanh() }
}

/// Three regressions on six inputs, the last of which may lack labels.
private enum Problem {
  static let tasks: [LearningTask] = [.regression("x"), .regression("y"), .regression("z")]

  static func dataset(_ count: Int = 48, missing: ClosedRange<Int>? = nil) -> InMemoryDataset {
    let generator = Generator(seed: 5)
    let x = Tensor.randn([count, 6], generator: generator)
    func target() -> [Float] { x.matmul(Tensor.randn([6, 1], generator: generator)).array(of: Float.self) }
    var last = x.square().sum([1]).array(of: Float.self)
    if let missing { for index in missing { last[index] = .nan } }
    return InMemoryDataset(
      inputs: Field(x.array(of: Float.self), shape: [6]),
      targets: [
        "x": Field(target(), shape: [1]), "y": Field(target(), shape: [1]),
        "z": Field(last, shape: [1], absence: .nan),
      ])
  }

  static func loader(_ batch: Int = 12, missing: ClosedRange<Int>? = nil) throws -> DataLoader {
    try DataLoader(dataset(missing: missing), batchSize: batch)
  }

  /// - Parameter method: of any family; a gradient method with its usual losses.
  static func trainer(
    _ method: String, losses: String? = nil, scope: GradientScope? = nil, scale: LossScale? = nil, epochs: Int = 2,
    sgd: Bool = false, normalised: Bool = false, every: Int? = nil, regulariser: OrthogonalGradients? = nil,
    sharpness: Double? = nil, change: (inout TrainingOptions) -> Void = { _ in }
  ) throws -> Trainer {
    let generator = Generator(seed: 1)
    let network = HardSharing(
      trunk: normalised
        ? NormalisedTower(generator: generator)
        : MLP(6, hidden: [8, 5], activation: .tanh, generator: generator),
      heads: tasks.map { ($0.name, Linear(5, 1, generator: generator)) })
    let type = try Catalogue.find(method)
    func setup(_ type: any BalancingMethod.Type, _ seed: UInt64) -> BalancingSetup {
      BalancingSetup(tasks, parameters: Self.needed(by: type.card), generator: Generator(seed: seed))
    }
    let usual = type.card.gradients.map { losses ?? $0.losses } ?? method
    let own = try setup(Catalogue.find(usual), 2)
    let plain = try Catalogue.lossWeighting(usual, own)
    let weighting = scale.map { plain.scaled(by: $0, own) } ?? plain
    let gradients = try type.card.gradients.map { _ in
      try GradientBalancer(
        GradientMethod(method, setup(type, 3), every: every), tasks: tasks.map(\.name), scope: scope)
    }
    var options = TrainingOptions(epochs: epochs)
    change(&options)
    let groups = ParameterGroup.groups(of: network, weighting, learningRate: 1e-2)
    return try Trainer(
      network: network, tasks: tasks, weighting: weighting, gradients: gradients, regulariser: regulariser,
      sharpness: sharpness.map(SharpnessAware.init), optimizer: sgd ? SGD(groups) : Adam(groups),
      schedule: ConstantRate(), options: options,
      generators: ["network": generator])
  }

  /// Values for the parameters that a method needs.
  static func needed(by card: MethodCard) -> [String: SettingValue] {
    // As a configuration does it: with every default.
    card.settings.reduce(into: [:]) { values, setting in
      if let fallback = setting.fallback { return values[setting.name] = fallback }
      guard setting.isRequired else { return }
      switch setting.kind {
      case .numbers: values[setting.name] = .numbers(tasks.indices.map { Double($0 + 1) / 6 })
      default: values[setting.name] = 0.5
      }
    }
  }

  static func weights(_ trainer: Trainer) -> [Float] { trainer.network.parameters.flatMap { $0.array(of: Float.self) } }
}

private final class Reports: TrainingObserver {
  var all: [EpochReport] = []
  func epochEnded(_ report: EpochReport) { all.append(report) }
}

@Suite("Training with gradient methods") struct GradientTrainingTests {
  @Test(arguments: GradientScope.allCases)
  func theSumOfGradientsTrainsAsEqualWeighting(scope: GradientScope) throws {
    let plain = try Problem.trainer("ew")
    let sum = try Problem.trainer("sum", scope: scope)
    _ = try plain.fit(Problem.loader())
    _ = try sum.fit(Problem.loader())
    let pairs = zip(Problem.weights(plain), Problem.weights(sum))
    #expect(pairs.allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test(arguments: Catalogue.cards.filter { $0.gradients != nil }.map(\.name))
  func everyPermittedScopeTrains(method: String) throws {
    for scope in try #require(try Catalogue.find(method).card.gradients).permitted {
      let trainer = try Problem.trainer(method, scope: scope, epochs: 1, normalised: true)
      let before = Problem.weights(trainer)
      _ = try trainer.fit(Problem.loader(missing: 0...20))
      #expect(Problem.weights(trainer).allSatisfy { $0.isFinite } && Problem.weights(trainer) != before, "\(scope)")
    }
  }

  @Test func aLossWeightingComposes() throws {
    let plain = try Problem.trainer("uw-so", sgd: true)
    let sum = try Problem.trainer("sum", losses: "uw-so", sgd: true)
    let other = try Problem.trainer("sum", sgd: true)
    let reports = [Reports(), Reports()]
    (plain.observers, sum.observers) = ([reports[0]], [reports[1]])
    for trainer in [plain, sum, other] { _ = try trainer.fit(Problem.loader()) }
    #expect(zip(Problem.weights(plain), Problem.weights(sum)).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(!zip(Problem.weights(other), Problem.weights(sum)).allSatisfy { abs($0 - $1) < 1e-3 })
    let weights = reports.map { $0.all.map { $0.weights!.values.map { $0 } } }
    #expect(zip(weights[0].joined(), weights[1].joined()).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test func learnedScalesLearnBesideAGradientMethod() throws {
    let plain = try Problem.trainer("uw")
    let sum = try Problem.trainer("sum", losses: "uw")
    _ = try plain.fit(Problem.loader())
    _ = try sum.fit(Problem.loader())
    let scales = [plain, sum].map { $0.weighting.learnedScales[0].tensor.array(of: Float.self) }
    #expect(zip(scales[0], scales[1]).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(scales[0].contains { abs($0 - scales[0][0]) > 1e-4 } || abs(scales[0][0] + 0.5) > 1e-3)
  }

  @Test(arguments: LossScale.allCases) func aScaleMeansTheSameWithAndWithoutAGradientMethod(_ scale: LossScale) throws {
    let plain = try Problem.trainer("ew", scale: scale), sum = try Problem.trainer("sum", scale: scale)
    let unscaled = try Problem.trainer("ew")
    for trainer in [plain, sum, unscaled] { _ = try trainer.fit(Problem.loader(missing: 0...20)) }
    #expect(zip(Problem.weights(plain), Problem.weights(sum)).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(!zip(Problem.weights(plain), Problem.weights(unscaled)).allSatisfy { abs($0 - $1) < 1e-3 })
  }

  @Test(arguments: LossScale.allCases) func accumulatedBatchesAreScaledAsOneLargeBatch(_ scale: LossScale) throws {
    let large = try Problem.trainer("ew", scale: scale, sgd: true)
    let small = try Problem.trainer("ew", scale: scale, sgd: true) { $0.accumulation = 2 }
    _ = try large.fit(Problem.loader(24))
    _ = try small.fit(Problem.loader(12))
    #expect(zip(Problem.weights(large), Problem.weights(small)).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test(arguments: ["sum", "ew", "uw", "uw-o", "uw-so", "gls", "stch", "log-sum"])
  func accumulatedBatchesTrainAsOneLargeBatch(_ method: String) throws {
    let large = try Problem.trainer(method, sgd: true)
    let small = try Problem.trainer(method, sgd: true) { $0.accumulation = 2 }
    _ = try large.fit(Problem.loader(24))
    _ = try small.fit(Problem.loader(12))
    #expect(zip(Problem.weights(large), Problem.weights(small)).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test(arguments: ["uw-so", "rlw", "slaw"])
  func theLossesOfAnUpdateAreWeighedOnceWithOrWithoutAGradientMethod(_ method: String) throws {
    let plain = try Problem.trainer(method) { $0.accumulation = 3 }
    let sum = try Problem.trainer("sum", losses: method) { $0.accumulation = 3 }
    let alone = try Problem.trainer(method)
    for trainer in [plain, sum, alone] { _ = try trainer.fit(Problem.loader(12)) }
    #expect(Problem.weights(plain) == Problem.weights(sum))
    #expect(Problem.weights(plain) != Problem.weights(alone))
  }

  /// Stops a training after six updates, in its second epoch, and compares what is left after resumption with an undisturbed one.
  private func resumesToTheSameBits(_ make: () throws -> Trainer) throws {
    let whole = try make(), stopped = try make(), resumed = try make()
    let scratch = TemporaryFolder(), store = CheckpointStore(folder: scratch.url)
    func fit(_ trainer: Trainer, _ checkpoints: CheckpointStore? = nil) throws {
      _ = try trainer.fit(Problem.loader(missing: 0...20), validation: Problem.loader(), checkpoints: checkpoints)
    }
    try fit(whole)
    var updates = 0
    stopped.shouldStop = {
      updates += 1
      return updates == 6
    }
    #expect(throws: TrainingError.self) { try fit(stopped, store) }
    try fit(resumed, store)
    #expect(Problem.weights(resumed) == Problem.weights(whole))
    #expect(Problem.weights(whole).allSatisfy { $0.isFinite })
  }

  @Test(arguments: Catalogue.cards.map(\.name))
  func aStoppedTrainingResumesToTheSameBits(method: String) throws {
    try resumesToTheSameBits { try Problem.trainer(method, normalised: true) }
  }

  @Test(arguments: LossScale.allCases, ["slaw", "famo", "pcgrad", "graddrop"])
  func aStoppedTrainingWithAScaleResumesToTheSameBits(_ scale: LossScale, _ method: String) throws {
    try resumesToTheSameBits { try Problem.trainer(method, scale: scale, normalised: true) }
  }

  @Test(arguments: Catalogue.gramianWeightings.map { $0.card }.filter { $0.parts == 1 }.map(\.name))
  func aTrainingThatIsStoppedBetweenTwoSolutionsResumesToTheSameBits(method: String) throws {
    try resumesToTheSameBits { try Problem.trainer(method, normalised: true, every: 4) }
  }

  @Test(arguments: ["ew", "uw", "slaw", "pcgrad", "nash-mtl", "db-mtl"])
  func aSharpnessAwareTrainingResumesToTheSameBits(method: String) throws {
    try resumesToTheSameBits { try Problem.trainer(method, normalised: true, sharpness: 0.05) }
  }

  @Test func passesOfAMethodsOwnDisturbNothing() throws {
    let plain = try Problem.trainer("ew", normalised: true)
    _ = try plain.fit(Problem.loader())
    let looking = try Problem.trainer("ew", normalised: true)
    let batches = try Problem.loader().batches(epoch: 0)
    let batch = try #require(try batches.next())
    let tasks = looking.tasks
    func losses() -> Tensor {
      TracelessPass(looking.forward, looking.generators).callAsFunction {
        let outputs = looking.forward.outputs(batch.inputs, tasks: tasks.map(\.name), staged: false)
        return TaskLosses(of: tasks, LossGroups(tasks), members: nil, outputs, batch, on: .cpu).values
      }
    }
    let before = looking.network.stateDictionary().map { $0.tensor.clone().array(of: Float.self) }
    let first = losses()
    let second = losses()
    #expect(first.array(of: Float.self) == second.array(of: Float.self))
    first.sum().backward()
    second.sum().backward()
    looking.network.parameters.clearGradients()
    #expect(looking.network.stateDictionary().map { $0.tensor.array(of: Float.self) } == before)
    _ = try looking.fit(Problem.loader())
    #expect(Problem.weights(looking) == Problem.weights(plain))
  }

  @Test func thePenaltyChangesTraining() throws {
    // Adam would make much of small differences.
    let plain = try Problem.trainer("ew", sgd: true)
    let exact = try Problem.trainer("ew", sgd: true, regulariser: OrthogonalGradients(strength: 5))
    let differences = try Problem.trainer(
      "ew", sgd: true, regulariser: OrthogonalGradients(strength: 5, form: .finiteDifference))
    let beside = try Problem.trainer("sum", sgd: true, regulariser: OrthogonalGradients(strength: 5))
    for trainer in [plain, exact, differences, beside] { _ = try trainer.fit(Problem.loader()) }
    func apart(_ a: Trainer, _ b: Trainer) -> Float {
      zip(Problem.weights(a), Problem.weights(b)).map { abs($0 - $1) }.max()!
    }
    #expect(apart(plain, exact) > 1e-3)
    #expect(apart(exact, differences) < 0.2 * apart(plain, exact))
    #expect(apart(exact, beside) < 1e-4)
  }

  @Test func aBatchWithoutAnyLabelGoesByWithAPenalty() throws {
    // The last batch of twelve has no label of any task.
    let whole = Problem.dataset(48)
    let inputs = try whole.batch(Array(0..<48)).inputs.sole.array(of: Float.self)
    let gaps = [Float](repeating: 1, count: 36) + [Float](repeating: .nan, count: 12)
    let data = InMemoryDataset(
      inputs: Field(inputs, shape: [6]),
      targets: [
        "x": Field(gaps, shape: [1], absence: .nan), "y": Field(gaps, shape: [1], absence: .nan),
        "z": Field(gaps, shape: [1], absence: .nan),
      ])
    for method in ["ew", "sum"] {
      let trainer = try Problem.trainer(method, epochs: 1, regulariser: OrthogonalGradients(strength: 1))
      _ = try trainer.fit(DataLoader(data, batchSize: 12))
      #expect(Problem.weights(trainer).allSatisfy { $0.isFinite })
    }
  }

  @Test func partsWithoutALabelDoNotCountAsLossesOfZero() throws {
    let reports = [Reports(), Reports()]
    for (method, recorder) in zip(["ew", "modo"], reports) {
      let trainer = try Problem.trainer(method, epochs: 1, sgd: true)
      trainer.optimizer.groups[0].learningRate = 0
      let still = Trainer(
        network: trainer.network, tasks: trainer.tasks, weighting: trainer.weighting, gradients: trainer.gradients,
        optimizer: trainer.optimizer, schedule: ConstantRate(), options: trainer.options)
      still.observers = [recorder]
      // In each batch of twelve only the first third has labels of the last task.
      let data = try Problem.dataset(48).batch(Array(0..<48))
      let z = data.targets["z"]!.array(of: Float.self).enumerated().map { $0.offset % 12 < 4 ? $0.element : .nan }
      let set = InMemoryDataset(
        inputs: Field(data.inputs.sole.array(of: Float.self), shape: [6]),
        targets: [
          "x": Field(data.targets["x"]!.array(of: Float.self), shape: [1]),
          "y": Field(data.targets["y"]!.array(of: Float.self), shape: [1]), "z": Field(z, shape: [1], absence: .nan),
        ])
      _ = try still.fit(DataLoader(set, batchSize: 12, shuffle: false))
    }
    let losses = reports.map { $0.all[0].trainLosses["z"]! }
    #expect(abs(losses[0] - losses[1]) < 1e-4 * losses[0])
  }

  @Test func whatDoesNotGoTogetherIsRefusedBeforeWork() throws {
    func message(_ trainer: Trainer, batch: Int = 12) -> String {
      errorText { _ = try trainer.fit(Problem.loader(batch)) }
    }
    #expect(
      try message(Problem.trainer("adatask") { $0.clipNorm = 1 })
        == "`clip` should be left out for `adatask`, whose direction is a finished update. Found 1.0.")
    #expect(
      try message(Problem.trainer("adatask", regulariser: OrthogonalGradients(strength: 1)))
        == "`regulariser` should be left out for `adatask`, whose direction is a finished update.")
    #expect(
      try message(Problem.trainer("auto-lambda"), batch: 1)
        == "`auto-lambda` should have batches of at least 2 samples, one for each independent part. Found 1.")
    #expect(
      try message(Problem.trainer("modo"), batch: 2)
        == "`modo` should have batches of at least 3 samples, one for each independent part. Found 2.")
    #expect(
      try message(Problem.trainer("famo") { $0.accumulation = 2 })
        == "`accumulate` should be 1 for `famo`, which looks at a step's batch again. Found 2.")
    #expect(
      try message(Problem.trainer("dtp")) == "`dtp` should have a split on which epochs are selected. Found none.")
    let frozen = try Problem.trainer("sum")
    frozen.network.freeze()
    #expect(message(frozen) == "`sum` should have shared parameters that are trained. Found none.")
  }

  @Test func aStepAtTwoPointsIsRefusedWhereItHasNoMeaning() throws {
    func message(_ method: String) throws -> String {
      let trainer = try Problem.trainer(method, sharpness: 0.5)
      return errorText { _ = try trainer.fit(Problem.loader(), validation: Problem.loader()) }
    }
    #expect(
      try message("famo")
        == "`sharpness-aware` should be left out for `famo`, which looks at a step's batch again by itself. Found 0.5.")
    #expect(
      try message("adatask")
        == "`sharpness-aware` should be left out for `adatask`, whose direction is a finished update. Found 0.5.")
  }

  @Test func whatCannotBeAccumulatedIsRefusedBeforeWork() throws {
    let trainer = try Problem.trainer("sum", scope: .representation) { $0.accumulation = 2 }
    #expect(throws: SettingError.self) { try trainer.fit(Problem.loader()) }
  }
}
