import Foundation
import Printing
import Runs
import Statistics
import Tasks

extension Comparison {
  /// Judges the claims of the experiment by the rows that there are.
  mutating func judge(_ record: ClaimsRecord) {
    claims = record.entries.map { entry in
      var claim = judgement(of: entry.claim)
      if entry.runsBefore > 0 {
        let runs = entry.runsBefore == 1 ? "1 run was" : "\(entry.runsBefore) runs were"
        claim.remarks.append("The claim was stated, or changed, when \(runs) finished.")
      }
      return claim
    }
    JudgedClaim.judge(&claims, level: options.bootstrap.level)
  }

  /// The claims with their verdicts as a table, with sentences above it; nil if there are none.
  var claimTable: AnswerTable? {
    guard !claims.isEmpty else { return nil }
    return (JudgedClaim.table(of: claims), JudgedClaim.sentences(on: claims, level: levelText))
  }

  /// A claim with its effects, not judged yet.
  private func judgement(of claim: ComparedClaim) -> JudgedClaim {
    var judged = JudgedClaim(
      claim.sentence ?? sentence(of: claim), ClaimQuestion(claim.kind, margin: claim.margin),
      contrasts: claim.contrasts, unit: unit(of: claim), repeated: repeatedName + "s")
    do {
      judged.question.effects = try effects(of: claim)
    } catch {
      judged.leaveUntested(error)
    }
    return judged
  }

  /// The effects of a claim, paired over seeds (over splits, if there are several): one, or for an ordering that of each row
  /// over the next.
  ///
  /// - Throws: ``Untested`` if a row, a figure or a seed is missing.
  package func effects(of claim: ComparedClaim) throws(Untested) -> [EffectEstimate] {
    var values: [[Int: Double]] = []
    for label in claim.rows { values.append(try figures(of: label, claim.figure)) }
    let all = Set(methods.flatMap { $0.repetitions.map(unit) })
    for (label, row) in zip(claim.rows, values) {
      let missing = all.subtracting(row.keys).sorted()
      guard missing.isEmpty else {
        throw Untested(
          "\(label) has no figures of \(repeatedName) \(NumberText.list(missing.map(String.init)))\(failure(of: label))"
        )
      }
    }
    var effects: [EffectEstimate] = []
    for (first, second) in zip(values, values.dropFirst()) {
      var changes: [Double] = []
      for unit in all.sorted() { changes.append(try change(first[unit]!, second[unit]!, claim)) }
      effects.append(EffectEstimate(paired: changes, testRatio: testRatio))
    }
    return effects
  }

  /// The reason why a claim could not be tested, in words that continue after a colon.
  package struct Untested: Error, CustomStringConvertible {
    package let description: String
    init(_ description: String) { self.description = description }
  }

  /// What is known to be wrong with a row's runs, the first of it after a semicolon; empty for nothing.
  private func failure(of label: String) -> String {
    problems.first { $0.hasPrefix("\(label), ") }.map { "; \($0)" } ?? ""
  }

  /// What counts as one independent repetition: the number of a split, or a seed.
  private func unit(_ repetition: Repetition) -> Int { repetition.fold?.number ?? repetition.seed }

  /// A row's figure by seed; over several splits by split, as the mean over its seeds.
  private func figures(of label: String, _ figure: ComparedClaim.Figure) throws(Untested) -> [Int: Double] {
    guard let row = methods.first(where: { $0.label == label }) else {
      throw Untested("there is no row \(label) in this comparison")
    }
    let values: [Double]
    switch figure {
    case .deltaM:
      // Single-task training is what Δm is relative to.
      if row.isSingleTask { return Dictionary(row.repetitions.map { (unit($0), 0) }) { first, _ in first } }
      guard let change = row.deltaM else { throw Untested("\(label) has no Δm\(failure(of: label))") }
      return Dictionary(zip(change.seeds, change.perSeed)) { first, _ in first }
    case .seconds:
      values = row.seconds
    case .metric(let task, let name):
      guard let column = columns.firstIndex(where: { $0.task == task && $0.name == name }) else {
        throw Untested("no run has the metric \(name) of \(task)")
      }
      guard let estimate = row.estimates[column] else {
        throw Untested("\(label) lacks \(name) of \(task)\(failure(of: label))")
      }
      values = estimate.values
    }
    guard values.count == row.repetitions.count else { throw Untested("\(label) lacks \(figure.rawValue)") }
    let grouped = Dictionary(grouping: zip(row.repetitions, values)) { unit($0.0) }
    return grouped.mapValues { runs in runs.reduce(0) { $0 + $1.1 } / Double(runs.count) }
  }

  /// The effect of one repetition: positive where the first side is better.
  private func change(_ first: Double, _ second: Double, _ claim: ComparedClaim) throws(Untested) -> Double {
    let change: Double =
      switch claim.change {
      case .difference: first - second
      case .percent: 100 * (first - second) / abs(second)
      case .logRatio: log(first / second)
      }
    guard change.isFinite else {
      throw Untested(
        "the \(claim.change.rawValue) of \(NumberText.printed(first)) and \(NumberText.printed(second)) is not a number"
      )
    }
    return direction(of: claim.figure) == .higherIsBetter ? change : -change
  }

  private func direction(of figure: ComparedClaim.Figure) -> Direction {
    switch figure {
    case .deltaM: options.convention.direction
    case .seconds: .lowerIsBetter
    case .metric(let task, let name):
      columns.first { $0.task == task && $0.name == name }?.direction ?? .higherIsBetter
    }
  }

  private func unit(of claim: ComparedClaim) -> String {
    switch (claim.change, claim.figure) {
    case (.percent, _): "%"
    case (.logRatio, _): "log ratio"
    case (.difference, .deltaM): "points"
    case (.difference, .seconds): "s"
    case (.difference, .metric(let task, let name)):
      columns.first { $0.task == task && $0.name == name }?.unit ?? ""
    }
  }

  /// The claim in words, for one that has none of its own.
  private func sentence(of claim: ComparedClaim) -> String {
    let rows = claim.rows
    let figure: String =
      switch claim.figure {
      case .deltaM: "Δm"
      case .seconds: "seconds"
      case .metric(let task, let name): "\(name) of \(task)"
      }
    let unit = unit(of: claim)
    let named = unit == "points" && claim.margin == 1 ? "point" : unit
    let margin = NumberText.printed(claim.margin) + (unit.isEmpty ? "" : unit == "%" ? "\u{202F}%" : " \(named)")
    return switch claim.kind {
    case .superiority: "\(rows[0]) is better than \(rows[1]) in \(figure)."
    case .notWorse: "\(rows[0]) is not worse than \(rows[1]) in \(figure) by \(margin) or more."
    case .equivalence: "\(rows[0]) and \(rows[1]) differ in \(figure) by less than \(margin)."
    case .ordering, .exact: "\(NumberText.list(rows)) stand in this order in \(figure), the best first."
    }
  }
}
