import Foundation

@testable import Configuration
@testable import Runs
@testable import Studies
@testable import Verification

/// Readers of what people write: experiments, settings on the command line, queries, golden files.
enum Documents {
  nonisolated(unsafe) static let harnesses: [String: Harness] = [
    "yaml": { try readBack(text($0)) },
    "set": { bytes in
      var document = try ConfigurationDocument(yaml: table, surroundings: surroundings)
      for line in try text(bytes).split(separator: "\n") { try document.set(String(line)) }
      _ = try ExperimentConfiguration(reading: document, catalogue: .toolkit)
    },
    "landscape": { bytes in
      let document = try ConfigurationDocument(yaml: text(bytes), file: "f.yaml", surroundings: surroundings)
      _ = try LandscapeConfiguration(reading: document, methods: ExperimentCatalogue.toolkit.methods)
    },
    "filter": { _ = try RunFilter(reading: text($0)).sql(["validation.a.b", "x y"]) },
    "golden": { _ = try GoldenFile.decode(Data($0), path: "f.json") },
  ]

  private struct NoText: Error {}

  private static let table =
    "{data: {kind: table, files: {train: /nowhere/x.csv}, targets: [{column: a, kind: regression}]}}"
  private static let surroundings = ConfigurationSurroundings(
    folder: URL(filePath: "/nowhere/a"), currentFolder: URL(filePath: "/nowhere/b"), environment: ["HOME": "/nowhere/h"]
  )

  private static func text(_ bytes: UnsafeRawBufferPointer) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw NoText() }
    return text
  }

  /// What can be read can be written as `config.yaml` and read again.
  private static func readBack(_ text: String) throws {
    let document = try ConfigurationDocument(yaml: text, file: "f.yaml", surroundings: surroundings)
    let written = try ExperimentConfiguration(reading: document, catalogue: .toolkit).resolved.yaml()
    do {
      let again = try ConfigurationDocument(yaml: written, file: "config.yaml", surroundings: surroundings)
      _ = try ExperimentConfiguration(reading: again, catalogue: .toolkit)
    } catch { fatalError("config.yaml should be read back. Found: \(error)\n\(written)") }
  }
}
