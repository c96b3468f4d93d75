import Testing

@testable import Statistics

@Suite struct ClaimKindTests {
  /// The table of the rule; the margin is 1.
  static let cases: [Case] = [
    Case(.superiority, [(0.1, 2.0)], .holds),
    Case(.superiority, [(0.1, 0.9)], .smaller),
    Case(.superiority, [(-0.1, 0.9)], .fails),
    Case(.superiority, [(-3, -2)], .fails),
    Case(.superiority, [(-0.1, 1.1)], .undecided),
    Case(.notWorse, [(-0.9, 5)], .holds),
    Case(.notWorse, [(-1.1, 5)], .undecided),
    Case(.notWorse, [(-3, -1.1)], .fails),
    Case(.equivalence, [(-0.9, 0.9)], .holds),
    Case(.equivalence, [(0.2, 0.9)], .holds),
    Case(.equivalence, [(-0.9, 1.1)], .undecided),
    Case(.equivalence, [(1.1, 2)], .fails),
    Case(.equivalence, [(-2, -1.1)], .fails),
    Case(.ordering, [(0.1, 1), (0.2, 3)], .holds),
    Case(.ordering, [(0.1, 1), (-0.2, 3)], .undecided),
    Case(.ordering, [(0.1, 1), (-3, -0.2)], .fails),
    Case(.superiority, [], .undecided),
    Case(.superiority, [(0.1, 2), (0.1, 3)], .holds),
    Case(.superiority, [(0.1, 2), (0.1, 0.9)], .smaller),
    Case(.superiority, [(0.1, 2), (-0.1, 3)], .undecided),
    Case(.superiority, [(-0.1, 3), (-0.1, 0.9)], .fails),
    Case(.equivalence, [(-0.9, 0.9), (1.1, 2)], .fails),
  ]

  struct Case: Sendable {
    let kind: ClaimKind
    let intervals: [Interval]
    let outcome: ClaimOutcome

    init(_ kind: ClaimKind, _ ends: [(Double, Double)], _ outcome: ClaimOutcome) {
      self.kind = kind
      intervals = ends.map { Interval(low: $0.0, high: $0.1, level: 0.95, method: .student) }
      self.outcome = outcome
    }
  }

  @Test(arguments: cases)
  func theRule(_ test: Case) {
    #expect(test.kind.outcome(of: test.intervals, margin: 1) == test.outcome)
  }
}

@Suite struct ClaimFamilyTests {
  /// Ten differences around a mean with a standard error of exactly 1.
  private func effect(_ mean: Double, seeds: Int = 10) -> EffectEstimate {
    let half = Double(seeds - 1).squareRoot()
    return EffectEstimate(paired: (0..<seeds).map { mean + ($0 < seeds / 2 ? half : -half) })
  }

  /// Two effects share what one claim may err.
  @Test func severalEffectsShareTheLevel() {
    let ruling = ClaimFamily.rulings(
      on: [ClaimQuestion(.superiority, margin: 1, effects: [effect(9), effect(8)])], level: 0.95)[0]
    #expect(ruling.outcome == .holds)
    #expect(ruling.intervals.allSatisfy { abs($0.level - 0.975) < 1e-12 })
  }

  /// One claim is judged at the level itself, and several by Holm's steps: with two open claims the first needs 97.5 %, and
  /// the last is judged at 95 %. Student's t for 9 degrees of freedom is 2.262 and 2.685 there.
  @Test func holmsSteps() {
    func outcomes(_ means: [Double]) -> [ClaimOutcome] {
      ClaimFamily.rulings(
        on: means.map { ClaimQuestion(.superiority, margin: 0.01, effects: [effect($0)]) }, level: 0.95
      )
      .map(\.outcome)
    }
    #expect(outcomes([2.4]) == [.holds])
    #expect(outcomes([2.4, 0]) == [.undecided, .undecided])
    #expect(outcomes([2.4, 2.8]) == [.holds, .holds])
    #expect(outcomes([2.8, 2.4, 0]) == [.undecided, .undecided, .undecided])
    let rulings = ClaimFamily.rulings(
      on: [2.4, 2.8].map { ClaimQuestion(.superiority, margin: 0.01, effects: [effect($0)]) }, level: 0.95)
    #expect(rulings[0].intervals[0].level == 0.95)
    #expect(abs(rulings[1].intervals[0].level - 0.975) < 1e-12)
    #expect(abs(rulings[0].intervals[0].low - (2.4 - 2.2622)) < 1e-3)
  }

  /// Four seeds never bear a claim out, and can refute it.
  @Test func fewSeedsNeverSayHolds() {
    let question = ClaimQuestion(.superiority, margin: 1, effects: [effect(50, seeds: 4)])
    let ruling = ClaimFamily.rulings(on: [question], level: 0.95)[0]
    #expect(ruling.outcome == .undecided && ruling.hasTooFewSeeds)
    let refuted = ClaimQuestion(.superiority, margin: 1, effects: [effect(-50, seeds: 4)])
    #expect(ClaimFamily.rulings(on: [refuted], level: 0.95)[0].outcome == .fails)
  }

  @Test func exactClaimsTakeNoPartInTheCorrection() {
    let exact = [[true, true], [true, false], []].map { ClaimQuestion(.exact, margin: 0, checks: $0) }
    let rulings = ClaimFamily.rulings(
      on: exact + [ClaimQuestion(.superiority, margin: 0.01, effects: [effect(2.4)])], level: 0.95)
    #expect(rulings.map(\.outcome) == [.holds, .fails, .undecided, .holds])
  }

  @Test func anEffectThatCouldNotBeComputedDecidesNothing() {
    let none = ClaimQuestion(.notWorse, margin: 1)
    let one = ClaimQuestion(.notWorse, margin: 1, effects: [EffectEstimate(paired: [3])])
    #expect(ClaimFamily.rulings(on: [none, one], level: 0.95).map(\.outcome) == [.undecided, .undecided])
  }
}
