import Foundation
import TestSupport
import Testing
import Torch

@testable import Datasets

@Suite struct GroupedLinearTests {
  private func cosine(_ a: [Double], _ b: [Double]) -> Double {
    func product(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
    return product(a, b) / (product(a, a) * product(b, b)).squareRoot()
  }

  @Test func theWeightsOfAGroupAreMultiplesOfOneDirection() {
    let law = GroupedLinear(), weights = law.weights
    #expect(weights.count == 30 && law.groupOfTask[9] == 0 && law.groupOfTask[10] == 1)
    for first in 0..<30 {
      for second in 0..<first {
        let cosine = cosine(weights[first], weights[second])
        if first / 10 == second / 10 { #expect(cosine > 1 - 1e-12) } else { #expect(abs(cosine) < 0.75) }
      }
    }
  }

  /// 0.2 + 8 u^1.571 has the mean 0.2 + 8 / 2.571 = 3.31.
  @Test func theLengthsHaveTheStatedMean() {
    var law = GroupedLinear()
    (law.groups, law.tasks) = (1, 4000)
    let lengths = law.weights.map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    #expect(lengths.allSatisfy { (0.2...8.2).contains($0) })
    let mean = lengths.reduce(0, +) / 4000
    #expect(isClose(mean, 3.31, .absolute(0.15)))
  }

  @Test func aSampleHasALabelOfItsOwnTaskAlone() throws {
    let source = GroupedLinear().source(train: 10, validation: 5, test: 50)
    #expect(source.train.count == 300)
    #expect(source.validation.count == 150)
    #expect(source.test.count == 1500)
    #expect(source.train.labelledSamples(of: ["task 3"]) == Array(20..<30))
  }

  /// The published error of tasks that are learned alone from 10 exact samples is 1.35: that of the shortest solution.
  @Test func theShortestSolutionHasThePublishedError() throws {
    var law = GroupedLinear()
    (law.noise, law.tasks) = (0, 60)
    let source = law.source(train: 10, validation: 5, test: 50)
    let (train, test) = try (source.train.batch(Array(0..<1800)), source.test.batch(Array(0..<9000)))
    let errors = (0..<180).map { task in
      let name = "task \(task + 1)"
      let x = train.inputs.sole.narrow(0, start: task * 10, length: 10).to(.float64)
      let y = train.targets[name]!.narrow(0, start: task * 10, length: 10).to(.float64).unsqueeze(1)
      // w = Xᵀ (X Xᵀ)⁻¹ y, by the factors of Xᵀ: w = Q R⁻ᵀ y.
      let (q, r) = x.transpose(0, 1).qr()
      let w = q.mm(Self.solution(of: r.transpose(0, 1), y))
      let other = test.inputs.sole.narrow(0, start: task * 50, length: 50).to(.float64)
      let truth = test.targets[name]!.narrow(0, start: task * 50, length: 50).to(.float64).unsqueeze(1)
      return (other.mm(w) - truth).square().mean().sqrt().item()
    }
    let mean = errors.reduce(0, +) / 180
    #expect(isClose(mean, 1.35, .absolute(0.2)))
  }

  /// The solution of L z = y for a lower triangular matrix.
  private static func solution(of matrix: Tensor, _ y: Tensor) -> Tensor {
    let size = y.count, rows = matrix.array(of: Double.self), right = y.array(of: Double.self)
    var z = [Double](repeating: 0, count: size)
    for i in 0..<size {
      z[i] = (right[i] - (0..<i).reduce(0) { $0 + rows[i * size + $1] * z[$1] }) / rows[i * size + i]
    }
    return Tensor(z, shape: [size, 1])
  }
}
