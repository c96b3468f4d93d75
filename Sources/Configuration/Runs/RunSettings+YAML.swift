import Foundation
import Runs

extension RunSettings {
  /// The values of a configuration.
  package init(_ configuration: ResolvedConfiguration) {
    let relevant = Set(configuration.removing(ConfiguredRun.irrelevant).scalars.map(\.path))
    self.init(
      configuration.scalars.map { path, scalar in
        let origin = configuration[path]?.origin
        let line: Int? = if case .file(_, let line)? = origin { line } else { nil }
        return Value(
          path: path, value: scalar.number.map { .number($0) } ?? .text(scalar.text),
          truth: ["true", "false"].contains(scalar.text) ? scalar.truth : nil, line: line,
          isRelevant: relevant.contains(path))
      })
  }

  /// Reads the YAML of a run's configuration; nil for a text that is none.
  package static let yaml: Reader = { data in
    (try? ConfigurationDocument(yaml: String(decoding: data, as: UTF8.self), file: "config.yaml")).map {
      RunSettings(ResolvedConfiguration($0.root))
    }
  }
}

extension RunIndex {
  /// Opens the index of a folder of runs and reads what has changed.
  ///
  /// - Parameters:
  ///   - rebuilding: whether to read everything again.
  ///   - note: is told in a sentence if the index had to be made again.
  /// - Throws: `ResultsError` if there is no such folder.
  package convenience init(
    of folder: URL, rebuilding: Bool = false, note: @escaping (String) -> Void = { _ in }
  ) throws {
    try self.init(of: folder, rebuilding: rebuilding, settings: RunSettings.yaml, note: note)
  }
}

extension RunPage {
  /// Reads a run's folder; what cannot be read is named on the page.
  package init(_ folder: RunFolder) { self.init(folder, settings: RunSettings.yaml) }
}

extension RunDifference {
  /// Reads the folders of two runs.
  package init(_ first: RunFolder, _ second: RunFolder) { self.init(first, second, settings: RunSettings.yaml) }
}

extension EventFile {
  /// The folder's event file, or a new one's place.
  package init(
    in folder: RunFolder, _ configuration: ResolvedConfiguration,
    now: @escaping @Sendable () -> Double = { Date.now.timeIntervalSince1970 }
  ) {
    self.init(in: folder, RunSettings(configuration), now: now)
  }
}
