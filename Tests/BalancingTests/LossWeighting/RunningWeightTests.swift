import Foundation
import TestSupport
import Testing
import Torch

@testable import Balancing

/// Losses that wander, `[step][task]`.
private func walk(_ steps: Int, _ count: Int = 3, seed: UInt64 = 3) -> [[Double]] {
  let noise = Tensor.randn([steps, count], dtype: .float64, generator: Generator(seed: seed)) * 0.3
  let values = (noise.cumsum(0) * 0.1 + noise).exp().array(of: Double.self)
  return (0..<steps).map { Array(values[$0 * count..<($0 + 1) * count]) }
}

private func variance(_ values: [Double]) -> Double {
  let mean = values.reduce(0, +) / Double(values.count)
  return values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(values.count)
}

@Suite struct SLAWTests {
  @Test func plainMeansComeFirstAndMovingOnesThen() throws {
    let method = try MethodSample("slaw", ["beta": 0.9]).make(3)
    let losses = walk(30)
    var squares = [0.0, 0, 0], means = [0.0, 0, 0]
    for (step, row) in losses.enumerated() {
      let weights = Answer(method, row).weights
      for task in 0..<3 {
        if step < 10 {
          let past = losses[...step].map { $0[task] }
          squares[task] = past.map { $0 * $0 }.reduce(0, +) / Double(past.count)
          means[task] = past.reduce(0, +) / Double(past.count)
        } else {
          squares[task] = 0.9 * squares[task] + 0.1 * row[task] * row[task]
          means[task] = 0.9 * means[task] + 0.1 * row[task]
        }
      }
      let inverse = (0..<3).map { 1 / max(1e-5, max(0, squares[$0] - means[$0] * means[$0]).squareRoot()) }
      let expected = step == 0 ? [1, 1, 1] : inverse.map { 3 * $0 / inverse.reduce(0, +) }
      #expect(isClose(weights, expected, .relative(1e-8)), "step \(step): \(weights), \(expected)")
    }
  }

