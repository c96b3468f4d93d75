import Foundation
import Printing
import Reports
import Runs

/// A study in a list: what it costs, and what was run of it.
package struct StudyState: Encodable, Sendable {
  package let name: String
  package let paper: String
  package let claims: Int
  package let data: [String]
  package let minutes: Int
  /// What was run, or what is missing, in a few words.
  package let state: String

  /// What the list needs of a study's evidence.
  private struct Verdicts: Decodable {
    struct Claim: Decodable { var verdict: String }
    var claims: [Claim]
  }

  /// All studies, in the catalogue's order.
  ///
  /// - Parameters:
  ///   - runs: the folder of all runs.
  ///   - data: the folder of data sets; nil for the one that `EQUIPOISE_DATA` names.
  package static func all(in runs: URL, data: String?) -> [StudyState] {
    Studies.all.map { study in
      StudyState(
        name: study.name, paper: study.citation.map { "\($0.authors.prefix { $0 != "," }) \($0.year)" } ?? "–",
        claims: study.claims.count, data: study.data.map(\.name), minutes: study.minutes,
        state: state(of: study, in: runs, data: data))
    }
  }

  private static func state(of study: StudyCard, in runs: URL, data: String?) -> String {
    let file = StudyRunner.folder(of: study, .standard, in: runs).appending(path: StudyEvidence.fileName)
    if let bytes = try? Data(contentsOf: file) {
      guard let found = try? JSONText.decoder.decode(Verdicts.self, from: bytes) else { return "evidence unreadable" }
      let counted = Dictionary(grouping: found.claims, by: \.verdict).mapValues(\.count)
      return "run: " + counted.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }
    let missing = (try? StudyRunner(study, .standard, in: runs, data: data).missing) ?? []
    return missing.isEmpty ? "not run" : "data missing: " + missing.map(\.name).joined(separator: ", ")
  }

  package static func text(_ list: [StudyState]) -> String {
    let rows =
      [["name", "paper", "claims", "data", "standard", "state"]]
      + list.map {
        [
          $0.name, $0.paper, "\($0.claims)", $0.data.isEmpty ? "generated" : $0.data.joined(separator: ", "),
          "\($0.minutes) min", $0.state,
        ]
      }
    return TextColumns.lines(rows, right: [false, false, true, false, true, false]).joined(separator: "\n")
  }

  package static func json(_ list: [StudyState]) throws -> String { try JSONText.encode(list) }
}
