import Foundation
import TestSupport
import Testing
import Torch

@testable import Tasks

/// Metrics of samples that have weights: whole weights are as if samples were repeated.
@Suite struct WeightedMetricTests {
  private static let tasks: [LearningTask] = {
    let templates: [LearningTask] = [
      .segmentation("segmentation", classes: 4), .depth("depth"), .normals("normals"),
      .classification("kind", classes: 4), .tagging("tags", tags: ["O", "B-x", "I-x", "B-y"]), .binary("flag"),
      .binary("flags", labels: 3),
      .regression("number", mean: 3, standardDeviation: 2),
    ]
    return templates.compactMap {
      try? $0.measured(by: Metrics.all.metrics(for: $0.labels, scale: $0.scale))
    }
  }()

  private typealias Sample = (prediction: Tensor, target: Tensor)

  /// Predictions and targets of 24 samples, of which the last few lack their labels. Numbers are tied here and there.
  private static func sample(_ task: LearningTask) -> Sample {
    let generator = Generator(seed: 11), count = 24, size = task.kind.isDense ? [2, 3] : []
    let prediction =
      (2 * Tensor.randn([count, task.outputs] + size, dtype: .float64, generator: generator)).round() / 4
    let target: Tensor
    switch task.labels.form {
    case let form as ClassLabels: target = Tensor.randint(0, form.classes, [count] + size, generator: generator)
    case is BinaryLabels: target = Tensor.randint(0, 2, [count, task.outputs], generator: generator).to(.float64)
    case is NumberLabels:
      target = (Tensor.rand([count, task.outputs] + size, dtype: .float64, generator: generator) * 8).ceil() / 4
    default:
      let vectors = Tensor.randn([count, 3] + size, dtype: .float64, generator: generator)
      target = vectors / vectors.norm([1], keepDim: true)
    }
    target.narrow(0, start: count - 4, length: 3).fillInPlace(missing(task))
    return (prediction, target)
  }

  private static func missing(_ task: LearningTask) -> Double {
    switch task.labels.form {
    case is ClassLabels, is BinaryLabels: -1
    case let form as NumberLabels: form.missing
    default: 0
    }
  }

  private static func metrics(_ task: LearningTask, _ batches: [(Sample, Tensor?)]) throws -> [String: Double?] {
    let evaluation = task.evaluation()
    for (sample, weights) in batches { evaluation.update(sample.prediction, sample.target, weights: weights) }
    return Dictionary(uniqueKeysWithValues: try evaluation.compute().map { ($0.metric.name, $0.value) })
  }

  private static func rows(_ sample: Sample, _ rows: [Int]) -> Sample {
    let rows = Tensor(rows.map(Int64.init))
    return (sample.prediction.indexSelect(0, rows), sample.target.indexSelect(0, rows))
  }

  private static let weights = (0..<24).map { [2, 1, 0, 3, 1][$0 % 5] }

  private func expectEqual(_ found: [String: Double?], _ expected: [String: Double?], _ task: LearningTask) {
    #expect(found.count == task.metrics.count)
    for metric in task.metrics {
      switch (found[metric.name]!, expected[metric.name]!) {
      case (nil, nil): break
      case (let found?, let expected?):
        #expect(isClose(found, expected, .relative(1e-11, absolute: 1e-11)), "\(metric.name)")
      case (let found, let expected): Issue.record("\(metric.name): \(found as Any), \(expected as Any)")
      }
    }
  }

  @Test(arguments: tasks) func weightsOfOneChangeNothing(task: LearningTask) throws {
    let sample = Self.sample(task)
    let ones = Tensor.ones([24])
    expectEqual(try Self.metrics(task, [(sample, ones)]), try Self.metrics(task, [(sample, nil)]), task)
  }

  @Test(arguments: tasks) func wholeWeightsAreRepeatedSamples(task: LearningTask) throws {
    let sample = Self.sample(task), weights = Tensor(Self.weights.map(Float.init))
    let repeated = Self.rows(sample, Self.weights.enumerated().flatMap { Array(repeating: $0, count: $1) })
    let found = try Self.metrics(task, [(sample, weights)])
    expectEqual(found, try Self.metrics(task, [(repeated, nil)]), task)
    // And they make a difference.
    let plain = try Self.metrics(task, [(sample, nil)])
    let equal = task.metrics.filter { found[$0.name]! == plain[$0.name]! }.map(\.name)
    #expect(equal.count <= task.metrics.count / 4, "\(equal)")
  }

