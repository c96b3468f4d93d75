import Configuration
import Experiments
import Foundation
import Printing
import Reports
import Runs

/// The run of a study: its experiments one after the other, each as `equipoise compare` runs it, then its simulations. What is finished is skipped
/// and what was interrupted goes on, so a study that was killed is started again with the same command.
package struct StudyRunner {
  package let study: StudyCard
  package let scale: StudyCard.Scale
  /// The folder of the study's experiments and pages.
  package let folder: URL
  /// The variables that paths of the experiments name.
  let environment: [String: String]
  /// The positions of the claims that are tested.
  let claims: [Int]

  /// Creates a runner.
  ///
  /// - Parameters:
  ///   - runs: the folder of all runs; the study's own is `studies/NAME` below, of a quick or full run `NAME-quick`.
  ///   - data: the folder of data sets; nil for the one that `EQUIPOISE_DATA` names.
  ///   - claims: the numbers of the claims to test, from 1; nil for all.
  /// - Throws: `ConfigurationError` for a number that no claim has.
  package init(
    _ study: StudyCard, _ scale: StudyCard.Scale, in runs: URL, data: String? = nil, claims: [Int]? = nil
  ) throws {
    self.study = study
    self.scale = scale
    folder = Self.folder(of: study, scale, in: runs)
    var environment = ProcessInfo.processInfo.environment
    if let data { environment["EQUIPOISE_DATA"] = data }
    self.environment = environment
    let numbers = claims ?? study.claims.indices.map { $0 + 1 }
    if let wrong = numbers.first(where: { !study.claims.indices.contains($0 - 1) }) {
      throw ConfigurationError(
        "`--claims` should name claims of \(study.name), 1 to \(study.claims.count). Found \(wrong).")
    }
    self.claims = numbers.map { $0 - 1 }
  }

  package static func folder(of study: StudyCard, _ scale: StudyCard.Scale, in runs: URL) -> URL {
    let name = scale == .standard ? study.name : "\(study.name)-\(scale.rawValue)"
    return runs.appending(path: "studies/\(name)", directoryHint: .isDirectory)
  }

  /// The data that the tested claims need and that is not there, each with the files that are missing.
  package var missing: [StudyData] {
    let root = URL(filePath: environment["EQUIPOISE_DATA"].flatMap { $0.isEmpty ? nil : $0 } ?? "data")
    let needed = needed
    return study.data.compactMap { data in
      guard needed.contains(where: data.isRead) else { return nil }
      var missing = data
      missing.files = data.files.filter { !FileManager.default.fileExists(atPath: root.appending(path: $0).path) }
      return missing.files.isEmpty ? nil : missing
    }
  }

  /// What is missing, what stays untested without it, and what to do, in one line.
  package func sentence(onMissing data: StudyData) -> String {
    let without = Set(needed.filter(data.isRead).map(\.name))
    let untested = claims.filter { !without.isDisjoint(with: study.claims[$0].experiments) }.map { "\($0 + 1)" }
    let files = NumberText.list(data.files)
    return
      "\(files) \(data.files.count == 1 ? "is" : "are") missing, so "
      + (untested.count == 1
        ? "claim \(untested[0]) of \(study.name) stays"
        : "claims \(untested.joined(separator: ", ")) of \(study.name) stay")
      + " untested. Place \(data.source) there, and name the folder that holds it with `--data-root` or EQUIPOISE_DATA."
  }

  /// The experiments that the tested claims need, and if all claims are tested those that no claim names: tables for comparison.
  private var needed: [StudyExperiment] { study.experiments(scale).filter { isNeeded($0.name) } }

  /// Whether an experiment, or a group of simulations, is run.
  func isNeeded(_ name: String) -> Bool {
    let needed = Set(claims.flatMap { study.claims[$0].experiments })
    let named = Set(study.claims.flatMap(\.experiments)), isWhole = Set(claims).count == study.claims.count
    return needed.contains(name) || isWhole && !named.contains(name)
  }

  /// The experiments that are run: those that the tested claims need and whose data are there.
  package var experiments: [StudyExperiment] {
    let missing = missing
    return needed.filter { experiment in !missing.contains { $0.isRead(by: experiment) } }
  }

  /// Whether data are missing for every claim that is tested.
  package var hasNothingToTest: Bool {
    let there = Set(experiments.map(\.name)).union(simulations.map(\.group))
    return claims.allSatisfy { !there.isSuperset(of: study.claims[$0].experiments) }
  }

  /// An experiment's configuration.
  ///
  /// - Parameter place: the folder of its own folder of runs; nil for the study's.
  package func configuration(_ experiment: StudyExperiment, in place: URL? = nil) throws -> ExperimentConfiguration {
    try ExperimentConfiguration(reading: document(experiment, in: place), catalogue: .toolkit)
  }

  private func document(_ experiment: StudyExperiment, in place: URL? = nil) throws -> ConfigurationDocument {
    let here = URL(filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory)
    let place = (place ?? folder).standardizedFileURL.path
    let environment = environment.merging([Self.ownFolder: place]) { $1 }
    var document = try ConfigurationDocument(
      yaml: experiment.yaml, file: "\(study.name)/\(experiment.name)",
      surroundings: ConfigurationSurroundings(folder: here, currentFolder: here, environment: environment))
    try document.set("name", to: YAMLText.quoted(experiment.name))
    try document.set("output.folder", to: YAMLText.quoted(place))
    return document
  }

  /// The variable by which an experiment names the folder of the study's experiments, to start from runs of another one.
  private static let ownFolder = "STUDY"

  /// The name of the experiment of this study from whose runs those of another one start; nil for none.
  func start(of configuration: ExperimentConfiguration) -> String? {
    guard let path = configuration.network.pretrained else { return nil }
    let place = configuration.folder.deletingLastPathComponent()
    return study.experiments(scale).map(\.name).first { place.appending(path: $0).path == path }
  }

  /// Trains what is not trained, and gathers the evidence.
  ///
  /// - Parameters:
  ///   - command: the command as it was typed, for the page.
  ///   - shard: the share of the runs to train here; nil for all.
  ///   - began: called with the name of each experiment before it begins.
  /// - Throws: `ComparisonInterrupted` when asked to stop, `OthersAwaited` while runs of other shares are missing, and what else a
  ///   comparison throws. Everything trained so far is kept.
  package func run(
    executable: URL, command: String, shard: RunShard? = nil, shouldStop: @escaping @Sendable () -> Bool = { false },
    progress: (any StudyProgress)? = nil, began: (String) -> Void = { _ in }
  ) throws -> StudyEvidence {
    _ = try RunFolder.create(at: folder)
    var gathered: [StudyEvidence.Experiment] = []
    var waiting: OthersAwaited?
    for experiment in experiments {
      began(experiment.name)
      let configuration = try configuration(experiment)
      if let start = start(of: configuration) {
        // Its runs start from those that others still train, or that failed.
        guard waiting == nil, gathered.contains(where: { $0.name == start && $0.failures.isEmpty }) else { continue }
      }
      // Workers may take part in the whole; shares are divided already.
      let document = try document(experiment), isSearch = document.isSearch
      let plan =
        shard == nil
        ? try OpenPlan(isSearch ? .search : .comparison, document, balancing: nil, command: command) : nil
      let trained: Trained
      do {
        // The experiment's own report stands next to its runs, as after a comparison or a search.
        if isSearch {
          let runner = try SearchRunner(
            configuration, executable: executable, shard: shard, shouldStop: shouldStop, progress: progress)
          let outcome = try runner.run(leaving: plan)
          let (report, record) = try runner.report(outcome, command: command)
          try report.write()
          trained = Trained(cells: outcome.cells, failures: outcome.failures, search: record)
        } else {
          let runner = ComparisonRunner(
            configuration, executable: executable, shard: shard, shouldStop: shouldStop, progress: progress)
          let outcome = try runner.run(leaving: plan)
          try ExperimentReport(of: runner.folder, configuration, cells: outcome.cells, command: command).write()
          trained = Trained(cells: outcome.cells, failures: outcome.failures)
        }
      } catch let others as OthersAwaited {
        // The next experiment has runs of this share too.
        waiting = others
        continue
      }
      try plan?.remove(from: configuration.folder)
      gathered.append(try gather(experiment, trained, in: configuration.folder))
    }
    let simulated = try simulate(shard: shard, shouldStop: shouldStop, began: began)
    if let waiting { throw waiting }
    let environment = RunEnvironment.current()
    return StudyEvidence(
      of: study, scale,
      made: [
        "command": command, "machine": environment.summary, "date": Date.now.formatted(.iso8601),
        "equipoise": environment.equipoise, "libtorch": environment.libTorch,
      ],
      experiments: gathered, simulations: simulated, computed: try study.computed(scale))
  }

  /// What an experiment left in its folder.
  private struct Trained {
    var cells: [String]
    var failures: [String]
    var search: SearchRecord?
  }

  private func gather(
    _ experiment: StudyExperiment, _ outcome: Trained, in folder: URL
  ) throws -> StudyEvidence.Experiment {
    let cells = Set(outcome.cells), choosing = Set(outcome.search?.selectSeeds ?? [])
    let runs = try RunFolder.discover(in: folder).finished.filter { run in
      cells.contains(run.result.cell)
        && (outcome.search == nil || run.result.role == .final && !choosing.contains(run.result.seed))
    }
    return StudyEvidence.Experiment(
      name: experiment.name, yaml: experiment.yaml, record: try ExperimentRecord(in: folder),
      constant: try ConstantRecord(in: folder), search: outcome.search,
      runs: try runs.map { run in
        let bytes = try Data(contentsOf: RunFolder(run.folder!).resultFile)
        var result = run.result
        result.failure = result.failure.map(portable)
        return .init(result: result, digest: SHA256.hexadecimal(of: bytes), kept: study.kept(run))
      },
      failures: outcome.failures.map(portable))
  }

  /// A text without the places of this machine: evidence is read on others.
  func portable(_ text: String) -> String {
    // In this order: one of the folders may lie in the other.
    let places: KeyValuePairs<String, String?> = [
      "${EQUIPOISE_DATA}": environment["EQUIPOISE_DATA"], "${STUDY}": folder.standardizedFileURL.path,
    ]
    return places.reduce(text) { text, place in
      // A relative path is a word that may stand for something else, and says nothing of the machine.
      guard let path = place.value, path.hasPrefix("/"), path.count > 1 else { return text }
      return text.replacing(path.hasSuffix("/") ? String(path.dropLast()) : path, with: place.key)
    }
  }
}

/// A receiver of the progress of a study, whose experiments are comparisons and searches.
package typealias StudyProgress = ComparisonProgress & SearchProgress

extension ConfigurationDocument {
  /// Whether the experiment is a search: it says what to try.
  var isSearch: Bool { root["search"] != nil }
}
