import Testing
import Torch

@testable import Tasks

/// Equal truths have no spread, even if their mean is rounded.
@Suite struct ConstantTruthTests {
  private static let names = ["r2", "explained-variance", "pearson", "spearman", "kendall"]

  @Test(arguments: [1, 3, 15]) func equalTruthsHaveNoCorrelation(_ batch: Int) throws {
    let task = try LearningTask.regression("y", mean: 0.9817, standardDeviation: 0.4123).measured(by: Self.names)
    let evaluation = task.evaluation()
    let target = Tensor([Float](repeating: Float(0.1 / 0.4123), count: 15))
    let prediction = Tensor.randn([15], generator: Generator(seed: 1))
    for (prediction, target) in zip(prediction.split(batch), target.split(batch)) {
      evaluation.update(prediction, target)
    }
    for result in try evaluation.compute() {
      #expect(result.value == nil, "\(result.metric.name) \(result.value ?? 0)")
      #expect(!result.metric.needs.isEmpty)
    }
  }

  @Test func equalPredictionsHaveNoCorrelation() {
    let pairs = NumberPairs(predictions: [Double](repeating: 0.1, count: 7), truths: (0..<7).map(Double.init))
    #expect(pairs.pearson == nil && pairs.spearman == nil && pairs.kendall() == nil)
  }

  @Test func equalTruthsOtherThanTheTrainingMeanHaveARootRelativeError() throws {
    let evaluation = try LearningTask.regression("y", mean: 2, standardDeviation: 1).measured(by: ["rrmse"])
      .evaluation()
    evaluation.update(Tensor([1.5, 1.5] as [Float]), Tensor([1, 1] as [Float]))
    #expect(try evaluation.compute()[0].value == 0.5)
    evaluation.reset()
    evaluation.update(Tensor([1.5, 1.5] as [Float]), Tensor([0, 0] as [Float]))
    #expect(try evaluation.compute()[0].value == nil)
  }
}