  @Test(arguments: tasks) func theUnitOfWeightsDoesNotMatterNorHowSamplesAreBatched(task: LearningTask) throws {
    let sample = Self.sample(task), weights = Tensor(Self.weights.map(Float.init))
    let whole = try Self.metrics(task, [(sample, weights)])
    // A power of two, so that no rounding differs.
    let batches = [Array(0..<7), Array(7..<8), Array(8..<24)].map { rows in
      (Self.rows(sample, rows), Optional(weights.indexSelect(0, Tensor(rows.map(Int64.init))) * 0x1p-12))
    }
    expectEqual(try Self.metrics(task, batches), whole, task)
  }

  @Test(arguments: tasks) func withoutAnyWeightNothingIsDefined(task: LearningTask) throws {
    let found = try Self.metrics(task, [(Self.sample(task), .zeros([24]))])
    #expect(found.values.allSatisfy { $0 == nil })
  }

  @Test(arguments: tasks) func allMetricsTakeWeightsAlsoAsMeansOfBatches(task: LearningTask) throws {
    #expect(task.metrics.allSatisfy { $0.takesWeights })
    let means = try task.measured(by: task.metrics.map { $0.averagedOverBatches() })
    #expect(means.metrics.allSatisfy { $0.takesWeights } && means.metrics[0].shownBeside().takesWeights)
    let sample = Self.sample(task), weights = Tensor(Self.weights.map(Float.init))
    let found = try Self.metrics(means, [(sample, weights)])
    let whole = try Self.metrics(task, [(sample, weights)])
    #expect(task.metrics.allSatisfy { found[$0.name]! == whole[$0.name]! })
  }

  // Computed with scikit-learn 1.9.1 (`sample_weight`); the correlations with NumPy's weighted covariance.
  private static let shares: [Float] = [0.5, 2, 1.25, 0, 3, 0.75, 1, 2.5]

