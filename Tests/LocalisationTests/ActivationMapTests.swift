import Statistics
import TestSupport
import Testing

@testable import Localisation

private func features(_ seed: UInt64 = 1, channels: Int = 4, height: Int = 5, width: Int = 3) -> FeatureMaps {
  var generator = SplitMix64(seed: seed)
  return try! FeatureMaps(
    (0..<channels * height * width).map { _ in generator.normal() }, channels: channels, height: height, width: width)
}

@Suite struct ActivationMapTests {
  @Test func theMeanOfAMapIsTheLogitLessTheBias() throws {
    let map = try ActivationMap(features(), weights: [0.5, -2, 0.1, 3], bias: -0.7)
    #expect(isClose(map.plane.mean + -0.7, map.logit, .relative(1e-12)))
  }

  @Test func gradientsOfAPooledHeadGiveThePositivePart() throws {
    let (features, weights) = (features(), [0.5, -2, 0.1, 3])
    let gradients = try FeatureMaps(
      weights.flatMap { [Double](repeating: $0 / 15, count: 15) }, channels: 4, height: 5, width: 3)
    let found = try GradCAM(features, gradients: gradients).plane
    let expected = try ActivationMap(features, weights: weights, bias: 1).plane.map { max(0, $0) / 15 }
    #expect(isClose(found.values, expected.values, .ofLength(1e-12)))
    #expect(throws: LocalisationError.self) { try GradCAM(features, gradients: self.gradients()) }
  }

  private func gradients() -> FeatureMaps { features(height: 3, width: 5) }

  @Test func anotherNumberOfWeightsIsRefused() {
    #expect(
      errorText { try ActivationMap(features(), weights: [1], bias: 0) }
        == "`weights` should hold a number for each of 4 channels. Found 1.")
    #expect(throws: LocalisationError.self) {
      try ActivationMap(features(), weights: [1, .infinity, 0, 0], bias: 0)
    }
    #expect(throws: LocalisationError.self) { try ActivationMap.maps(features(), weights: [], biases: [1]) }
    #expect(throws: LocalisationError.self) { try FeatureMaps([1, 2], channels: 1, height: 1, width: 1) }
    #expect(throws: LocalisationError.self) { try FeatureMaps([], channels: 0, height: 1, width: 1) }
    #expect(throws: LocalisationError.self) { try FeatureMaps([.nan], channels: 1, height: 1, width: 1) }
  }

  @Test func rescalingLooksInsideTheFieldAlone() throws {
    let plane = try Plane([9, 2, 4, 3, -1, 2], height: 2, width: 3)
    let field = try Mask([false, true, true, true, false, true], height: 2, width: 3)
    #expect(try plane.rescaled(inside: field).values == [0, 0, 1, 0.5, 0, 0])
    #expect(try plane.rescaled().values == [1, 0.3, 0.5, 0.4, 0, 0.3])
    #expect(throws: LocalisationError.self) {
      try plane.rescaled(inside: Mask([Bool](repeating: false, count: 6), height: 2, width: 3))
    }
  }

  @Test func aConstantMapBecomesZeros() throws {
    let plane = try Plane([3, 3, 3], height: 1, width: 3)
    #expect(try plane.rescaled().values == [0, 0, 0])
    #expect(try Plane([-1, 0, -3], height: 1, width: 3).positivePart.values == [0, 0, 0])
  }

  @Test func numbersTooFarApartAreRefused() throws {
    let plane = try Plane([-1.5e308, 1.5e308], height: 1, width: 2)
    #expect(throws: LocalisationError.self) { try plane.rescaled() }
  }

  @Test func alignedCornersKeepTheCorners() throws {
    let plane = try Plane([0, 2, 4, 8], height: 2, width: 2)
    let large = try plane.resized(height: 3, width: 3, alignsCorners: true)
    #expect(large.values == [0, 1, 2, 2, 3.5, 5, 4, 6, 8])
    // PyTorch 2: interpolate([0, 2], size 4, bilinear).
    let line = try Plane([0, 2], height: 1, width: 2).resized(height: 1, width: 4)
    #expect(line.values == [0, 0.5, 1.5, 2])
    #expect(try plane.resized(height: 2, width: 2) == plane)
    #expect(throws: LocalisationError.self) { try plane.resized(height: 0, width: 3) }
    #expect(throws: LocalisationError.self) { try plane.resized(height: .max, width: 3) }
  }

  @Test func aGateOpensAPlaceForItsScore() throws {
    let attention = try GatedAttention(
      features: [[1, 0], [1, 9]], values: [[100, 0]], gates: [[0, 100]], output: [1])
    // tanh is 1 at both places; the sigmoid is a half at the first and 1 at the second.
    #expect(isClose(attention.scores, [0.5, 1], .relative(1e-12)))
  }

  @Test func attentionIsTheSoftmaxOfItsScores() throws {
    let attention = try GatedAttention(
      features: [[1, 0], [0, 1], [1, 1]], values: [[1, -1]], gates: [[0, 0]], output: [2])
    #expect(isClose(attention.weights.reduce(0, +), 1, .relative(1e-12)))
    #expect(attention.scores[2] == 0 && attention.scores[0] == -attention.scores[1])
    #expect(isClose(attention.pooled[0], attention.weights[0] + attention.weights[2], .relative(1e-12)))
    #expect(
      errorText { try GatedAttention(features: [[1, 0]], values: [[1]], gates: [[0, 0]], output: [2]) }
        == "`values` should have rows of 2 numbers. Found 1.")
    #expect(throws: LocalisationError.self) { try GatedAttention(features: [], values: [], gates: [], output: []) }
    #expect(throws: LocalisationError.self) {
      try GatedAttention(features: [[1]], values: [[1]], gates: [], output: [2])
    }
    #expect(throws: LocalisationError.self) {
      try GatedAttention(features: [[1]], values: [[1]], gates: [[1]], output: [.nan])
    }
  }
}
