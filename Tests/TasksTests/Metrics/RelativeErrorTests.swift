import Testing
import Torch

@testable import Tasks

@Suite struct RelativeErrorTests {
  private func result(_ truths: [Double], _ predictions: [Double], _ scale: Scale) throws -> Evaluation.Result {
    let task = try LearningTask.regression("y", mean: scale.mean, standardDeviation: scale.standardDeviation)
      .measured(by: ["relative-error"])
    let evaluation = task.evaluation()
    func standardised(_ values: [Double]) -> Tensor {
      Tensor(values.map { Float(($0 - scale.mean) / scale.standardDeviation) })
    }
    evaluation.update(standardised(predictions), standardised(truths))
    return try evaluation.compute()[0]
  }

  /// What float32 leaves of a standardised 0 is no divisor.
  @Test(arguments: [
    Scale.identity, Scale(mean: 21.3, standardDeviation: 7.7), Scale(mean: -3e5, standardDeviation: 11),
  ])
  func trueZerosAreLeftOutAndCounted(_ scale: Scale) throws {
    let found = try result([0, 10, 0, 20, 0], [5, 11, -5, 22, 1], scale)
    #expect(found.leftOut == 3)
    #expect(abs(try #require(found.value) - 0.1) < 1e-3, "\(found.value ?? .nan)")
  }

  @Test func smallTruthsAreNotZero() throws {
    let found = try result([1e-3, -1e-3], [2e-3, -2e-3], Scale(mean: 0.5, standardDeviation: 0.1))
    #expect(found.leftOut == 0)
    #expect(abs(try #require(found.value) - 1) < 1e-3)
  }

  @Test func withoutOtherTruthsThereIsNoRelativeError() throws {
    let found = try result([0, 0], [1, 2], Scale(mean: 5, standardDeviation: 3))
    #expect(found.value == nil && found.leftOut == 2)
    #expect(Metrics.needs(of: "relative-error") == "true values other than 0")
  }
}
