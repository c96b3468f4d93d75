/// What is asked of one claim: its kind and margin, with the effects or the checks that decide.
package struct ClaimQuestion: Sendable, Hashable {
  package var kind: ClaimKind
  /// The smallest effect that matters, in the effect's unit.
  package var margin: Double
  /// The effects, of which each has to bear out the claim; for an ordering that of each arm over the next. Empty if they could
  /// not be computed.
  package var effects: [EffectEstimate]
  /// The outcomes of the checks of an exact claim.
  package var checks: [Bool]

  package init(_ kind: ClaimKind, margin: Double, effects: [EffectEstimate] = [], checks: [Bool] = []) {
    self.kind = kind
    self.margin = margin
    self.effects = effects
    self.checks = checks
  }
}

/// The decision on one claim of several.
package struct ClaimRuling: Sendable, Hashable {
  package var outcome: ClaimOutcome
  /// The intervals from which the outcome follows, one for each effect; empty if there are none.
  package var intervals: [Interval]
  /// Whether the interval alone would decide, and only the number of seeds does not suffice for *holds*.
  package var hasTooFewSeeds = false

  package init(outcome: ClaimOutcome, intervals: [Interval], hasTooFewSeeds: Bool = false) {
    self.outcome = outcome
    self.intervals = intervals
    self.hasTooFewSeeds = hasTooFewSeeds
  }
}

/// Claims that are judged together, so that the level holds for all of them: the chance that any verdict is wrong is at
/// most one less the level.
///
/// Holm's correction (Scandinavian Journal of Statistics 6, 1979) in terms of intervals: while k claims are open, each is
/// judged by its interval of level 1 − α / k, and a claim that is decided leaves one fewer open. The interval of a claim is
/// the one by which it was judged, so that the verdict can be read off it. The α of a claim on several effects is divided among
/// them. Exact claims take no part.
package enum ClaimFamily {
  /// The least number of seeds from which a claim may be said to hold: with fewer, an interval rests on the values being
  /// normal, which they cannot show.
  package static let fewestSeeds = 5

  /// Judges claims.
  ///
  /// - Parameter level: the level of all verdicts at once, between 0 and 1.
  /// - Returns: a ruling for each question, in their order.
  package static func rulings(on questions: [ClaimQuestion], level: Double) -> [ClaimRuling] {
    var rulings = [ClaimRuling?](repeating: nil, count: questions.count)
    for (index, question) in questions.enumerated() where question.kind == .exact {
      let outcome: ClaimOutcome =
        question.checks.isEmpty ? .undecided : question.checks.allSatisfy { $0 } ? .holds : .fails
      rulings[index] = ClaimRuling(outcome: outcome, intervals: [])
    }
    var open = questions.indices.filter { questions[$0].kind != .exact }
    while !open.isEmpty {
      let own = 1 - (1 - level) / Double(open.count)
      let judged = open.map { questions[$0].ruling(level: own) }
      guard let decided = judged.firstIndex(where: \.outcome.isDecided) else {
        for (index, ruling) in zip(open, judged) { rulings[index] = ruling }
        break
      }
      rulings[open[decided]] = judged[decided]
      open.remove(at: decided)
    }
    return rulings.map { $0! }
  }
}

extension ClaimQuestion {
  /// The ruling by intervals of a level.
  fileprivate func ruling(level: Double) -> ClaimRuling {
    // Several effects have intervals that hold at once, so that neither verdict on all of them is too easy.
    let own = 1 - (1 - level) / Double(max(1, effects.count))
    let intervals = effects.compactMap { $0.interval(level: own) }
    guard !intervals.isEmpty, intervals.count == effects.count else {
      return ClaimRuling(outcome: .undecided, intervals: [])
    }
    let outcome = kind.outcome(of: intervals, margin: margin)
    let isFew = effects.contains { $0.seeds < ClaimFamily.fewestSeeds }
    guard isFew, outcome == .holds || outcome == .smaller else {
      return ClaimRuling(outcome: outcome, intervals: intervals)
    }
    return ClaimRuling(outcome: .undecided, intervals: intervals, hasTooFewSeeds: true)
  }
}
