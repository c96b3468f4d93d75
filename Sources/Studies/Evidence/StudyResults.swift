import Foundation
import Reports
import Runs
import Statistics
import Tasks

/// What a study's claims are judged by: the figures of its runs.
package struct StudyResults: Sendable {
  /// An error for what was not run, in words that continue after a colon.
  package struct Missing: Error, CustomStringConvertible {
    package let description: String
  }

  private let evidence: StudyEvidence

  /// The figures of simulations, by group and name.
  private let simulations: [String: [String: [String: Double]]]

  init(_ evidence: StudyEvidence) {
    self.evidence = evidence
    simulations = (evidence.simulations ?? []).reduce(into: [:]) { all, one in
      all[one.group, default: [:]][one.name] = one.figures
    }
  }

  /// The scale at which the runs were made.
  package var scale: StudyCard.Scale { evidence.scale }

  /// A row of one of the experiments.
  package struct Row: Sendable, Hashable {
    package var experiment: String
    package var label: String

    package init(_ experiment: String, _ label: String) {
      self.experiment = experiment
      self.label = label
    }
  }

  /// The effect of one row of an experiment over another, paired over seeds.
  ///
  /// - Parameters:
  ///   - rows: the labels: the effect is the first's value less the second's.
  ///   - value: a run's figure; larger should be better.
  /// - Throws: ``Missing`` if a row lacks a seed that another has, or a figure is not a number.
  package func paired(
    _ experiment: String, _ rows: (String, String), _ value: (StudyEvidence.Run) throws -> Double
  ) throws -> EffectEstimate {
    try paired(Row(experiment, rows.0), Row(experiment, rows.1), value)
  }

  /// The effect of one row over another, which may be of another experiment, paired over seeds.
  ///
  /// - Parameter value: a run's figure; larger should be better.
  /// - Throws: ``Missing`` if a row lacks a seed that its experiments have, or a figure is not a number.
  package func paired(
    _ first: Row, _ second: Row, _ value: (StudyEvidence.Run) throws -> Double
  ) throws -> EffectEstimate {
    let (ones, others) = (try values(of: first, value), try values(of: second, value))
    let seeds = Set(try [first, second].flatMap { try runs($0.experiment).map(\.result.seed) }).sorted()
    return EffectEstimate(
      paired: try seeds.map { seed in
        guard let one = ones[seed], let other = others[seed] else {
          throw Missing(description: "\((ones[seed] == nil ? first : second).label) has no run of seed \(seed)")
        }
        guard (one - other).isFinite else {
          throw Missing(description: "the figures of seed \(seed), \(one) and \(other), have no finite difference")
        }
        return one - other
      })
  }

  /// A figure of each of a row's runs, by seed.
  ///
  /// - Throws: ``Missing`` if a run failed.
  package func values(
    of row: Row, _ value: (StudyEvidence.Run) throws -> Double
  ) throws -> [Int: Double] {
    let own = try runs(row.experiment).filter { $0.result.label == row.label && $0.result.role == .final }
    if let failed = own.first(where: { $0.result.failure != nil }) {
      throw Missing(description: "\(row.label), seed \(failed.result.seed): \(failed.result.failure ?? "")")
    }
    return Dictionary(try own.map { ($0.result.seed, try value($0)) }) { first, _ in first }
  }

  /// The comparison of an experiment's rows, which is made from them: few claims ask for one.
  ///
  /// - Throws: ``Missing`` if it was not run, or has no figures.
  package func comparison(_ experiment: String) throws -> Comparison {
    guard let found = evidence.experiments.first(where: { $0.name == experiment }) else {
      throw Missing(description: "the experiment \(experiment) was not run")
    }
    do { return try found.comparison() } catch { throw Missing(description: "\(error)") }
  }

  /// The runs of an experiment.
  package func runs(_ experiment: String) throws -> [StudyEvidence.Run] {
    guard let found = evidence.experiments.first(where: { $0.name == experiment }) else {
      throw Missing(description: "the experiment \(experiment) was not run")
    }
    return found.runs
  }

  /// Whether an experiment was run.
  package func has(_ experiment: String) -> Bool { evidence.experiments.contains { $0.name == experiment } }

  /// The search of an experiment.
  ///
  /// - Throws: ``Missing`` if it was not run, or has none.
  package func search(_ experiment: String) throws -> SearchRecord {
    guard let found = evidence.experiments.first(where: { $0.name == experiment })?.search else {
      throw Missing(description: "the search of \(experiment) was not run")
    }
    return found
  }

  /// A figure of a simulation.
  ///
  /// - Throws: ``Missing`` if it was not run, or has no such figure.
  package func simulated(_ figure: String, of name: String, in group: String) throws -> Double {
    guard let found = simulations[group]?[name]?[figure] else {
      throw Missing(description: "\(figure) of \(name) was not simulated")
    }
    return found
  }

  /// Whether the simulations of a group were run.
  package func hasSimulations(_ group: String) -> Bool { simulations[group] != nil }

  /// A figure that needs no run.
  package func computed(_ name: String) throws -> Double {
    guard let value = evidence.computed[name] else { throw Missing(description: "\(name) was not computed") }
    return value
  }
}

extension StudyEvidence.Run {
  /// A metric of a task.
  ///
  /// - Throws: ``StudyResults/Missing`` if the run failed, or lacks it.
  func metric(_ name: String, of task: String, on split: String = "test") throws -> Double {
    func missing(_ what: String) -> StudyResults.Missing {
      .init(description: "\(result.label) of \(result.experiment), seed \(result.seed)\(what)")
    }
    if let failure = result.failure { throw missing(": \(failure)") }
    guard let value = result.metrics[split]?[task]?[name] else { throw missing(", has no \(split) \(name) of \(task)") }
    return value
  }

  /// The same metric of each task.
  func metrics(_ name: String, on split: String = "test") throws -> [Double] {
    try result.tasks.map { try metric(name, of: $0, on: split) }
  }
}

extension StudyEvidence.Experiment {
  /// The comparison of its rows, from the runs' results alone.
  package func comparison() throws -> Comparison {
    var context = ReportContext(
      experiment: name, dataset: record.context["dataset"], network: record.context["network"],
      machine: record.context["machine"], notes: record.notes)
    context.match(record.context)
    let options = ComparisonOptions(
      split: "test", convention: record.convention, order: record.order,
      bootstrap: SeedBootstrap(level: record.level, samples: record.samples, seed: record.seed),
      margin: record.margin ?? 1)
    return try Comparison(
      of: runs.map { .init(result: $0.result, records: []) }, options: options, context: context, constant: constant,
      problems: failures)
  }
}
