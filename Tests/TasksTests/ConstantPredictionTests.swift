import Foundation
import TestSupport
import Testing
import Torch

@testable import Tasks

/// The answer that does not look at the input comes from the labels and suits the loss.
@Suite struct ConstantPredictionTests {
  /// What the metrics say of the answer to some targets, learned from others.
  private func metrics(_ task: LearningTask, learning: [Tensor], on target: Tensor) throws -> [String: Double] {
    var constant = ConstantPrediction(of: task)
    for target in learning { constant.learn(target) }
    let evaluation = task.evaluation()
    evaluation.update(try #require(constant(for: target)), target)
    return try evaluation.compute().reduce(into: [:]) { $0[$1.metric.name] = $1.value }
  }

  @Test func numbersHaveTheirMean() throws {
    let task = try LearningTask.regression("y", mean: 10, standardDeviation: 2).measured(by: [
      "mae", "rmse", "r2", "pearson",
    ])
    // 12, 14 and 22 in their own unit: the mean is 16.
    let found = try metrics(
      task, learning: [Tensor([1, .nan, 2] as [Float]), Tensor([6] as [Float])], on: Tensor([2, 4] as [Float]))
    #expect(found["mae"] == 2 && found["rmse"] == 2 && found["r2"] == 0)
    // No correlation is defined with a constant.
    #expect(found["pearson"] == nil)
  }

  @Test func absoluteLossesHaveTheMedian() throws {
    var constant = ConstantPrediction(of: .regression("y", outputs: 2).trained(with: L1Loss()))
    constant.learn(Tensor([1, 10, 2, .nan] as [Float], shape: [2, 2]))
    constant.learn(Tensor([30, 40, 3, 50] as [Float], shape: [2, 2]))
    #expect(constant.answer == [2.5, 40])
  }

  @Test func classesHaveTheirShares() throws {
    let task = try LearningTask.classification("kind", classes: 4).measured(by: ["accuracy", "log-loss", "auc"])
    let learned = Tensor([2, 2, 0, -1, 2, 1] as [Int64])
    let found = try metrics(task, learning: [learned], on: Tensor([2, 0, 1, 2] as [Int64]))
    #expect(found["accuracy"] == 0.5)
    #expect(found["auc"] == 0.5)
    // Of five labels and half a label for the class that has none.
    let shares = [1 / 5.5, 1 / 5.5, 3 / 5.5]
    let logarithms = [2, 0, 1, 2].map { log(shares[$0]) }
    #expect(isClose(found["log-loss"] ?? .nan, -logarithms.reduce(0, +) / 4, .absolute(1e-12)))
  }

  @Test func yesOrNoHasThePriorOfEachLabel() throws {
    let task = try LearningTask.binary("assays", labels: 2).measured(by: ["accuracy", "auc", "brier"])
    var constant = ConstantPrediction(of: task)
    constant.learn(Tensor([1, 0, 1, 0, 0, -1, 1, 0] as [Float], shape: [4, 2]))
    let answer = try #require(constant.answer)
    #expect(isClose(answer[0], log(3), .absolute(1e-12)))
    #expect(isClose(answer[1], log(0.5 / 3), .absolute(1e-12)))
    let found = try metrics(
      task, learning: [Tensor([1, 0, 1, 0, 0, 1, 1, 1] as [Float], shape: [4, 2])],
      on: Tensor([1, 1, 0, 0] as [Float], shape: [2, 2]))
    #expect(found["auc"] == 0.5)
    // Three quarters for the first label, one half for the second.
    let squares: [Double] = [0.0625, 0.5625, 0.25, 0.25]
    #expect(isClose(found["brier"] ?? .nan, squares.reduce(0, +) / 4, .absolute(1e-12)))
  }

  @Test func everyPixelHasTheSameAnswer() throws {
    let segmentation = LearningTask.segmentation("classes", classes: 3)
    let labels = Tensor([1, 1, -1, 0, 1, 2, 2, 0] as [Int64], shape: [2, 2, 2])
    #expect(try metrics(segmentation, learning: [labels], on: labels)["pixel-accuracy"] == 3 / 7)
    let depth = LearningTask.depth("depth")
    let distances = Tensor([0, 1, 2, 9, 0, 0, 3, 4] as [Float], shape: [2, 1, 2, 2])
    #expect(try metrics(depth, learning: [distances], on: distances)["absolute-error"] == 2)
  }

  @Test func directionsHaveTheirMean() throws {
    var constant = ConstantPrediction(of: .normals("normals"))
    // Two pixels that point along x and y, and one without a label.
    constant.learn(Tensor([1, 0, 0, 0, 1, 0, 0, 0, 0] as [Float], shape: [1, 3, 1, 3]))
    let answer = try #require(constant.answer)
    let half = (0.5).squareRoot()
    #expect(isClose(answer[0], half, .absolute(1e-12)) && isClose(answer[1], half, .absolute(1e-12)) && answer[2] == 0)
  }

  @Test func withoutALabelThereIsNoAnswer() {
    var constant = ConstantPrediction(of: .regression("y"))
    #expect(constant.answer == nil)
    constant.learn(Tensor([.nan, .nan] as [Float]))
    #expect(constant.answer == nil && constant(for: Tensor([1] as [Float])) == nil)
  }

  /// What is kept is spread evenly over all values, in however many parts they come.
  @Test func manyValuesAreThinned() {
    var values = ThinnedValues(limit: 50)
    for start in stride(from: 0, to: 1000, by: 40) { values.append((start..<start + 40).map(Double.init)) }
    // Every 32nd of 0 … 999.
    #expect(values.median == 496)
    var few = ThinnedValues(limit: 50)
    few.append([3, 1, 2, 10])
    #expect(few.median == 2.5)
  }
}