  @Test func aScaleOfALossIsUndone() throws {
    let scales = [1.0, 1000, 0.01]
    let plain = try MethodSample("slaw", ["beta": 0.9, "floor": 1e-12]).make(3)
    let scaled = try MethodSample("slaw", ["beta": 0.9, "floor": 1e-12]).make(3)
    for row in walk(25) {
      let a = Answer(plain, row).weights
      let b = Answer(scaled, zip(row, scales).map { $0 * $1 }).weights
      #expect(isClose(b.reduce(0, +), 3, .relative(1e-10)))
      // One common factor for all tasks.
      let ratios = (0..<3).map { b[$0] * scales[$0] / a[$0] }
      if a != [1, 1, 1] { #expect(isClose(ratios, [ratios[0], ratios[0], ratios[0]], .relative(1e-7))) }
    }
  }

  @Test func anAlternatingLossHasTheDeviationOne() throws {
    let method = try MethodSample("slaw").make(1)
    for step in 0..<100 { _ = method.weigh(Tensor([step % 2 == 0 ? 5.0 : 3.0])) }
    #expect(isClose(method.state["variance"]!.item(), 1, .relative(1e-10)))
    #expect(isClose(method.state["mean"]!.item(), 4, .relative(1e-10)))
  }

  @Test func constantLossesHaveEqualWeights() throws {
    let method = try MethodSample("slaw").make(3)
    for _ in 0..<5 { #expect(isClose(Answer(method, [1, 20, 300]).weights, [1, 1, 1], .relative(1e-10))) }
  }

  @Test func singlePrecisionKeepsTheVarianceOfAFarLoss() throws {
    let method = try MethodSample("slaw", ["beta": 0.9]).make(1, dtype: .float32)
    let losses = (0..<10).map { 1000 + Double($0 % 2) * 0.01 }
    for loss in losses { _ = method.weigh(Tensor([Float(loss)])) }
    // The mean square minus the squared mean would lose it among the seven digits of 10⁶.
    #expect(isClose(method.state["variance"]!.item(), variance(losses), .relative(0.05)))
  }

  @Test func theFirstValueStartsTheMovingMeans() throws {
    let method = try MethodSample("slaw", ["beta": 0.9, "start": "first-value"]).make(1)
    _ = method.weigh(Tensor([2.0]))
    #expect(method.state["mean"]!.item() == 2)
    #expect(method.state["variance"]!.item() == 0)
    _ = method.weigh(Tensor([3.0]))
    #expect(isClose(method.state["mean"]!.item(), 2.1, .relative(1e-10)))
    // 0.9 · 4 + 0.1 · 9 − 2.1².
    #expect(isClose(method.state["variance"]!.item(), 0.09, .relative(1e-10)))
  }

  @Test func fromZeroTheFirstWeightsAreThoseOfInverseLosses() throws {
    let first = Answer(try MethodSample("slaw", ["start": "zero"]).make(3), [0.5, 1, 2]).weights
    #expect(isClose(first.map { $0 * 7 }, [12, 6, 3], .relative(1e-10)))
  }

  @Test func aLateTaskDoesNotOutweighTheOthers() throws {
    let method = try MethodSample("slaw").make(3)
    for row in walk(8) { _ = method.weigh(Tensor(row), present: Tensor([true, true, false])) }
    let weights = Answer(method, [1, 2, 3]).weights
    #expect(weights[2] == 1)
    #expect(isClose(weights[0] + weights[1], 2, .relative(1e-10)))
  }

  @Test func anAbsentTaskKeepsItsMoments() throws {
    let absent = try MethodSample("slaw", ["beta": 0.7]).make(2),
      apart = try MethodSample("slaw", ["beta": 0.7]).make(2)
    for (step, row) in walk(20, 2).enumerated() {
      if step % 3 == 0 {
        _ = absent.weigh(Tensor([row[0], .nan]), present: Tensor([true, false]))
        continue
      }
      _ = absent.weigh(Tensor(row))
      _ = apart.weigh(Tensor(row))
    }
    #expect(isClose(absent.state["variance"]![1].item(), apart.state["variance"]![1].item(), .relative(1e-10)))
    #expect(absent.state["count"]!.array(of: Double.self) == [20, 13])
  }
}

@Suite struct LBTWTests {
  @Test func weightsArePowersOfTheFall() throws {
    let method = try MethodSample("lbtw", ["alpha": 0.5]).make(3)
    #expect(Answer(method, [1, 4, 9]).weights == [1, 1, 1])
    #expect(isClose(Answer(method, [0.25, 4, 36]).weights, [0.5, 1, 2], .relative(1e-10)))
    // The next epoch begins with nothing.
    method.epochEnded(meanLosses: Tensor([1.0, 1, 1]))
    #expect(Answer(method, [0.25, 4, 36]).weights == [1, 1, 1])
    #expect(isClose(Answer(method, [1, 4, 9]).weights, [2, 1, 0.5], .relative(1e-10)))
  }

  @Test func aPeriodCountsSteps() throws {
    let method = try MethodSample("lbtw", ["alpha": 1, "period": 3]).make(1)
    let weights = [1.0, 2, 4, 8, 16, 32, 64].map { Answer(method, [$0]).weights[0] }
    #expect(weights == [1, 2, 4, 1, 2, 4, 1])
    method.epochEnded(meanLosses: Tensor([1.0]))
    #expect(Answer(method, [128]).weights == [2])
  }

  @Test func theExponentZeroIsEqualWeighting() throws {
    let method = try MethodSample("lbtw", ["alpha": 0]).make(3)
    for row in walk(4) { #expect(Answer(method, row).weights == [1, 1, 1]) }
  }

  @Test func anAbsentTaskIsComparedWithItsOwnFirstLoss() throws {
    let method = try MethodSample("lbtw", ["alpha": 1]).make(2)
    #expect(Answer(method, [1, .nan], present: [true, false]).weights == [1, 0])
    #expect(Answer(method, [2, 5]).weights == [2, 1])
    #expect(Answer(method, [1, 10]).weights == [1, 2])
  }
}

@Suite struct DTPTests {
  private func priority(_ indicator: Double, _ gamma: Double) -> Double {
    -pow(1 - indicator, gamma) * log(indicator)
  }

  @Test func hardTasksGetMore() throws {
    let method = try #require(try MethodSample("dtp", ["alpha": 1, "gamma": 2]).make(3) as? any IndicatorDriven)
    #expect(Answer(method, [1, 1, 1]).weights == [1, 1, 1])
    method.measured(indicators: Tensor([0.2, 0.5, 0.9]))
    #expect(isClose(Answer(method, [1, 1, 1]).weights, [0.2, 0.5, 0.9].map { priority($0, 2) }, .relative(1e-10)))
  }

  @Test func indicatorsAreAveraged() throws {
    let method = try #require(try MethodSample("dtp", ["alpha": 0.25, "gamma": 1]).make(2) as? any IndicatorDriven)
    method.measured(indicators: Tensor([0.4, 0.4]))
    method.measured(indicators: Tensor([0.8, .nan]))
    #expect(isClose(Answer(method, [1, 1]).weights, [priority(0.5, 1), priority(0.4, 1)], .relative(1e-10)))
  }

  @Test func indicatorsStayWhereWeightsAreFinite() throws {
    let method = try #require(try MethodSample("dtp", ["alpha": 1, "gamma": 1]).make(3) as? any IndicatorDriven)
    method.measured(indicators: Tensor([0, 1, .nan]))
    #expect(isClose(Answer(method, [1, 1, 1]).weights, [priority(0.1, 1), priority(0.99, 1), 1], .relative(1e-10)))
    // The average itself is not cut off.
    #expect(Array(method.state["indicators"]!.array(of: Double.self)[..<2]) == [0, 1])
  }
}

@Suite struct BanditMTLTests {
  private func divergence(_ p: [Double]) -> Double {
    p.map { $0 > 0 ? $0 * log($0 * Double(p.count)) : 0 }.reduce(0, +)
  }

  /// The adversary's step with a bisection on the host.
  private func ascended(_ p: [Double], _ losses: [Double], rho: Double, eta: Double) -> [Double] {
    let logits = zip(p, losses).map { log($0) + eta * $1 }
    func weights(_ exponent: Double) -> [Double] {
      let largest = logits.max()!
      let terms = logits.map { exp(exponent * ($0 - largest)) }
      return terms.map { $0 / terms.reduce(0, +) }
    }
    if divergence(weights(1)) <= rho { return weights(1) }
    var (low, high) = (0.0, 1.0)
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if divergence(weights(middle)) <= rho { low = middle } else { high = middle }
    }
    return weights(low)
  }

  @Test(arguments: [(0.1, 0.1), (0.01, 2), (0.5, 1), (2, 0.3)] as [(Double, Double)])
  func theAdversaryAscendsWithinItsBall(_ rho: Double, _ eta: Double) throws {
    let method = try MethodSample("bandit-mtl", ["rho": .number(rho), "eta": .number(eta)]).make(3)
    var expected = [1.0 / 3, 1.0 / 3, 1.0 / 3]
    for row in walk(12) {
      let found = Answer(method, row).weights
      #expect(isClose(found, expected, .relative(1e-7)), "\(found), \(expected)")
      #expect(divergence(found) <= rho * (1 + 1e-9))
      expected = ascended(expected, row, rho: rho, eta: eta)
    }
  }

  @Test func aConstraintThatBindsIsMetExactly() throws {
    let method = try MethodSample("bandit-mtl", ["rho": 0.05, "eta": 3]).make(3)
    _ = Answer(method, [0.1, 1, 2])
    #expect(isClose(divergence(Answer(method, [0.1, 1, 2]).weights), 0.05, .relative(1e-9)))
  }

  @Test func farLossesAreNoTrouble() throws {
    let method = try MethodSample("bandit-mtl", ["rho": 0.05, "eta": 1]).make(2)
    for _ in 0..<3 { _ = Answer(method, [1e-8, 1e8]) }
    let weights = Answer(method, [1, 1]).weights
    #expect(isClose(divergence(weights), 0.05, .relative(1e-5)))
    #expect(weights[1] > weights[0])
  }

  @Test func equalLossesKeepWeightsEven() throws {
    let method = try MethodSample("bandit-mtl").make(4)
    for _ in 0..<5 {
      #expect(isClose(Answer(method, [2, 2, 2, 2]).weights, [0.25, 0.25, 0.25, 0.25], .relative(1e-10)))
    }
  }

  @Test func anAbsentTaskKeepsItsPlace() throws {
    let method = try MethodSample("bandit-mtl", ["rho": 1, "eta": 0.5]).make(3)
    _ = Answer(method, [1, .nan, 3], present: [true, false, true])
    // It counted as 2, the mean of the others.
    let other = try MethodSample("bandit-mtl", ["rho": 1, "eta": 0.5]).make(3)
    _ = Answer(other, [1, 2, 3])
    #expect(isClose(Answer(method, [1, 1, 1]).weights, Answer(other, [1, 1, 1]).weights, .relative(1e-10)))
  }
}
