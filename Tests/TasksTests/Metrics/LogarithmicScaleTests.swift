import Foundation
import Testing
import Torch

@testable import Tasks

@Suite("Durations predicted as standardised logarithms") struct LogarithmicScaleTests {
  private let scale = Scale(mean: 0.5, standardDeviation: 1.5, curve: .logarithmic(limit: 2))

  private func days(_ number: Double) -> Double { Foundation.exp(number * 1.5 + 0.5) - 1 }

  @Test func labelsReturnUnclampedAndPredictionsClamped() {
    let numbers = Tensor([-3, 0, 1, 3] as [Double])
    #expect(
      zip(scale.restore(numbers).array(of: Double.self), [-3, 0, 1, 3].map(days)).allSatisfy { abs($0 - $1) < 1e-9 })
    let clamped = scale.restore(prediction: numbers).array(of: Double.self)
    #expect(zip(clamped, [-2, 0, 1, 2].map(days)).allSatisfy { abs($0 - $1) < 1e-9 })
    #expect(abs(scale.restore(1.0) - days(1)) < 1e-12)
  }

  @Test func aLinePassesThrough() {
    let line = Scale(mean: 3, standardDeviation: 2)
    let numbers = Tensor([-30, 40] as [Double])
    #expect(line.restore(prediction: numbers).array(of: Double.self) == [-57, 83])
    #expect(Scale.identity.restore(prediction: numbers).array(of: Double.self) == [-30, 40])
    #expect(line.restore(1.0) == 5)
  }

  @Test func theLossIsInTheLabelsOwnUnit() {
    let prediction = Tensor([0.5, -1] as [Float], shape: [2, 1]), target = Tensor([1, 0] as [Float])
    let expected = [abs(days(0.5) - days(1)), abs(days(-1) - days(0))]
    let loss = RestoredL1Loss(scale, isComplete: true)
    #expect(abs(loss(prediction, target).item() - (expected[0] + expected[1]) / 2) < 1e-5)
    let elements = RestoredL1Loss(scale).elements(prediction, target).flatten().array(of: Double.self)
    #expect(zip(elements, expected).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test func missingLabelsHaveNoLossAndNoGradient() {
    let prediction = Tensor([0.5, -1] as [Float], shape: [2, 1]).requiringGrad()
    let loss = RestoredL1Loss(scale)(prediction, Tensor([.nan, 0] as [Float]))
    loss.backward()
    #expect(abs(loss.item() - abs(days(-1) - days(0))) < 1e-5)
    let gradient = prediction.grad!.flatten().array(of: Double.self)
    #expect(gradient[0] == 0 && gradient[1] < 0)
  }

  @Test func beyondTheLimitThereIsNoGradient() {
    let prediction = Tensor([-2.5, -1.5] as [Float], shape: [2, 1]).requiringGrad()
    RestoredL1Loss(scale, isComplete: true)(prediction, Tensor([0, 0] as [Float])).backward()
    let gradient = prediction.grad!.flatten().array(of: Double.self)
    #expect(gradient[0] == 0)
    // Half the derivative of exp(1.5 x + 0.5), downwards.
    #expect(abs(gradient[1] + 0.75 * (days(-1.5) + 1)) < 1e-5)
  }

  @Test func metricsAreInTheLabelsOwnUnit() throws {
    let labels = Labels(.numbers(missing: .nan))
    let task = try LearningTask(
      "t", .regression, outputs: 1, labels: labels, scale: scale, unit: "d", loss: RestoredL1Loss(scale),
      metrics: [
        Metrics.named("mae", for: labels, scale: scale, unit: "d"),
        Metrics.named("median-absolute-error", for: labels, scale: scale, unit: "d"),
      ])
    let evaluation = task.evaluation()
    evaluation.update(Tensor([-9, 1, 0] as [Float], shape: [3, 1]), Tensor([1, 0.5, 0] as [Float]))
    let errors = [abs(days(-2) - days(1)), abs(days(1) - days(0.5)), 0]
    let found = try evaluation.compute().map { try #require($0.value) }
    #expect(abs(found[0] - errors.reduce(0, +) / 3) < 1e-6)
    #expect(abs(found[1] - errors[1]) < 1e-6)
  }
}

@Suite("Figures as means of batches") struct BatchMeanTests {
  private let batches: [(Tensor, Tensor)] = [
    (Tensor([1] as [Float], shape: [1, 1]), Tensor([4] as [Float])),
    (Tensor([1, 1, 1] as [Float], shape: [3, 1]), Tensor([1, 2, .nan] as [Float])),
    (Tensor([1] as [Float], shape: [1, 1]), Tensor([.nan] as [Float])),
  ]

  private func value(_ task: LearningTask) throws -> Double? {
    let evaluation = task.evaluation()
    for (prediction, target) in batches { evaluation.update(prediction, target) }
    return try evaluation.compute()[0].value
  }

  @Test func eachBatchCountsTheSame() throws {
    let pooled = try LearningTask.regression("t").measured(by: ["mae"])
    #expect(try value(pooled) == 4 / 3.0)
    #expect(try value(pooled.averagingOverBatches()) == 1.75)
  }

  @Test func theDefinitionIsAnotherOne() throws {
    let pooled = LearningTask.regression("t"), averaged = LearningTask.regression("t").averagingOverBatches()
    #expect(averaged.metrics.map(\.name) == pooled.metrics.map(\.name))
    #expect(averaged.metrics.map(\.version) == ["1-batches", "1-batches", "1-batches"])
    #expect(averaged.lossAveraging == .batches)
  }

  @Test func labelsOutOfRangeAreSaid() throws {
    let evaluation = LearningTask.classification("t", classes: 2).averagingOverBatches().evaluation()
    evaluation.update(Tensor([0, 1] as [Float], shape: [1, 2]), Tensor([5] as [Int64]))
    #expect(throws: MetricError.self) { try evaluation.compute() }
    evaluation.reset()
    evaluation.update(Tensor([0, 1] as [Float], shape: [1, 2]), Tensor([1] as [Int64]))
    #expect(try evaluation.compute()[0].value == 1)
  }

  @Test func relativeRootMeanSquaredErrorIsAgainstTheTrainingMean() throws {
    let task = try LearningTask.regression("t", mean: 10, standardDeviation: 2).measured(by: ["rrmse"])
    let evaluation = task.evaluation()
    // Truths 12 and 14, predictions 13 and 14: errors 1 and 0 against distances 2 and 4 from the mean of training.
    evaluation.update(Tensor([1.5, 2] as [Float], shape: [2, 1]), Tensor([1, 2] as [Float]))
    #expect(abs(try #require(try evaluation.compute()[0].value) - (1 / 20.0).squareRoot()) < 1e-9)
  }
}
