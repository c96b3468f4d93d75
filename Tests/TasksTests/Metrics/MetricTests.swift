import Testing
import Torch

@testable import Tasks

private func compute(_ task: LearningTask, _ batches: [(Tensor, Tensor)]) throws -> [String: Double?] {
  let evaluation = task.evaluation()
  for (prediction, target) in batches { evaluation.update(prediction, target) }
  return Dictionary(uniqueKeysWithValues: try evaluation.compute().map { ($0.metric.name, $0.value) })
}

private let everyTask: [LearningTask] = {
  let templates: [LearningTask] = [
    .segmentation("segmentation", classes: 4), .depth("depth"), .normals("normals"),
    .classification("kind", classes: 4), .binary("flag"), .regression("number"),
  ]
  return templates.compactMap { try? $0.measured(by: Metrics.all.metrics(for: $0.labels)) }
}()

/// Predictions and targets of a task; `labelled` false takes every label away.
private func sample(_ task: LearningTask, _ generator: Generator, count: Int = 12, labelled: Bool = true) -> (
  Tensor, Tensor
) {
  let size = task.kind.isDense ? [3, 5] : []
  let prediction = Tensor.randn([count, task.outputs] + size, dtype: .float64, generator: generator)
  let target: Tensor, missing: Double
  switch task.labels.form {
  case let form as ClassLabels:
    (target, missing) = (Tensor.randint(0, form.classes, [count] + size, generator: generator), Double(form.ignore))
  case is BinaryLabels:
    (target, missing) = (Tensor.randint(0, 2, [count, task.outputs], generator: generator), -1)
  case let form as NumberLabels:
    target = Tensor.rand([count, task.outputs] + size, dtype: .float64, generator: generator) + 0.5
    missing = form.missing
  default:
    let vectors = Tensor.randn([count, 3] + size, dtype: .float64, generator: generator)
    (target, missing) = (vectors / vectors.norm([1], keepDim: true), 0)
  }
  return (prediction, labelled ? target : target.fillInPlace(missing))
}

@Suite struct MetricTests {
  @Test(arguments: everyTask) func batchesArePooled(_ task: LearningTask) throws {
    let generator = Generator(seed: 1)
    let (prediction, target) = sample(task, generator)
    let whole = try compute(task, [(prediction, target)])
    let parts = try compute(
      task, zip(prediction.split([1, 4, 7]), target.split([1, 4, 7])).map { ($0, $1) })
    for (name, value) in whole {
      let value = try #require(value, "\(name) should have a value")
      let other = try #require(parts[name] ?? nil)
      #expect(abs(value - other) < 1e-10, "\(name): \(value), in parts \(other)")
    }
  }

