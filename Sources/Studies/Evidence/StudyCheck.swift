import Configuration
import Experiments
import Foundation
import Reports
import Runs

/// The check of a study's evidence: whether what is printed follows from it, and whether runs come out the same again.
package struct StudyCheck {
  package let file: URL
  package let evidence: StudyEvidence
  package let study: StudyCard

  init(file: URL, evidence: StudyEvidence, study: StudyCard) {
    self.file = file
    self.evidence = evidence
    self.study = study
  }

  /// Reads the evidence in a folder.
  ///
  /// - Throws: `ResultsError` if there is none; `SettingError` if no study has its name.
  package init(_ file: URL) throws {
    self.file = file
    evidence = try StudyEvidence(from: file)
    study = try Studies.all.find(evidence.study)
  }

  /// The evidence below a folder: in itself, or in the folders in it.
  package static func files(in folder: URL) -> [URL] {
    func evidence(_ folder: URL) -> URL? {
      let file = folder.appending(path: StudyEvidence.fileName)
      return FileManager.default.fileExists(atPath: file.path) ? file : nil
    }
    if let own = evidence(folder) { return [own] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().compactMap { evidence(folder.appending(path: $0)) }
  }

  /// What does not follow from the evidence, a sentence each; none if all of it does.
  package func problems() throws -> [String] {
    var problems: [String] = []
    let judged = evidence.judged(by: study).map(\.recorded)
    if judged.count != evidence.claims.count {
      problems.append("The evidence has \(evidence.claims.count) claims, the study \(judged.count).")
    }
    for (index, (now, then)) in zip(judged, evidence.claims).enumerated() where !now.agrees(with: then) {
      problems.append(
        "Claim \(index + 1): the runs give \(Self.words(now)), and the evidence says \(Self.words(then)).")
    }
    for (name, value) in try study.computed(evidence.scale).sorted(by: { $0.key < $1.key })
    where evidence.computed[name]?.bitPattern != value.bitPattern {
      problems.append(
        "\(name) is \(value), and the evidence says \(evidence.computed[name].map { "\($0)" } ?? "nothing").")
    }
    let folder = file.deletingLastPathComponent()
    for (name, text) in page.texts where Self.differs(folder.appending(path: name), from: text) {
      problems.append("\(name) is not the page of this evidence.")
    }
    return problems + changedRuns
  }

  private var page: StudyPage { StudyPage(study, evidence) }

  /// What is wrong with the overview of several pages, a sentence; none if it follows from them or there is none.
  package static func problems(withOverviewOf checks: [StudyCheck], in folder: URL) -> [String] {
    let file = folder.appending(path: StudyOverview.fileName)
    guard differs(file, from: StudyOverview(checks.map(\.page)).markdown()) else { return [] }
    return ["\(StudyOverview.fileName) is not the overview of these pages."]
  }

  /// Whether a file that is there says something else: other words, or numbers that differ by more than the rounding of
  /// another system's logarithms.
  private static func differs(_ file: URL, from text: String) -> Bool {
    guard let found = try? String(contentsOf: file, encoding: .utf8), found != text else { return false }
    func words(_ text: String) -> [Substring] { text.split { $0.isWhitespace || $0 == "," } }
    let (own, others) = (words(found), words(text))
    return own.count != others.count
      || !zip(own, others).allSatisfy { first, second in
        first == second || Double(first).flatMap { one in Double(second).map { one.agrees(with: $0) } } == true
      }
  }

  /// The outcome of a check in words.
  package func sentence(problems: [String], trained: Int) -> String {
    let runs = evidence.experiments.reduce(0) { $0 + $1.runs.count } + (evidence.simulations?.count ?? 0)
    guard problems.isEmpty else {
      return "\(study.name): \(problems.count) of what is printed does not follow\n"
        + problems.map { "  \($0)" }.joined(separator: "\n")
    }
    let again = trained == 0 ? "" : "; \(trained) trained again, with the same bits"
    return "\(study.name): \(evidence.claims.count) claims follow from \(runs) runs\(again)"
  }

  private static func words(_ claim: StudyEvidence.Claim) -> String {
    let values = claim.effects.map {
      "\($0.value) [\($0.low.map { "\($0)" } ?? "–"), \($0.high.map { "\($0)" } ?? "–")]"
    }
    return (values + [claim.verdict]).joined(separator: ", ")
  }

  /// The runs next to the evidence whose result is not the one that it was made of; none if the runs are not there.
  private var changedRuns: [String] {
    evidence.experiments.flatMap { experiment in
      experiment.runs.compactMap { run -> String? in
        let folder = file.deletingLastPathComponent().appending(path: "\(experiment.name)/\(run.result.cell)")
        guard let bytes = try? Data(contentsOf: RunFolder(folder).resultFile) else { return nil }
        guard SHA256.hexadecimal(of: bytes) != run.digest else { return nil }
        return "The result of \(experiment.name)/\(run.result.cell) is not the one that the evidence was made of."
      }
    }
  }

  /// Runs that are trained again: drawn by the evidence itself, so that nobody picks them.
  package func drawn(_ count: Int) throws -> [(experiment: StudyEvidence.Experiment, run: StudyEvidence.Run)] {
    let seed = SHA256.hexadecimal(of: Data(try evidence.text().utf8))
    let all = evidence.experiments.flatMap { experiment in experiment.runs.map { (experiment: experiment, run: $0) } }
    let keyed = all.map { pair in
      (key: SHA256.hexadecimal(of: Data("\(seed) \(pair.run.digest)".utf8)), pair: pair)
    }
    return keyed.sorted { $0.key < $1.key }.prefix(count).map(\.pair)
  }

  /// The data without which no run of the evidence can be trained again.
  ///
  /// - Parameter data: the folder of data sets; nil for the one that `EQUIPOISE_DATA` names.
  package func missing(data: String?) throws -> [StudyData] {
    try StudyRunner(study, evidence.scale, in: file.deletingLastPathComponent(), data: data).missing.filter { data in
      evidence.experiments.contains { data.isRead(by: StudyExperiment($0.name, $0.yaml)) }
    }
  }

  /// Trains some runs again and compares their figures bit by bit, and as many simulations. The runs from which they start are
  /// trained and compared first.
  ///
  /// - Parameters:
  ///   - data: the folder of data sets; nil for the one that `EQUIPOISE_DATA` names.
  ///   - folder: an empty folder for the trainings.
  /// - Returns: what differs, a sentence each, and how many runs were trained.
  package func rerun(
    _ count: Int, data: String?, in folder: URL, executable: URL,
    shouldStop: @escaping @Sendable () -> Bool = { false }, progress: (any StudyProgress)? = nil
  ) throws -> (problems: [String], trained: Int) {
    let runner = try StudyRunner(study, evidence.scale, in: folder, data: data)
    let chosen = try evidence.withStarts(drawn(count), runner)
    var problems: [String] = []
    for experiment in evidence.experiments {
      guard let own = chosen[experiment.name] else { continue }
      let configuration = try runner.configuration(StudyExperiment(experiment.name, experiment.yaml), in: folder)
      let cells = Set(own.map(\.result.cell))
      let again =
        if experiment.search != nil {
          try SearchRunner(configuration, executable: executable, shouldStop: shouldStop, progress: progress).rerun(
            cells)
        } else {
          try ComparisonRunner(configuration, executable: executable, shouldStop: shouldStop, progress: progress)
            .rerun(cells)
        }
      for run in own {
        guard let result = again[run.result.cell] else {
          problems.append(
            "No plan of \(experiment.name) has the run \(run.result.cell): its data or settings are others.")
          continue
        }
        if let difference = Self.difference(of: run.result, result) {
          problems.append("\(experiment.name)/\(run.result.cell) came out otherwise: \(difference).")
        }
      }
    }
    let simulated = try simulateAgain(count)
    return (problems + simulated.problems, chosen.values.reduce(0) { $0 + $1.count } + simulated.run)
  }

  /// The first figure that two results do not share, in words; nil if all are the same to the bit.
  static func difference(of first: RunResult, _ second: RunResult) -> String? {
    func figures(_ result: RunResult) -> [String: Double] {
      var all: [String: Double] = [:]
      for (split, tasks) in result.metrics {
        for (task, metrics) in tasks { for (name, value) in metrics { all["\(name) of \(task), \(split)"] = value } }
      }
      for (split, tasks) in result.losses { for (task, value) in tasks { all["loss of \(task), \(split)"] = value } }
      for (task, metrics) in result.corrupted?.metrics ?? [:] {
        for (name, kinds) in metrics {
          for (kind, values) in kinds {
            for (severity, value) in zip(result.corrupted!.severities, values) {
              all["\(name) of \(task) under \(kind) at severity \(severity)"] = value
            }
          }
        }
      }
      return all
    }
    let (one, other) = (figures(first), figures(second))
    for name in Set(one.keys).union(other.keys).sorted() where one[name]?.bitPattern != other[name]?.bitPattern {
      return
        "\(name) is \(other[name].map { "\($0)" } ?? "missing") instead of \(one[name].map { "\($0)" } ?? "nothing")"
    }
    return nil
  }
}

extension StudyEvidence.Claim {
  /// Whether two judgements say the same: all words, and numbers up to the rounding of another system's logarithms.
  fileprivate func agrees(with other: StudyEvidence.Claim) -> Bool {
    func numbers(_ claim: StudyEvidence.Claim) -> [Double?] {
      claim.effects.flatMap { [$0.value, $0.low, $0.high, $0.level] + $0.perSeed.map(Optional.some) }
    }
    func words(_ claim: StudyEvidence.Claim) -> StudyEvidence.Claim {
      var claim = claim
      claim.effects = claim.effects.map {
        .init(contrast: $0.contrast, value: 0, low: nil, high: nil, level: nil, method: $0.method, perSeed: [])
      }
      return claim
    }
    let (own, others) = (numbers(self), numbers(other))
    guard words(self) == words(other), own.count == others.count else { return false }
    return zip(own, others).allSatisfy { first, second in
      guard let first, let second else { return first == nil && second == nil }
      return first.agrees(with: second)
    }
  }
}

extension Double {
  /// Whether two numbers are the same up to the rounding of another system's logarithms.
  fileprivate func agrees(with other: Double) -> Bool {
    self == other || abs(self - other) <= 1e-9 * max(abs(self), abs(other), 1e-3)
  }
}
