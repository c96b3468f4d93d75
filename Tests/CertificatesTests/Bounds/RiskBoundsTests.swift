import Certificates
import Foundation
import TestSupport
import Testing

@Suite struct RiskBoundsTests {
  private func bounds(
    _ risk: Double = 0.1, bits: Double = 200, samples: Int = 2000, delta: Double = 0.05
  ) throws -> RiskBounds { try RiskBounds(empiricalRisk: risk, bits: bits, samples: samples, delta: delta) }

  @Test func boundsFallWithSamplesAndRiseWithBits() throws {
    let forms: [(RiskBounds) -> Double] = [
      \.fastRate, \.langfordSeegerBound, \.mcAllester, \.mcAllester1999, \.quadratic, { $0.lambdaBound(1) },
      { $0.catoni(2) }, \.hoeffding,
    ]
    for form in forms {
      #expect(try form(bounds(samples: 4000)) < form(bounds()))
      #expect(try form(bounds(bits: 300)) > form(bounds()))
      #expect(try form(bounds()) > 0.1)
    }
  }

  @Test func theFastRateIsSharperWhereErrorsAreFew() throws {
    for risk in [0, 0.01, 0.05, 0.1] { #expect(try bounds(risk).fastRate < bounds(risk).hoeffding) }
  }

  /// The inverse divergence is never above what Pinsker's inequality and the quadratic bound make of it.
  @Test func theFastRateIsBelowItsRelaxations() throws {
    for risk in [0, 0.2, 0.5, 1] {
      let bounds = try bounds(risk)
      #expect(bounds.fastRate <= min(bounds.mcAllester, bounds.quadratic))
      #expect(bounds.quadratic <= bounds.lambdaBound(0.7) + 1e-12)
    }
  }

  @Test func tasksTogetherAreSharperThanTasksAlone() throws {
    let tasks = try MultiTaskRisk(
      empiricalRisks: [0.1, 0.2, 0.15], sharedBits: 300, taskBits: [20, 30, 25], samplesPerTask: 500, delta: 0.05)
    #expect(tasks.joint.samples == 1500)
    let alone = tasks.single.map(\.fastRate).reduce(0, +) / 3
    #expect(tasks.joint.fastRate < alone)
  }

  @Test(arguments: [
    (-0.1, 1.0, 10, 0.05, "`empiricalRisk` should be in 0 … 1. Found -0.1."),
    (.nan, 1, 10, 0.05, "`empiricalRisk` should be in 0 … 1. Found nan."),
    (0.1, -1, 10, 0.05, "`complexity` should be a number of nats, not negative. Found -1.0."),
    (0.1, 1, 0, 0.05, "`samples` should be positive. Found 0."),
    (0.1, 1, 10, 1, "`delta` should be between 0 and 1. Found 1.0."),
  ])
  func aNumberOutsideItsRangeIsRefused(
    _ risk: Double, _ complexity: Double, _ samples: Int, _ delta: Double, _ text: String
  ) {
    #expect(
      errorText { try RiskBounds(empiricalRisk: risk, complexity: complexity, samples: samples, delta: delta) } == text)
  }

  @Test func listsOfOtherLengthsAreRefused() {
    #expect(
      errorText {
        try MultiTaskRisk(empiricalRisks: [0.1], sharedBits: 1, taskBits: [1, 2], samplesPerTask: 9, delta: 0.1)
      } == "`taskBits` should have a number for each of 1 tasks. Found 2.")
    #expect(
      errorText { try GaussianKL.divergence(mean: [0], deviation: [], priorMean: [0], priorDeviation: 1) }
        == "`mean`, `deviation` and `priorMean` should have one length. Found 1, 0 and 1.")
  }
}
