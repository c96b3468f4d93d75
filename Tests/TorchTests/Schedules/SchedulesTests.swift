import Foundation
import Testing
import Torch

@Suite struct SchedulesTests {
  @Test func warmUpsReachTheBaseRateAndHandOver() {
    let schedule = WarmUp(steps: 4, from: 0, then: StepDecay(every: 2, factor: 0.5))
    #expect((0..<9).map { schedule.rate(base: 1, step: $0) } == [0, 0.25, 0.5, 0.75, 1, 1, 0.5, 0.5, 0.25])
    #expect(ConstantWarmUp(steps: 2, factor: 0.1).rate(base: 1, step: 1) == 0.1)
    #expect(ConstantRate().rate(base: 0.3, step: 1000) == 0.3)
  }

  @Test func ratesEndWhereTheyShould() {
    #expect(PolynomialDecay(steps: 10).rate(base: 1, step: 25) == 0)
    #expect(CosineAnnealing(steps: 10, minimum: 0.1).rate(base: 1, step: 10) == 0.1)
    let cycle = OneCycle(peak: 1, steps: 100)
    #expect(abs(cycle.rate(base: 9, step: 0) - 0.04) < 1e-15)
    #expect(abs(cycle.rate(base: 9, step: 29) - 1) < 1e-12)
    #expect(abs(cycle.rate(base: 9, step: 99) - 4e-6) < 1e-12)
    #expect(cycle.rate(base: 9, step: 500) == 4e-6)
    #expect(OneCycle(peak: 1, steps: 1).rate(base: 1, step: 0).isFinite)
  }

  @Test func restartsGrow() {
    let schedule = CosineWarmRestarts(first: 2, growth: 3)
    #expect([0, 2, 8, 26].allSatisfy { schedule.rate(base: 1, step: $0) == 1 })
    #expect(schedule.rate(base: 1, step: 5) == 0.5)
  }

  @Test func aPlateauLowersTheRateAndItsStateIsSaved() throws {
    var plateau = ReduceOnPlateau(.higherIsBetter, factor: 0.5, patience: 1, threshold: .absolute(0.1), cooldown: 1)
    var rates: [Double] = []
    for measure in [1, 1.05, 1.05, 1.05, 1.05, 1.05, .nan] {
      plateau.observe(measure)
      rates.append(plateau.rate(base: 1))
      plateau = try JSONDecoder().decode(ReduceOnPlateau.self, from: JSONEncoder().encode(plateau))
    }
    #expect(rates == [1, 1, 0.5, 0.5, 0.5, 0.25, 0.25])
  }
}