  private func expect(_ values: [(String, Double)], _ task: LearningTask, _ prediction: Tensor, _ target: Tensor) throws
  {
    let task = try task.measured(by: values.map(\.0))
    let found = try Self.metrics(task, [((prediction, target), Tensor(Self.shares))])
    for (name, value) in values { #expect(isClose(found[name]! ?? .nan, value, .relative(1e-9)), "\(name)") }
  }

  @Test func yesOrNoIsAsInScikitLearn() throws {
    try expect(
      [
        ("accuracy", 0.6590909090909091), ("error-rate", 0.34090909090909094), ("auc", 0.8142857142857144),
        ("average-precision", 0.7945134575569359), ("f1", 0.5945945945945946),
        ("balanced-accuracy", 0.6928571428571428), ("precision", 0.4782608695652174), ("recall", 0.7857142857142857),
        ("matthews", 0.3596804260355496), ("iou", 0.4230769230769231), ("log-loss", 0.5448102038171817),
        ("brier", 0.1857490181061694),
      ], .binary("flag"), Tensor([0.3, -1.2, 2.0, 0.1, 0.3, -0.4, 1.1, -0.2] as [Double], shape: [8, 1]),
      Tensor([1, 0, 1, 0, 0, 1, 1, 0] as [Float]))
  }

  @Test func classesAreAsInScikitLearn() throws {
    let logits: [Double] = [
      1.0, 0.2, -0.5, 0.1, 0.4, 0.3, -1, 0.5, 2, 0, 1, 0.2, 2, -1, 0.5, 0.3, 0.2, 0.9, -0.4, 1.3, 0.8, 0.6, 0.5, -0.1,
    ]
    try expect(
      [
        ("accuracy", 0.6590909090909091), ("balanced-accuracy", 0.6980392156862746), ("f1", 0.6518518518518518),
        ("weighted-f1", 0.6393939393939394), ("mIoU", 0.5166666666666667), ("kappa", 0.5045045045045045),
        ("quadratic-kappa", 0.21097046413502119), ("log-loss", 1.0511074731453958),
        ("top-2-accuracy", 0.9318181818181818), ("average-precision", 0.6438064114534703),
        ("auc", 0.6295488693561716),
      ], .classification("kind", classes: 3), Tensor(logits, shape: [8, 3]),
      Tensor([0, 1, 2, 0, 2, 1, 1, 0] as [Int64]))
  }

  @Test func numbersAreAsInScikitLearn() throws {
    try expect(
      [
        ("mae", 0.8181818181818182), ("mse", 0.7771590909090911), ("rmse", 0.8815662714221155),
        ("r2", 0.058165884194052775), ("explained-variance", 0.06379968701095429),
        ("relative-error", 0.6314935064935064), ("median-absolute-error", 0.75), ("pearson", 0.6956516781592013),
        ("spearman", 0.7301908214700477),
      ], .regression("number"), Tensor([1.5, 2.0, -0.5, 4, 3.2, 0.1, 2.2, 1.0] as [Double], shape: [8, 1]),
      Tensor([1.0, 2.5, 0.5, 4, 2.0, -1, 2.0, 1.75] as [Double]))
  }

  @Test func theMedianIsReachedAtHalfOfTheWeight() {
    #expect(WeightedValues([3, 1, 2], weights: [1, 1, 1]).median == 2)
    #expect(WeightedValues([3, 1, 2], weights: [1, 1, 2]).median == 2)
    #expect(WeightedValues([3, 1, 2], weights: [5, 1, 2]).median == 3)
    #expect(WeightedValues([1, 2, 3, 4], weights: [1, 1, 1, 1]).median == 2.5)
    #expect(WeightedValues([4, 1], weights: [0.25, 0.25]).median == 2.5)
    #expect(WeightedValues([], weights: []).median == nil)
  }

  @Test func trueZerosAreCountedWhateverTheyWeigh() throws {
    let task = try LearningTask.regression("number").measured(by: ["relative-error"])
    let evaluation = task.evaluation()
    evaluation.update(
      Tensor([1, 1, 3, 5] as [Double]), Tensor([0, 0, 2, 4] as [Double]),
      weights: Tensor([0.5, 0, 0.1, 0.3] as [Float]))
    let result = try evaluation.compute()[0]
    #expect(result.leftOut == 1)
    #expect(isClose(result.value ?? .nan, (0.1 * 0.5 + 0.3 * 0.25) / 0.4, .relative(1e-6)))
    evaluation.reset()
    evaluation.update(Tensor([1, 1] as [Double]), Tensor([0, 0] as [Double]), weights: Tensor([0.1, 0.3] as [Float]))
    #expect(try evaluation.compute()[0].value == nil)
  }

  @Test(arguments: tasks) func aTallyCountsWeights(task: LearningTask) throws {
    let sample = Self.sample(task), weights = Tensor(Self.weights.map(Float.init))
    guard let weighted = AnswerTally(task), let repeated = AnswerTally(task) else { return }
    weighted.update(sample.prediction, sample.target, weights: weights)
    let rows = Self.rows(sample, Self.weights.enumerated().flatMap { Array(repeating: $0, count: $1) })
    repeated.update(rows.prediction, rows.target)
    let (found, expected) = (try weighted.summary(), try repeated.summary())
    #expect(found.confusion == expected.confusion && found.confusion != nil)
    let bins = zip(found.calibration?.bins ?? [], expected.calibration?.bins ?? [])
    for (found, expected) in bins {
      #expect(
        isClose(
          [found.samples, found.confidence, found.share], [expected.samples, expected.confidence, expected.share],
          .relative(1e-12)))
    }
  }

  @Test(arguments: tasks) func aConstantPredictionIsThatOfRepeatedSamples(task: LearningTask) throws {
    let sample = Self.sample(task), weights = Tensor(Self.weights.map(Float.init))
    let rows = Self.rows(sample, Self.weights.enumerated().flatMap { Array(repeating: $0, count: $1) })
    for task in [task, task.kind == .regression ? task.trained(with: L1Loss()) : task] {
      var weighted = ConstantPrediction(of: task), scaled = weighted, repeated = weighted, plain = weighted
      weighted.learn(sample.target, weights: weights)
      scaled.learn(sample.target, weights: weights * 1e-6)
      repeated.learn(rows.target)
      plain.learn(sample.target)
      let expected = try #require(repeated.answer)
      #expect(isClose(try #require(weighted.answer), expected, .relative(1e-10, absolute: 1e-10)))
      #expect(isClose(try #require(scaled.answer), expected, .relative(1e-6, absolute: 1e-6)))
      // A median of tied numbers may stay.
      if task.loss.likelihood != .laplace { #expect(plain.answer != expected) }
    }
  }

  @Test func aConstantPredictionOfOneAnswerIsFiniteInEveryUnitOfWeights() throws {
    let unweighted = log(4 / 0.5)
    for unit: Float in [1e-9, 1, 1e9] {
      var constant = ConstantPrediction(of: .binary("flag"))
      constant.learn(Tensor([1, 1, 1, 1] as [Float]), weights: Tensor([3, 7, 0.1, 0.9] as [Float]) * Double(unit))
      #expect(isClose(try #require(constant.answer), [unweighted], .relative(1e-9)))
    }
  }
}
