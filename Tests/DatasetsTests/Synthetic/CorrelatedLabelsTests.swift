import Foundation
import TestSupport
import Testing
import Torch

@testable import Datasets

@Suite struct CorrelatedLabelsTests {
  private func law(_ change: (inout CorrelatedLabels) -> Void) -> CorrelatedLabels {
    var law = CorrelatedLabels()
    change(&law)
    return law
  }

  private func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

  private func pearson(_ a: [Double], _ b: [Double]) -> Double {
    let (meanA, meanB) = (a.reduce(0, +) / Double(a.count), b.reduce(0, +) / Double(b.count))
    let (x, y) = (a.map { $0 - meanA }, b.map { $0 - meanB })
    return product(x, y) / (product(x, x) * product(y, y)).squareRoot()
  }

  private func labels(_ source: DataSource, _ task: Int) throws -> [Double] {
    try source.train.batch(Array(0..<source.train.count)).targets["task \(task)"]!.floats.map(Double.init)
  }

  @Test(arguments: [(2, 0.5), (2, -1), (2, 1), (2, 0), (5, 0.9), (3, -0.5), (4, -0.3), (4, 1)] as [(Int, Double)])
  func anyTwoDirectionsHaveTheCosine(tasks: Int, correlation: Double) {
    let directions = law { ($0.tasks, $0.correlation, $0.scale) = (tasks, correlation, 0.7) }.directions
    #expect(directions.count == tasks)
    for first in 0..<tasks {
      for second in 0..<tasks {
        let expected = 0.49 * (first == second ? 1 : correlation)
        #expect(isClose(product(directions[first], directions[second]), expected, .absolute(1e-12)))
      }
    }
  }

  /// The published form of two directions: w₂ = c (p u₁ + √(1 − p²) u₂).
  @Test func theSecondDirectionIsThePublishedOne() {
    let (apart, near) = (law { $0.correlation = 0 }.directions, law { $0.correlation = 0.6 }.directions)
    let published = zip(apart[0], apart[1]).map { 0.6 * $0 + 0.8 * $1 }
    #expect(near[0] == apart[0] && isClose(near[1], published, .absolute(1e-14)))
  }

  @Test func aLabelIsItsLineAndTheWaves() throws {
    let law = law { ($0.noise, $0.tasks, $0.inputs) = (0, 3, 7) },
      source = law.source(train: 20, validation: 1, test: 1)
    let x = try source.train.batch(Array(0..<20)).inputs.sole.floats.map(Double.init)
    for (task, direction) in law.directions.enumerated() {
      let expected = (0..<20).map { sample in
        let s = product(direction, Array(x[7 * sample..<7 * sample + 7]))
        return s + law.waves.reduce(0) { $0 + sin($1.frequency * s + $1.phase) }
      }
      #expect(isClose(try labels(source, task + 1), expected, .absolute(1e-5)))
    }
  }

  private static let waves = [(1.5, 0.3), (-0.7, 2), (0.2, -1.1)].map {
    CorrelatedLabels.Wave(frequency: $0.0, phase: $0.1)
  }

  /// Values of a Gauss–Hermite quadrature with 80 × 80 nodes in numpy.
  @Test(
    arguments: [
      (waves, 0.3, 0.5, 0.1, 0.490191743411), (waves, 1, -0.4, 0, -0.349140395709), ([], 0.3, 0.8, 0, 0.8),
      ([CorrelatedLabels.Wave(frequency: 2, phase: 0.5)], 2, 0.9, 0.5, 0.779266725867),
    ] as [([CorrelatedLabels.Wave], Double, Double, Double, Double)])
  func theLabelsCorrelationIsThatOfAQuadrature(
    waves: [CorrelatedLabels.Wave], scale: Double, correlation: Double, noise: Double, expected: Double
  ) {
    let law = law { ($0.scale, $0.correlation, $0.noise) = (scale, correlation, noise) }
    #expect(isClose(law.labelCorrelation(of: waves), expected, .absolute(1e-11)))
  }

  /// The standard deviation of a correlation of 4,000 labels is (1 − r²) / √4,000 ≤ 0.016.
  @Test(arguments: [(-0.7, 0.3), (0.5, 0.3), (0.9, 0.3), (0.5, 2)])
  func theLabelsCorrelateAsStated(correlation: Double, scale: Double) throws {
    let law = law { ($0.correlation, $0.scale, $0.inputs) = (correlation, scale, 10) }
    let source = law.source(train: 4_000, validation: 1, test: 1)
    let measured = pearson(try labels(source, 1), try labels(source, 2))
    #expect(isClose(measured, law.labelCorrelation, .absolute(0.06)))
  }

  /// The values of `docs/configuration.md`, from numpy with its own copy of the random streams.
  @Test(arguments: [(-0.5, -0.256), (0, 0), (0.5, 0.407), (0.8, 0.727), (0.9, 0.847), (1, 0.974)])
  func theDefaultsCorrelateAsTheReferenceSays(correlation: Double, expected: Double) {
    #expect(isClose(law { $0.correlation = correlation }.labelCorrelation, expected, .absolute(6e-4)))
  }

  @Test func noiseHasItsStandardDeviation() throws {
    let (exact, noisy) = (law { ($0.noise, $0.inputs) = (0, 5) }, law { ($0.noise, $0.inputs) = (0.1, 5) })
    let sources = [exact, noisy].map { $0.source(train: 2000, validation: 1, test: 1) }
    for task in 1...2 {
      let differences = zip(try labels(sources[0], task), try labels(sources[1], task)).map { $1 - $0 }
      #expect(isClose((product(differences, differences) / 2000).squareRoot(), 0.1, .absolute(0.008)))
    }
  }

  @Test func fewerSamplesAreTheFirstOfMoreAndTheSeedDrawsAll() throws {
    let law = CorrelatedLabels(), many = try labels(law.source(train: 30, validation: 1, test: 1), 2)
    #expect(try labels(law.source(train: 10, validation: 1, test: 1), 2) == Array(many.prefix(10)))
    #expect(try labels(self.law { $0.seed = 1 }.source(train: 30, validation: 1, test: 1), 2) != many)
  }
}
