import Experiments
import Foundation
import Printing
import Reports
import Runs

/// The page of a study, a function of its card and its evidence.
package struct StudyPage {
  /// A part of the page: sentences, a table, or both.
  struct Section {
    var title: String
    var sentences: [String] = []
    var table: ReportTable?
  }

  package let study: StudyCard
  package let evidence: StudyEvidence
  package let claims: [JudgedClaim]

  package init(_ study: StudyCard, _ evidence: StudyEvidence) {
    self.study = study
    self.evidence = evidence
    claims = evidence.judged(by: study)
  }

  /// Whether a claim has nothing to be judged by.
  package var hasUntested: Bool {
    claims.contains { $0.question.effects.isEmpty && $0.question.checks.isEmpty }
  }

  /// The sentences under the title.
  var introduction: [String] {
    let source = study.citation.map { "After \($0)." }
    let smoke =
      evidence.scale == .quick
      ? "A quick run, which only shows that everything works: no claim has a verdict." : nil
    return [study.summary.prefix(1).uppercased() + study.summary.dropFirst() + ".", source, smoke].compactMap { $0 }
  }

  var sections: [Section] {
    [claimsSection] + claims.indices.map(section(ofClaim:))
      + [Section(title: "Protocol", sentences: study.protocolText)] + tables
      + evidence.experiments.flatMap(sections(of:)) + [departures, cost, making]
  }

  private var claimsSection: Section {
    Section(
      title: "Claims", sentences: JudgedClaim.sentences(on: claims, level: "95\u{202F}%"),
      table: JudgedClaim.table(of: claims))
  }

  private func section(ofClaim index: Int) -> Section {
    let claim = study.claims[index], judged = claims[index]
    var section = Section(title: "Claim \(index + 1): \(claim.sentence)")
    let kind = claim.kind.rawValue
    section.sentences.append(
      "Source: \(claim.sourceText). Kind: \(kind)"
        + (claim.margin > 0 ? ", margin \(NumberText.printed(claim.margin)) \(claim.unit)." : "."))
    if claim.isReconstruction {
      section.sentences.append("A part of what was tested is a reconstruction: the source does not say it.")
    }
    if let control = claim.control { section.sentences.append("Control: \(control)") }
    section.sentences.append("What would change our mind: \(claim.otherwise)")
    section.sentences.append("Verdict: \(judged.verdict).")
    section.table = judged.checks.isEmpty ? effects(of: judged) : checks(of: judged)
    return section
  }

  /// The effects of a claim with the value of each seed; nil if there is none.
  private func effects(of claim: JudgedClaim) -> ReportTable? {
    guard !claim.question.effects.isEmpty else { return nil }
    let unit = claim.unit
    let rows = claim.question.effects.enumerated().map { index, effect -> [ReportTable.Cell] in
      let decimals = NumberText.decimals(means: [effect.value], deviations: [effect.standardError ?? 0])
      let interval = claim.ruling.intervals.indices.contains(index) ? claim.ruling.intervals[index] : nil
      return [
        claim.contrasts[index], NumberText.signed(effect.value, decimals),
        interval.map { NumberText.interval($0, decimals) } ?? "–", "\(effect.seeds)",
        effect.perSeed.map { NumberText.signed($0, decimals) }.joined(separator: "  "),
      ].map { .init(text: $0) }
    }
    return ReportTable(
      title: "Effects",
      columns: [
        .init(title: "Contrast", isNumeric: false), .init(title: "Effect", detail: unit), .init(title: "Interval"),
        .init(title: "n"), .init(title: "Each \(claim.repeated.dropLast())", isNumeric: false),
      ], rows: rows)
  }

  private func checks(of claim: JudgedClaim) -> ReportTable {
    ReportTable(
      title: "Checks", columns: [.init(title: "Check", isNumeric: false), .init(title: "Passed", isNumeric: false)],
      rows: claim.checks.map { [.init(text: $0.name), .init(text: $0.passed ? "yes" : "no")] })
  }

  /// The study's own tables; in their place what is missing for them.
  private var tables: [Section] {
    do {
      return try study.tables(StudyResults(evidence)).map { Section(title: $0.title, table: $0) }
    } catch { return [Section(title: "Tables", sentences: ["Not made: \(error)."])] }
  }

  /// Every arm of an experiment with its figures.
  private func sections(of experiment: StudyEvidence.Experiment) -> [Section] {
    let title = "Experiment \(experiment.name)"
    guard let comparison = try? experiment.comparison() else {
      return [Section(title: title, sentences: ["No run has figures."] + experiment.failures)]
    }
    let data = [comparison.context.dataset, comparison.context.network].compactMap { $0 }
    return [
      Section(title: title, sentences: data.map { "\($0)." }, table: comparison.summaryTable),
      Section(title: "\(title): metrics", table: comparison.metricsTable),
    ] + [experiment.search.map { Section(title: "\(title): search", table: $0.costTable) }].compactMap { $0 }
      + comparison.publishedTables.map {
        Section(title: "\(title): published", sentences: $0.sentences, table: $0.table)
      }
  }

  private var departures: Section {
    let failures = evidence.experiments.flatMap { experiment in
      experiment.failures.map { "\(experiment.name): \($0)" }
    }
    let sentences = study.deviations + failures
    return Section(
      title: "What did not go as in the paper", sentences: sentences.isEmpty ? ["Nothing that is known."] : sentences)
  }

  private var cost: Section {
    let runs = evidence.experiments.flatMap(\.runs).map(\.result)
    let simulations = evidence.simulations.map { ["\($0.count) simulations."] } ?? []
    guard !runs.isEmpty else {
      return Section(title: "Cost", sentences: simulations.isEmpty ? ["No network was trained."] : simulations)
    }
    let seconds = runs.reduce(0) { $0 + $1.cost }
    let steps = runs.reduce(0) { $0 + $1.steps }
    return Section(
      title: "Cost",
      sentences: [
        "\(runs.count) trainings, \(NumberText.grouped(steps)) updates, \(NumberText.seconds(seconds)) s of processor time."
      ] + simulations)
  }

  private var making: Section {
    let names = [
      ("Command", "command"), ("Machine", "machine"), ("Date", "date"), ("Equipoise", "equipoise"),
      ("LibTorch", "libtorch"),
    ]
    let seeds = Set(evidence.experiments.flatMap(\.runs).map(\.result.seed)).sorted()
    var rows = names.map { [$0.0, evidence.made[$0.1] ?? "–"] }
    if !seeds.isEmpty { rows.append(["Seeds", seeds.map(String.init).joined(separator: ", ")]) }
    rows.append(["Scale", evidence.scale.rawValue])
    return Section(
      title: "How these figures were made",
      sentences: [
        "`evidence.json` holds every run's figures, settings and digest. `equipoise study check` derives all that is printed "
          + "here from it again; with `--rerun 2` it trains two of the runs again and compares their bits."
      ],
      table: ReportTable(
        title: "Made", columns: [.init(title: "", isNumeric: false), .init(title: "", isNumeric: false)],
        rows: rows.map { $0.map { .init(text: $0) } }))
  }

  var plots: [Plot] {
    let labels = claims.indices.map { "\($0 + 1). \(claims[$0].sentence)" }
    return [Plot.forest(of: claims, labels: labels)].compactMap { $0 } + ownPlots
  }

  /// The study's own plots; none while their figures are missing.
  var ownPlots: [Plot] { (try? study.plots(StudyResults(evidence))) ?? [] }
}
