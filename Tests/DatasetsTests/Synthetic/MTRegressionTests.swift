import Foundation
import Tasks
import TestSupport
import Testing
import Torch

@testable import Datasets

@Suite struct MTRegressionTests {
  private func small(_ scales: [Double] = [1, 10], train: Int = 40) -> DataSource {
    var law = MTRegression(scales: scales)
    law.inputs = 30
    law.outputs = 4
    return law.source(train: train, validation: 5, test: 20)
  }

  private func targets(_ source: DataSource, _ task: String, _ split: Split = .train) throws -> [Float] {
    let set = source[split]
    return try set.batch(Array(0..<set.count)).targets[task]!.array(of: Float.self)
  }

  @Test func theIdealWeightsOfTenTasksAreThePublishedOnes() {
    let published = [6.453, 1.613, 0.717, 0.403, 0.258, 0.179, 0.132, 0.101, 0.0797, 0.0645]
    for (weight, figure) in zip(MTRegression().idealWeights, published) {
      #expect(isClose(weight, figure, .relative(4e-3)))
    }
    #expect(isClose(MTRegression().idealWeights.reduce(0, +), 10, .absolute(1e-12)))
  }

  /// The mean squared distance of equal weights from the ideal ones; the published figure is 3.505.
  @Test func equalWeightsHaveThePublishedError() {
    let error = MTRegression().idealWeights.reduce(0) { $0 + ($1 - 1) * ($1 - 1) } / 10
    #expect(isClose(error, 3.505, .absolute(5e-4)))
  }

  @Test func theDefaultsAreThePublishedSizes() {
    let law = MTRegression()
    #expect(law.scales == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    #expect(law.inputs == 250 && law.outputs == 100)
    #expect(law.inputDeviation == 0.01 && law.commonDeviation == 10 && law.ownDeviation == 3.5)
  }

  @Test func aTargetLiesWithinItsScaleAndReachesTowardsIt() throws {
    let source = small()
    for (task, scale) in zip(["task 1", "task 2"], [Float(1), 10]) {
      let largest = try targets(source, task).map(abs).max()!
      #expect(largest <= scale && largest > 0.6 * scale)
    }
  }

  /// With σ = 1 for both, targets of two tasks correlate because of B and differ because of ε.
  @Test func tasksAreRelatedAndDifferent() throws {
    let source = small([1, 1], train: 400)
    let (a, b) = (try targets(source, "task 1").map(Double.init), try targets(source, "task 2").map(Double.init))
    func product(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
    let correlation = product(a, b) / (product(a, a) * product(b, b)).squareRoot()
    // Before tanh it is 100 / (100 + 3.5²) = 0.89.
    #expect((0.84..<0.93).contains(correlation))
  }

  @Test func fewerSamplesAreTheFirstOfMore() throws {
    let (few, many) = (small(train: 10), small(train: 40))
    #expect(try targets(few, "task 2") == Array(targets(many, "task 2").prefix(40)))
    #expect(try targets(few, "task 2", .test) == targets(many, "task 2", .test))
  }

  @Test func theScalesDoNotChangeTheTasks() throws {
    let (one, ten) = (try targets(small([1, 1]), "task 2"), try targets(small([1, 10]), "task 2"))
    for (a, b) in zip(one, ten) { #expect(abs(10 * a - b) < 1e-5) }
  }
}
