import Printing
import Statistics

/// A claim with the answer that runs give to it.
package struct JudgedClaim: Sendable, Hashable {
  /// The claim in one sentence, with its full stop.
  package var sentence: String
  /// What was asked: kind, margin, effects.
  package var question: ClaimQuestion
  /// What each effect is the effect of: "UW-SO over EW".
  package var contrasts: [String]
  /// The unit of effect and margin: "points"; "" for a bare number.
  package var unit: String
  /// The number of samples that an effect rests on: seeds, or splits.
  package var repeated: String
  package var ruling: ClaimRuling
  /// The checks of an exact claim.
  package var checks: [Check] = []
  /// What its verdict is worth.
  package var standing: Standing
  /// What else a reader has to know, a sentence each: why the claim is not decided, or that it was stated late.
  package var remarks: [String]

  /// One check of an exact claim.
  package struct Check: Sendable, Hashable {
    /// What is checked, in a few words.
    package var name: String
    package var passed: Bool

    package init(name: String, passed: Bool) {
      self.name = name
      self.passed = passed
    }
  }

  /// What a verdict is worth.
  package enum Standing: Sendable, Hashable {
    case whole
    /// A part of what was tested is a reconstruction, since the source does not say it.
    case reconstruction
    /// The runs were only to show that everything works; there is no verdict.
    case smoke
  }

  /// The verdict in words.
  package var verdict: String {
    switch standing {
    case .whole: ruling.outcome.rawValue
    case .reconstruction: ruling.outcome.rawValue + " (of our reconstruction)"
    case .smoke: "no verdict from a quick run"
    }
  }

  /// Adds the remark that the claim was not tested.
  ///
  /// - Parameter reason: words that continue after a colon, with or without a full stop.
  package mutating func leaveUntested(_ reason: any Error) {
    let words = "\(reason)"
    remarks.append("Not tested: \(words)" + (words.hasSuffix(".") ? "" : "."))
  }

  /// Judges claims together; see ``ClaimFamily``.
  package static func judge(_ claims: inout [JudgedClaim], level: Double) {
    let rulings = ClaimFamily.rulings(on: claims.map(\.question), level: level)
    for (index, ruling) in rulings.enumerated() {
      claims[index].ruling = ruling
      guard ruling.hasTooFewSeeds, claims[index].standing != .smoke else { continue }
      let few = claims[index].question.effects.map(\.seeds).min() ?? 0
      claims[index].remarks.append(
        "\(few) \(claims[index].repeated) are too few to say that a claim holds: \(ClaimFamily.fewestSeeds) are needed."
      )
    }
  }

  package init(
    _ sentence: String, _ question: ClaimQuestion, contrasts: [String], unit: String, repeated: String = "seeds",
    standing: Standing = .whole, remarks: [String] = []
  ) {
    self.sentence = sentence
    self.question = question
    self.contrasts = contrasts
    self.unit = unit
    self.repeated = repeated
    ruling = ClaimRuling(outcome: .undecided, intervals: [])
    self.standing = standing
    self.remarks = remarks
  }

  /// The position of the effect that is shown: the only one, or of several the one that speaks least for the claim.
  var shown: Int? {
    func support(_ index: Int) -> Double {
      let value = question.effects[index].value
      return question.kind == .equivalence ? -abs(value) : value
    }
    return question.effects.indices.min { support($0) < support($1) }
  }

  /// The number of digits behind the point in which the effect and its interval are printed.
  var decimals: Int {
    guard let shown else { return 0 }
    let effect = question.effects[shown]
    return NumberText.decimals(means: [effect.value], deviations: [effect.standardError ?? 0])
  }

  /// The margin as text; "–" for a claim without one.
  var marginText: String {
    question.kind == .ordering || question.kind == .exact ? "–" : NumberText.printed(question.margin)
  }
}
