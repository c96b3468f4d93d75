import Components
import Foundation
import Printing
import Reports
import Runs
import Tasks

/// The way in which a person names a run: the start of its folder's name, its folder, or the folder of an experiment,
/// which stands for the runs that the experiment's comparison recommends.
///
/// ```swift
/// try RunReference("138be72d").run(in: URL(filePath: "runs"))
/// try RunReference("runs/adult").resolved(in: URL(filePath: "runs")).sentence   // "`runs/adult` stands for …"
/// ```
package struct RunReference: Sendable, Hashable {
  package let text: String

  package init(_ text: String) { self.text = text }

  /// The runs that a reference stands for.
  package struct Resolution: Sendable {
    /// The runs: one, or one for each task if a comparison recommends separate networks.
    package var runs: [RunFolder]
    /// The sentence that says which runs stand for an experiment; nil for a run that was named itself.
    package var sentence: String?
  }

  /// Finds the runs.
  ///
  /// - Parameters:
  ///   - runs: the folder of all experiments' folders.
  ///   - prefersAllSamples: whether a training of a recommended run's configuration on all samples replaces the run.
  /// - Throws: ``RunQueryError`` with what may be meant, if there is no such run, or more than one.
  package func resolved(in runs: URL, preferringAllSamples prefersAllSamples: Bool = false) throws -> Resolution {
    let file = URL(filePath: path)
    if Self.isRun(file) { return Resolution(runs: [RunFolder(file)]) }
    for experiment in [file, runs.appending(path: path)] where Self.isCompared(experiment) {
      return try Self.recommended(by: experiment, prefersAllSamples)
    }
    let found = candidates(in: runs)
    let exact = found.filter { $0.url.lastPathComponent == name }
    let chosen = exact.isEmpty ? found : exact
    if chosen.count == 1 { return Resolution(runs: chosen) }
    throw chosen.isEmpty ? unknown(in: runs) : ambiguous(chosen, in: runs)
  }

  /// The one run that a reference stands for.
  ///
  /// - Throws: ``RunQueryError``, also if a comparison recommends several.
  package func run(in runs: URL) throws -> RunFolder {
    let found = try resolved(in: runs).runs
    guard found.count == 1 else {
      throw RunQueryError(
        "`\(text)` should stand for one run. Its comparison recommends \(found.count), one a task: "
          + found.map(\.url.relativeToCurrentFolder).quotedList + ".")
    }
    return found[0]
  }

  /// The folder of the experiment: the named one, or that of the run.
  package func experiment(in runs: URL) throws -> URL {
    for folder in [URL(filePath: path), runs.appending(path: path)] {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder), isFolder.boolValue else {
        continue
      }
      return Self.isRun(folder) ? folder.deletingLastPathComponent() : folder
    }
    let experiments = IndexStamp.folders(in: runs)
    // Reading the folder reports what it lacks.
    if candidates(in: runs).isEmpty && experiments.isEmpty { return URL(filePath: path) }
    return try resolved(in: runs).runs[0].url.deletingLastPathComponent()
  }

  // MARK: names

  /// The text without the slash that completion writes.
  private var path: String { text.count > 1 && text.hasSuffix("/") ? String(text.dropLast()) : text }

  /// The start of the name of a run's folder.
  private var name: String { URL(filePath: path).lastPathComponent }

  /// The runs whose names begin with it: in the folder before the name, or in every experiment's folder.
  private func candidates(in runs: URL) -> [RunFolder] {
    guard !name.isEmpty else { return [] }
    let experiments =
      path.contains("/")
      ? [URL(filePath: path).deletingLastPathComponent(), runs.appending(path: path).deletingLastPathComponent()]
      : IndexStamp.folders(in: runs).map { runs.appending(path: $0) }
    var seen: Set<String> = []
    return experiments.flatMap { Self.runs(of: $0) }.filter {
      $0.url.lastPathComponent.hasPrefix(name) && seen.insert($0.url.standardizedFileURL.path).inserted
    }
  }

  private static func runs(of experiment: URL) -> [RunFolder] {
    IndexStamp.folders(in: experiment).map { experiment.appending(path: $0) }.filter(isRun).map(RunFolder.init)
  }

  private static func isRun(_ folder: URL) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: "config.yaml").path) || RunFolder(folder).isDone
  }

  private static func isCompared(_ folder: URL) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: ExperimentRecord.fileName).path)
  }

  // MARK: a comparison's runs

  /// The runs that a comparison recommends, or the trainings on all samples that were made from them, if they are
  /// preferred and there are any.
  private static func recommended(by experiment: URL, _ prefersAllSamples: Bool) throws -> Resolution {
    let path = experiment.relativeToCurrentFolder
    let recommended = try ExperimentReport(of: experiment, split: "test").comparison.recommendedRuns
    guard let first = recommended.first else {
      throw RunQueryError("The comparison in `\(path)` should recommend a run. Found no row with whole figures.")
    }
    let whole = prefersAllSamples ? trainedOnAllSamples(in: experiment) : [:]
    let found = recommended.map { run in (run, whole[run.folder.lastPathComponent]) }
    let names = found.map { run, whole in
      "\(run.task.map { "\($0) " } ?? "")\((whole?.url ?? run.folder).lastPathComponent.prefix(RunTable.cellLetters))"
    }
    let isWhole = found.allSatisfy { $0.1 != nil } ? ", trained on all samples" : ""
    return Resolution(
      runs: found.map { $0.1 ?? RunFolder($0.0.folder) },
      sentence:
        "`\(path)` stands for the recommended \(names.count == 1 ? "run" : "runs") of its comparison: \(first.label) "
        + "(\(NumberText.list(names)))\(isWhole).")
  }

  /// The finished trainings on all samples, by the run whose configuration they have.
  private static func trainedOnAllSamples(in experiment: URL) -> [String: RunFolder] {
    runs(of: experiment).reduce(into: [:]) { found, run in
      guard let source = (try? RunJob(in: run))?.source, let result = try? run.result(), result.failure == nil else {
        return
      }
      found[source] = run
    }
  }

  // MARK: errors

  private static let mostListed = 5

  private func ambiguous(_ found: [RunFolder], in runs: URL) -> RunQueryError {
    RunQueryError(
      "`\(text)` should begin the name of one run in `\(runs.relativeToCurrentFolder)`. Found \(found.count): "
        + Self.list(found) + ".")
  }

  private func unknown(in runs: URL) -> RunQueryError {
    let experiments = IndexStamp.folders(in: runs),
      all = experiments.flatMap { Self.runs(of: runs.appending(path: $0)) }
    let hint = Suggestion.sentence(for: name, among: experiments + all.map(\.url.lastPathComponent))
    let listed = all.isEmpty ? "no run there" : "none among the \(all.count) there: \(Self.list(all))"
    return RunQueryError(
      "`\(text)` should be a run: how its name in `\(runs.relativeToCurrentFolder)` begins, its folder, or the folder of an "
        + "experiment that was compared. Found \(listed).\(hint)")
  }

  /// The runs as a list: "scenes/aaaa1111, scenes/aaaa2222, …".
  private static func list(_ runs: [RunFolder]) -> String {
    let names = runs.prefix(mostListed).map {
      "\($0.url.deletingLastPathComponent().lastPathComponent)/\($0.url.lastPathComponent)"
    }
    return names.joined(separator: ", ") + (runs.count > mostListed ? ", …" : "")
  }
}
