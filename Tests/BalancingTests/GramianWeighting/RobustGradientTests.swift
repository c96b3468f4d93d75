import TestSupport
import Testing
import Torch

@testable import Balancing
@testable import Components

/// Krum and the trimmed mean.
@Suite struct RobustGradientTests {
  /// Four gradients close together and one far away.
  private let sample = HardJacobian(
    .ordinary, [[1, 1, 0.1], [1.1, 0.9, 0], [-90, 50, 7], [0.9, 1.05, 0.05], [1, 1.1, -0.1]])

  @Test func krumLeavesTheFarGradientOut() throws {
    for distance in ["squared", "euclidean"] {
      let parameters: [String: SettingValue] = ["byzantine": 1, "selected": 4, "distance": .word(distance)]
      let weights = try GramianMethodSample("krum", parameters).make(5).weigh(sample.gramian)
      #expect(weights == [0.25, 0.25, 0, 0.25, 0.25])
    }
  }

  @Test func krumOfAllIsTheMean() throws {
    #expect(
      try GramianMethodSample("krum", ["selected": 5]).make(5).weigh(sample.gramian) == [0.2, 0.2, 0.2, 0.2, 0.2])
  }

  @Test func krumChoosesTheLeastScore() throws {
    // On a line at 0, 1, 3, 7: with K − 2 = 2 nearest the squared sums are 10, 5, 13, 52; the plain ones 4, 3, 5, 10.
    let line = HardJacobian(.ordinary, [[0], [1], [3], [7]])
    #expect(try GramianMethodSample("krum").make(4).weigh(line.gramian) == [0, 1, 0, 0])
    // With K − 1 − 2 = 2 nearest, from (0, 4) squares 1 + 25 and distances 1 + 5; from (5, 0) squares 12.5 each and distances
    // of 3.54 each: the plain sums choose the one, the squared ones the other.
    let other = HardJacobian(.ordinary, [[0, 0], [1, 0], [-5, 0], [40, 0], [40, 3.2], [40, -3.2]])
    func chosen(_ distance: String) throws -> [Double] {
      try GramianMethodSample("krum", ["byzantine": 2, "distance": .word(distance)]).make(6).weigh(other.gramian)
    }
    #expect(try chosen("squared") == [0, 0, 0, 1, 0, 0])
    #expect(try chosen("euclidean") == [1, 0, 0, 0, 0, 0])
  }

  @Test func krumNeedsEnoughTasks() throws {
    #expect(
      errorText { _ = try GramianMethodSample("krum", ["byzantine": 1]).make(3) }
        == "`krum` should have at least `byzantine` + 3 tasks, 4. Found 3.")
    #expect(
      errorText { _ = try GramianMethodSample("krum", ["selected": 4]).make(3) }
        == "`selected` should be at most the number of tasks, 3. Found 4.")
    #expect(
      errorText {
        _ = try GramianMethodSample("krum").make(3).weigh(
          GramianSample(Gramian([[1, 0], [0, 1]]), losses: [1, 1], tasks: [0, 2]))
      } == "`krum` should have 3 tasks with labels in each batch. Found 2: `task 0`, `task 2`.")
  }

  @Test(arguments: [0, 1, 2])
  func theTrimmedMeanIsThatOfTheMiddle(_ trim: Int) throws {
    let method = try Catalogue.jacobianAggregator("trimmed-mean", setup(5, ["trim": .number(Double(trim))]))
    let found = try method.aggregate(JacobianSample(sample.tensor, losses: [1, 1, 1, 1, 1]))
    let wanted = (0..<3).map { column in
      let middle = sample.rows.map { $0[column] }.sorted()[trim..<(5 - trim)]
      return middle.reduce(0, +) / Double(middle.count)
    }
    #expect(isClose(found.direction.array(), wanted, .relative(1e-12)))
    #expect(found.weights == nil)
  }

  @Test func theTrimmedMeanNeedsEnoughTasks() throws {
    #expect(
      errorText { _ = try TrimmedMean(setup(4, ["trim": 2])) }
        == "`trimmed-mean` should have at least 2 `trim` + 1 tasks, 5. Found 4.")
    let method = try TrimmedMean(setup(3))
    let few = JacobianSample(Tensor.ones([2, 4]), losses: [1, 1], tasks: [1, 2])
    #expect(
      errorText { _ = try method.aggregate(few) }
        == "`trimmed-mean` should have 3 tasks with labels in each batch. Found 2: `task 1`, `task 2`.")
  }
}