  @Test(arguments: everyTask) func batchesWithoutLabelsSayNothing(_ task: LearningTask) throws {
    let generator = Generator(seed: 2)
    let labelled = sample(task, generator), empty = sample(task, generator, labelled: false)
    let (with, without) = (try compute(task, [labelled, empty]), try compute(task, [labelled]))
    for (name, value) in without {
      let (a, b) = (try #require(value), try #require(with[name] ?? nil))
      #expect(abs(a - b) < 1e-12, "\(name)")
    }
  }

  @Test(arguments: everyTask) func aSplitWithoutLabelsHasNoValue(_ task: LearningTask) throws {
    let values = try compute(task, [sample(task, Generator(seed: 3), labelled: false)])
    #expect(values.values.allSatisfy { $0 == nil }, "\(values)")
    #expect(try compute(task, []).values.allSatisfy { $0 == nil })
  }

  @Test(arguments: everyTask) func resetForgets(_ task: LearningTask) throws {
    let generator = Generator(seed: 4)
    let first = sample(task, generator), second = sample(task, generator)
    let evaluation = task.evaluation()
    evaluation.update(first.0, first.1)
    evaluation.reset()
    evaluation.update(second.0, second.1)
    let fresh = try compute(task, [second])
    for result in try evaluation.compute() { #expect(result.value == fresh[result.metric.name]) }
  }

  @Test func meanIoUIsNotTheMeanOverImages() throws {
    // The first image has class 0 alone, three of four right; the second both.
    let task = LearningTask.segmentation("s", classes: 2)
    let labels = Tensor([0, 0, 0, 0, 0, 0, 1, 1] as [Int], shape: [2, 1, 4])
    let predicted = Tensor([0, 0, 0, 1, 0, 1, 1, 1] as [Int], shape: [2, 1, 4])
    let logits = predicted.oneHot(2).permute([0, 3, 1, 2]).to(.float32)
    let value = try compute(task, [(logits, labels)])["mIoU"] ?? nil
    #expect(value == (4.0 / 6 + 2.0 / 4) / 2)
  }

  @Test func absentClassesAreLeftOutOfTheMeanIoU() {
    let matrix = ConfusionMatrix(classes: 3, counts: [2, 0, 0, 0, 0, 0, 1, 0, 1])
    #expect(matrix.meanIoU == (2.0 / 3 + 1.0 / 2) / 2)
    #expect(matrix.iou(1) == nil)
    #expect(matrix.accuracy == 0.75)
  }

  @Test func standardisedNumbersReturnToTheirUnit() throws {
    let plain = try LearningTask.regression("a", unit: "points").measured(by: [
      "mae", "rmse", "mse", "r2", "relative-error",
    ])
    let scaled = try LearningTask.regression("a", mean: 20, standardDeviation: 8, unit: "points")
      .measured(by: ["mae", "rmse", "mse", "r2", "relative-error"])
    let generator = Generator(seed: 5)
    let target = Tensor.randn([50], dtype: .float64, generator: generator)
    let prediction = target + Tensor.randn([50], dtype: .float64, generator: generator) * 0.3
    let a = try compute(plain, [(prediction * 8 + 20, target * 8 + 20)])
    let b = try compute(scaled, [(prediction, target)])
    for (name, value) in a {
      let (x, y) = (try #require(value), try #require(b[name] ?? nil))
      #expect(abs(x - y) < 1e-9 * abs(x), "\(name)")
    }
    #expect(scaled.metrics.map(\.unit) == ["points", "points", "points²", "", ""])
  }

  @Test func rSquaredOfFarAwayNumbersIsStable() throws {
    let task = try LearningTask.regression("a").measured(by: ["r2"])
    let generator = Generator(seed: 6)
    let target = Tensor.randn([64, 1], dtype: .float64, generator: generator)
    let prediction = target + 0.5
    let far = 1e8
    let near = try #require(try compute(task, [(prediction, target)])["r2"] ?? nil)
    let value =
      try compute(
        task, zip(prediction.split(16), target.split(16)).map { ($0 + far, $1 + far) })["r2"] ?? nil
    #expect(abs(try #require(value) - near) < 1e-6)
  }

  @Test func aWrongAnswerIsSeen() throws {
    let task = LearningTask.normals("n")
    let up = Tensor([0, 0, 1] as [Float], shape: [1, 3, 1, 1]),
      side = Tensor([1, 0, 0] as [Float], shape: [1, 3, 1, 1])
    let wrong = try compute(task, [(side * 3, up)])
    #expect(abs((wrong["angle-mean"] ?? nil) ?? 0) == 90)
    #expect(wrong["within-30"] == 0)
    #expect(try compute(task, [(up * 3, up)])["angle-median"] == 0)
  }

  @Test func theMedianOfAnEvenNumberIsBetweenTheMiddleTwo() {
    #expect(Angles(degrees: Tensor([10, 40, 20, 0] as [Double])).median == 15)
    #expect(Angles(degrees: Tensor([10, 40, 20] as [Double])).median == 20)
    #expect(NumberPairs(predictions: [1, 0, 5, 9], truths: [0, 0, 0, 0]).medianAbsoluteError == 3)
  }

  @Test func anAUCOfOneClassHasNoValue() throws {
    let values = try compute(.binary("b"), [(Tensor([1, 2] as [Float]), Tensor([1, 1] as [Int]))])
    #expect(values["auc"] == .some(nil))
    #expect(values["accuracy"] == 1)
  }

  @Test func equalScoresCannotBeToldApart() {
    let scored = ScoredLabels(scores: [0.5, 0.5, 0.5, 0.5], labels: [true, false, true, false])
    #expect(scored.areaUnderROC == 0.5)
    #expect(scored.averagePrecision == 0.5)
  }

  @Test func labelsOutOfRangeAreNamed() throws {
    for name in ["mIoU", "auc"] {
      let task = try LearningTask.classification("animal", classes: 3).measured(by: [name])
      let error = #expect(throws: MetricError.self) {
        _ = try compute(task, [(Tensor.zeros([2, 3]), Tensor([0, 3] as [Int]))])
      }
      #expect(error?.description == "`animal` labels should be between 0 and 2. Found 1 outside.")
    }
  }

  @Test func yesOrNoLabelsOutOfRangeAreNamed() throws {
    let error = #expect(throws: MetricError.self) {
      _ = try compute(.binary("flag"), [(Tensor.zeros([4, 1]), Tensor([0, 2, 1, -1] as [Float]))])
    }
    #expect(error?.description == "`flag` labels should be between 0 and 1. Found 1 outside.")
  }

  @Test(arguments: [0, 0.3, -0.3], [DType.float32, .float64])
  func yesOrNoAnswersAreCountedAsOneByOne(threshold: Double, type: DType) throws {
    let scores = [0.3, 0, -0.0, 0.31, 0.29, -0.3, -5, 1e-30, -1e-30, .nan, .infinity, -.infinity]
    let labels = [0, 1, 0.4, -1, .nan, -0.5, 1.0]
    let pairs = scores.flatMap { score in labels.map { (score, $0) } }
    let statistic = ConfusionStatistic(classes: 2, .atLeast(threshold))
    statistic.update(Tensor(pairs.map(\.0)).to(type), Tensor(pairs.map(\.1)))
    var counts = [Double](repeating: 0, count: 4)
    for (score, label) in pairs where label >= 0 {
      let isYes = type == .float32 ? Float(score) >= Float(threshold) : score >= threshold
      counts[(label >= 1 ? 2 : 0) + (isYes ? 1 : 0)] += 1
    }
    #expect(try statistic.summary()?.counts == counts)
  }

  @Test func numbersAreOrderedAsByAStableSort() {
    let drawn = Tensor.randn([500], dtype: .float64, generator: Generator(seed: 8)).array(of: Double.self)
    let numbers =
      drawn + drawn.map { Double(Float($0)) } + [
        0, -0.0, 0, .infinity, -.infinity, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
      ] + drawn
    let expected = numbers.indices.sorted { (-numbers[$0], $0) < (-numbers[$1], $1) }
    #expect(DescendingOrder.places(numbers) == expected)
    #expect(DescendingOrder.places([]).isEmpty && DescendingOrder.places([1, 1]) == [0, 1])
  }

  @Test func denseScoresKeepPredictionsBesideTheirLabels() throws {
    let labels = Tensor.randint(0, 3, [2, 4, 5], generator: Generator(seed: 7))
    let logits = labels.oneHot(3).permute([0, 3, 1, 2]).to(.float64) * 5
    let task = try LearningTask.segmentation("s", classes: 3).measured(by: ["auc", "top-2-accuracy", "log-loss"])
    let values = try compute(task, [(logits, labels)])
    #expect(values["auc"] == 1)
    #expect(values["top-2-accuracy"] == 1)
  }

  @Test func nothingIsRecordedForGradients() {
    let task = LearningTask.regression("a")
    let prediction = Tensor.ones([2, 1]).requiringGrad()
    let evaluation = task.evaluation()
    evaluation.update(prediction * 2, Tensor.zeros([2, 1]))
    #expect(prediction.grad == nil)
  }
}

extension LearningTask: CustomTestStringConvertible {
  public var testDescription: String { name }
}
