import Backbones
import Balancing
import Datasets
import Foundation
import Sharing
import Tasks
import Testing
import Torch
import Training

/// A yes-or-no answer, a class and a number, labels missing in odd places.
private enum Problem {
  static let count = 30

  static func dataset(
    inputs change: (inout [Float]) -> Void = { _ in }, numbers: (inout [Float]) -> Void = { _ in }
  ) -> InMemoryDataset {
    let generator = Generator(seed: 7)
    var x = Tensor.randn([count, 4], generator: generator).array(of: Float.self)
    change(&x)
    var z = (0..<count).map { Float($0 % 2) }, y = (0..<count).map { Float($0) / 10 }
    var c = (0..<count).map { Int64($0 % 3) }
    for row in [0, 1, 2, 7, 28] { z[row] = -1 }
    for row in 8..<15 { y[row] = .nan }
    for row in [3, 29] { c[row] = -1 }
    numbers(&y)
    return InMemoryDataset(
      inputs: Field(x, shape: [4]),
      targets: [
        "z": Field(z, shape: [1], absence: .negative), "c": Field(classes: c), "y": Field(y, shape: [1], absence: .nan),
      ])
  }

  static func tasks() throws -> [LearningTask] {
    [
      try LearningTask.binary("z").measured(by: ["log-loss"]),
      try LearningTask.classification("c", classes: 3).measured(by: ["log-loss"]),
      try LearningTask.regression("y").measured(by: ["mse"]),
    ]
  }

  static func trainer(_ tasks: [LearningTask], epochs: Int = 2) throws -> Trainer {
    let generator = Generator(seed: 1)
    let network = HardSharing(
      trunk: MLP(4, hidden: [8], generator: generator),
      heads: tasks.map { ($0.name, Linear(8, $0.outputs, generator: generator)) })
    let weighting = try Catalogue.lossWeighting("ew", BalancingSetup(tasks, generator: Generator(seed: 2)))
    return Trainer(
      network: network, tasks: tasks, weighting: weighting,
      optimizer: Adam(ParameterGroup.groups(of: network, weighting, learningRate: 1e-2)), schedule: ConstantRate(),
      options: TrainingOptions(epochs: epochs))
  }

  static func loader(_ data: any Dataset, batch: Int = 8) throws -> DataLoader {
    try DataLoader(data, batchSize: batch, shuffle: false)
  }
}

@Suite struct EvaluationTests {
  @Test func lossesOfASplitDoNotDependOnTheBatchSize() throws {
    let tasks = try Problem.tasks()
    let trainer = try Problem.trainer(tasks)
    let whole = try trainer.evaluate(Problem.loader(Problem.dataset(), batch: Problem.count))
    for batch in [1, 4, 7, 29] {
      let figures = try trainer.evaluate(Problem.loader(Problem.dataset(), batch: batch))
      for (task, loss) in whole.losses {
        #expect(abs(try #require(figures.losses[task]) - loss) < 1e-6, "\(task) in batches of \(batch)")
      }
    }
  }

  @Test func aLossThatIsAMetricEqualsIt() throws {
    let figures = try Problem.trainer(Problem.tasks()).evaluate(Problem.loader(Problem.dataset(), batch: 4))
    for (task, metric) in [("z", "log-loss"), ("c", "log-loss"), ("y", "mse")] {
      let (loss, value) = (try #require(figures.losses[task]), try #require(figures.metrics[task]?[metric]))
      #expect(abs(loss - value) < 1e-6 * max(1, value), "\(task): \(loss), \(metric) \(value)")
    }
  }

  @Test func anInputThatIsNotFiniteNamesItsSample() throws {
    let data = Problem.dataset(inputs: { $0[4 * 13 + 2] = .infinity })
    let error = #expect(throws: EvaluationError.self) {
      try Problem.trainer(Problem.tasks()).evaluate(Problem.loader(data), split: "test")
    }
    #expect(error?.description == "the inputs should be finite. Found inf for sample 14 of the test split.")
  }

  @Test func anOutputThatIsNotFiniteNamesItsTaskAndSample() throws {
    let trainer = try Problem.trainer(Problem.tasks())
    let head = try #require(trainer.network.parameters(of: "c").last)
    withoutGradients { _ = head.tensor.fillInPlace(.nan) }
    let error = #expect(throws: EvaluationError.self) { try trainer.evaluate(Problem.loader(Problem.dataset())) }
    #expect(error?.description == "`c` outputs should be finite. Found nan for sample 1 of the validation split.")
  }

  @Test func finiteValuesWhoseSumIsNotFiniteArePermitted() throws {
    let data = Problem.dataset(inputs: { for place in 0..<8 { $0[place] = .greatestFiniteMagnitude } })
    let trainer = try Problem.trainer(Problem.tasks())
    withoutGradients { for parameter in trainer.network.parameters { _ = parameter.fillInPlace(0) } }
    #expect(try trainer.evaluate(Problem.loader(data)).losses.count == 3)
  }

  @Test func theFirstRowThatIsNotFiniteIsFound() {
    let rows = Tensor([1, 2, 3, .infinity, .nan, 5] as [Float], shape: [3, 2])
    #expect(rows.firstRowNotFinite == 1 && rows.firstValueNotFinite == .infinity)
    #expect(Tensor([1, 2] as [Float]).firstRowNotFinite == nil)
    #expect(Tensor([1, .nan] as [Float]).firstRowNotFinite == 1)
  }

  @Test func aLossThatIsNotFiniteNamesItsSample() throws {
    let data = Problem.dataset(numbers: { $0[21] = 1e30 })
    let error = #expect(throws: EvaluationError.self) {
      try Problem.trainer(Problem.tasks()).evaluate(Problem.loader(data))
    }
    #expect(error?.description == "`y` loss should be finite. Found inf for sample 22 of the validation split.")
  }

  /// No epoch is chosen by a sum that is not a number.
  @Test func trainingStopsAtAValidationLossThatIsNotFinite() throws {
    let data = Problem.dataset(numbers: { $0[5] = .infinity })
    let error = #expect(throws: EvaluationError.self) {
      try Problem.trainer(Problem.tasks()).fit(
        Problem.loader(Problem.dataset()), validation: Problem.loader(data))
    }
    #expect(
      error?.description == "`y` labels should be finite. Found inf for sample 6 of the validation split at epoch 1.")
    #expect(error?.step == 4)
  }

  @Test func trueZerosThatARelativeErrorLeavesOutAreCounted() throws {
    var tasks = try Problem.tasks()
    tasks[2] = try tasks[2].measured(by: ["relative-error", "mae"])
    let figures = try Problem.trainer(tasks).evaluate(Problem.loader(Problem.dataset()))
    #expect(figures.leftOut == ["y": ["relative-error": 1]])
  }
}
