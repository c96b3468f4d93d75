import Testing

@testable import Statistics

/// Individuals with ties in times and risks, some of them censored.
struct SurvivalSample {
  let data: SurvivalTimes
  let risks: [Double]

  init(_ count: Int, seed: UInt64) {
    var random = SplitMix64(key: seed)
    let times = (0..<count).map { _ in Double(random.integer(below: 12)) }
    risks = (0..<count).map { _ in Double(random.integer(below: 7)) / 4 }
    data = SurvivalTimes(times, events: (0..<count).map { _ in random.integer(below: 5) < 3 })
  }

  /// Whether a pair counts, with the first having its event first.
  func counts(_ i: Int, _ j: Int) -> Bool {
    guard i != j, data.events[i] else { return false }
    return data.times[i] < data.times[j] || data.times[i] == data.times[j] && !data.events[j]
  }

  /// How right the order of a pair's risks is.
  func right(_ i: Int, _ j: Int) -> Double { risks[i] > risks[j] ? 1 : risks[i] == risks[j] ? 0.5 : 0 }
}

@Suite struct ConcordanceTests {
  @Test(arguments: 0..<6 as Range<UInt64>) func itIsTheShareOfRightPairs(_ seed: UInt64) {
    let sample = SurvivalSample(40, seed: seed), all = sample.risks.indices
    let weights = all.map { Double($0 % 3) }
    var right = 0.0, pairs = 0.0, weighted = 0.0, weightedPairs = 0.0
    for i in all {
      for j in all where sample.counts(i, j) {
        right += sample.right(i, j)
        pairs += 1
        weighted += weights[i] * weights[j] * sample.right(i, j)
        weightedPairs += weights[i] * weights[j]
      }
    }
    let own = Concordance(sample.risks, sample.data)
    #expect(abs(own.right - right) < 1e-9 && own.pairs == pairs)
    let ofWeights = Concordance(sample.risks, sample.data, weights: weights)
    #expect(abs(ofWeights.value! - weighted / weightedPairs) < 1e-12)
    // Less the risks, each pair with different risks is wrong where it was right.
    #expect(abs(Concordance(sample.risks.map { -$0 }, sample.data).value! - (1 - right / pairs)) < 1e-12)
  }

  @Test func constantRisksAreHalfRightAndNoPairHasNone() {
    let sample = SurvivalSample(20, seed: 9)
    #expect(Concordance([Double](repeating: 3, count: 20), sample.data).value == 0.5)
    #expect(Concordance([1, 2], SurvivalTimes([3, 4], events: [false, false])).value == nil)
    #expect(Concordance([1, 2], SurvivalTimes([3, 3], events: [true, true])).value == nil)
  }

  /// Without censoring both are one number; with it each event counts the square of the inverse of being observed.
  @Test func unosCountsEventsByTheirChanceOfBeingObserved() {
    let sample = SurvivalSample(40, seed: 3), all = sample.risks.indices, free = sample.data.censoring
    var right = 0.0, pairs = 0.0
    for i in all where free(sample.data.times[i]) > 0 {
      let weight = 1 / (free(sample.data.times[i]) * free(sample.data.times[i]))
      for j in all where sample.counts(i, j) {
        right += weight * sample.right(i, j)
        pairs += weight
      }
    }
    let uno = Concordance.uno(sample.risks, sample.data).value!
    #expect(abs(uno - right / pairs) < 1e-12 && uno != Concordance(sample.risks, sample.data).value)
    let full = SurvivalTimes(sample.data.times, events: all.map { _ in true })
    #expect(Concordance.uno(sample.risks, full) == Concordance(sample.risks, full))
  }

  /// Values of scikit-survival 0.28.0.
  @Test func theyAgreeWithAnotherProgram() {
    let data = SurvivalTimes(
      [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 7, 8, 2, 10, 4, 6],
      events: [1, 1, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 0, 1, 1].map { $0 == 1 })
    let risks = [0.3, 1.2, -0.8, 2.1, -0.4, -1.5, 0.9, 0.2, 0.3, 0.7, -1.1, -0.2, 1.4, -2, 0.1, -0.6]
    let areas = TimeDependentAUC(risks, data)
    for (value, expected) in [
      (Concordance(risks, data).value, 0.9293478260869565), (Concordance.uno(risks, data).value, 0.9216794939606592),
      (areas(at: 2), 1), (areas(at: 4), 0.94243156), (areas(at: 6), 0.94628099),
      (areas.mean(at: [2, 4, 6]), 0.9596424639281146),
    ] { #expect(abs((value ?? .nan) - expected) < 5e-9) }
  }

  @Test(arguments: 0..<4 as Range<UInt64>) func theAreaComparesCasesWithControls(_ seed: UInt64) {
    let sample = SurvivalSample(40, seed: seed), all = sample.risks.indices, free = sample.data.censoring
    let areas = TimeDependentAUC(sample.risks, sample.data)
    for time in [2.0, 5, 8.5] {
      var right = 0.0, pairs = 0.0
      for i in all where sample.data.events[i] && sample.data.times[i] <= time {
        for j in all where sample.data.times[j] > time {
          right += sample.right(i, j) / free(sample.data.times[i])
          pairs += 1 / free(sample.data.times[i])
        }
      }
      #expect(abs(areas(at: time)! - right / pairs) < 1e-12)
    }
    #expect(areas(at: -1) == nil && areas(at: 12) == nil)
    let mean = areas.mean(at: areas.tenths)!, each = areas.tenths.compactMap { areas(at: $0) }
    #expect(mean >= each.min()! && mean <= each.max()!)
  }
}

@Suite struct KaplanMeierTests {
  /// Freireich's patients with 6-mercaptopurine, the example of many textbooks.
  @Test func itIsTheProductOfWhatIsLeft() {
    let times: [Double] = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    let events = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0].map { $0 == 1 }
    let survival = SurvivalTimes(times, events: events).survival
    for (time, value) in [
      (5.9, 1), (6, 0.857), (7, 0.807), (10, 0.753), (13, 0.690), (16, 0.627), (22, 0.538), (40, 0.448),
    ] {
      #expect(abs(survival(time) - value) < 5e-4)
    }
  }

  @Test func eventsComeBeforeCensoringAtOneTime() {
    let data = SurvivalTimes([1, 1, 2], events: [true, false, true])
    #expect(data.survival.values == [1 - 1.0 / 3, 0] && data.censoring.values == [0.5, 0.5])
  }
}
