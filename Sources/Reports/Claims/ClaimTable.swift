import Printing
import Statistics

extension JudgedClaim {
  /// The table of claims with their verdicts.
  package static func table(of claims: [JudgedClaim]) -> ReportTable {
    let columns = [
      ReportTable.Column(title: "Claim", isNumeric: false), .init(title: "Effect"),
      .init(title: "Unit", isNumeric: false),
      .init(title: "Interval"), .init(title: "Level", detail: "%"), .init(title: "Margin"), .init(title: "n"),
      .init(title: "Verdict", isNumeric: false),
    ]
    let rows = claims.map { claim -> [ReportTable.Cell] in
      let effect = claim.shown.map { claim.question.effects[$0] }
      let interval = claim.shown.flatMap {
        claim.ruling.intervals.indices.contains($0) ? claim.ruling.intervals[$0] : nil
      }
      let texts: [String] = [
        claim.sentence,
        effect.map { NumberText.signed($0.value, claim.decimals) } ?? "–",
        claim.unit.isEmpty ? "–" : claim.unit,
        interval.map { NumberText.interval($0, claim.decimals) } ?? "–",
        interval.map { NumberText.fixed(100 * $0.level, 1) } ?? "–",
        claim.marginText,
        effect.map { "\($0.seeds)" } ?? "–",
        claim.verdict,
      ]
      return texts.map { .init(text: $0) }
    }
    return ReportTable(title: "Claims", columns: columns, rows: rows)
  }

  /// How to read the table, and what single claims need said, a sentence each.
  package static func sentences(on claims: [JudgedClaim], level: String) -> [String] {
    let several = claims.filter { $0.question.effects.count > 1 }
    let how =
      "An effect is positive where its first row is better. A verdict follows from the interval and the margin "
      + "alone; Holm's correction gives each interval the level that makes all verdicts hold at once with \(level)."
      + (several.contains { $0.question.kind == .ordering }
        ? " Of an ordering the smallest effect of neighbours is shown." : "")
      + (several.contains { $0.question.kind != .ordering }
        ? " A claim on several effects holds if it holds for each; the one that speaks least for it is shown." : "")
    let remarks = claims.enumerated().flatMap { index, claim in
      claim.remarks.map { claims.count == 1 ? $0 : "Claim \(index + 1): \($0)" }
    }
    return [how] + remarks
  }

  /// The claim with its verdict in one line: "1. UW-SO is better than EW in Δm. Holds: +1.20 points [0.31, 2.09], …".
  package func line(_ number: Int) -> String {
    var text = "\(number). \(sentence) \(verdict.prefix(1).uppercased() + verdict.dropFirst())"
    if let shown {
      let effect = question.effects[shown]
      text += ": \(NumberText.signed(effect.value, decimals))\(unit.isEmpty ? "" : " \(unit)")"
      if ruling.intervals.indices.contains(shown) {
        let interval = ruling.intervals[shown]
        text += " \(NumberText.interval(interval, decimals)) at \(NumberText.fixed(100 * interval.level, 1))\u{202F}%"
      }
      if marginText != "–" { text += ", margin \(marginText)" }
      text += ", \(effect.seeds) \(repeated)"
    }
    return ([text + "."] + remarks).joined(separator: " ")
  }

  /// A CSV table with a line for each effect of a claim.
  package static func csv(of claims: [JudgedClaim], experiment: String) -> String {
    let header = [
      "experiment", "number", "claim", "kind", "contrast", "effect", "unit", "low", "high", "level", "method",
      "degrees_of_freedom", "margin", "n", "verdict", "remarks",
    ]
    let lines = claims.enumerated().flatMap { number, claim -> [[String]] in
      let remarks = claim.remarks.joined(separator: " ")
      func line(_ contrast: String, _ effect: EffectEstimate?, _ interval: Interval?) -> [String] {
        [
          experiment, "\(number + 1)", claim.sentence, claim.question.kind.rawValue, contrast,
          effect.map { NumberText.full($0.value) } ?? "", claim.unit, interval.map { NumberText.full($0.low) } ?? "",
          interval.map { NumberText.full($0.high) } ?? "", interval.map { NumberText.full($0.level) } ?? "",
          interval?.method.rawValue ?? "", effect.map { "\($0.degreesOfFreedom)" } ?? "",
          claim.marginText == "–" ? "" : NumberText.full(claim.question.margin), effect.map { "\($0.seeds)" } ?? "",
          claim.verdict, remarks,
        ]
      }
      guard !claim.question.effects.isEmpty else {
        return [line(claim.contrasts.joined(separator: "; "), nil, nil)]
      }
      return claim.question.effects.enumerated().map { index, effect in
        let intervals = claim.ruling.intervals
        return line(claim.contrasts[index], effect, intervals.indices.contains(index) ? intervals[index] : nil)
      }
    }
    return CSVText.lines([header] + lines)
  }

  /// The claim for programs.
  package var json: JSONTree {
    let effects = question.effects.enumerated().map { index, effect -> JSONTree in
      let interval = ruling.intervals.indices.contains(index) ? ruling.intervals[index] : nil
      return [
        "contrast": .string(contrasts[index]), "value": JSONTree(effect.value), "low": JSONTree(interval?.low),
        "high": JSONTree(interval?.high), "level": JSONTree(interval?.level),
        "method": .string(effect.method.rawValue), "values": .array(effect.perSeed.map { JSONTree($0) }),
      ]
    }
    return [
      "claim": .string(sentence), "kind": .string(question.kind.rawValue), "unit": .string(unit),
      "margin": JSONTree(question.margin), "effects": .array(effects), "verdict": .string(verdict),
      "remarks": .array(remarks.map { .string($0) }),
    ]
  }
}
