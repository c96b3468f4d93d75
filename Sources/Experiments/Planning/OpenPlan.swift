import Configuration
import Foundation
import Printing
import Runs

/// A comparison or a search that is not complete, as the file `plan.json` in its experiment's folder: what a worker
/// needs to train its runs. The file exists from the start of the command until the report is written.
package struct OpenPlan: Codable, Sendable, Equatable {
  package enum Kind: String, Codable, Sendable {
    case comparison, search
  }

  static let currentSchema = 1
  static let fileName = "plan.json"

  private(set) var schema = OpenPlan.currentSchema
  package var kind: Kind
  /// The experiment in YAML: the given values, with absolute paths.
  package var experiment: String
  /// The rows that the command picks, as in `--balancing`.
  package var balancing: String?
  /// The command as it was typed, for the report.
  package var command: String

  /// Creates a plan.
  ///
  /// - Parameter document: the document before `balancing` picks its rows.
  package init(_ kind: Kind, _ document: ConfigurationDocument, balancing: String?, command: String) throws {
    self.kind = kind
    self.balancing = balancing
    self.command = command
    experiment = try ExperimentConfiguration(reading: document, catalogue: .toolkit).resolved.given().yaml()
  }

  /// Reads the plan of an experiment's folder; nil if there is none, or it is complete.
  package init?(in folder: URL) throws(ResultsError) {
    let file = folder.appending(path: Self.fileName)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    self = try RunFolder.decode(OpenPlan.self, from: file, schemas: 1...Self.currentSchema, isMarked: true)
  }

  func save(in folder: URL) throws {
    try RunFolder(folder).write(JSONText.encoder(.prettyPrinted).encode(self), as: Self.fileName)
  }

  /// Writes the plan for workers.
  ///
  /// - Throws: `ResultsError` if the folder cannot be written, or another comparison or search of it is running.
  package func leave(in folder: URL) throws {
    let lock = try RunFolder.create(at: folder).lock()
    try save(in: folder)
    withExtendedLifetime(lock) {}
  }

  /// Removes the plan because it is complete. A plan that has replaced it stays.
  package func remove(from folder: URL) throws(ResultsError) {
    guard try OpenPlan(in: folder) == self else { return }
    unlink(folder.appending(path: Self.fileName).path)
  }

  /// The folders with a plan: `runs` itself, or those directly below it.
  ///
  /// - Throws: `ResultsError` if there is no such folder.
  package static func folders(in runs: URL) throws(ResultsError) -> [URL] {
    func hasPlan(_ folder: URL) -> Bool {
      FileManager.default.fileExists(atPath: folder.appending(path: fileName).path)
    }
    guard !hasPlan(runs) else { return [runs] }
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: runs.path) } catch {
      throw ResultsError.system(action: "read", path: runs.path, reason: RunFolder.reason(error))
    }
    return names.sorted().map { runs.appending(path: $0) }.filter(hasPlan)
  }

  /// The experiment whose folder holds the plan, under the path by which this machine knows it.
  package func configuration(in folder: URL) throws -> ExperimentConfiguration {
    var document = try ConfigurationDocument(yaml: experiment, file: Self.fileName)
    let folder = folder.standardizedFileURL
    try document.set("name", to: YAMLText.quoted(folder.lastPathComponent))
    try document.set("output.folder", to: YAMLText.quoted(folder.deletingLastPathComponent().path))
    return try document.experiment(balancing: balancing)
  }
}
