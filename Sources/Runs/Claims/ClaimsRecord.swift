import Foundation
import Printing

/// The file `claims.json` in an experiment's folder: its claims, and how much was known when each was stated.
package struct ClaimsRecord: Codable, Sendable, Hashable {
  /// A claim with the state of the comparison when it was first written down.
  package struct Entry: Codable, Sendable, Hashable {
    package var claim: ComparedClaim
    /// The number of the comparison's runs that were finished before; 0 for a claim that was stated before all runs.
    package var runsBefore: Int
  }

  /// The schema that this version reads and writes.
  static let currentSchema = 1
  static let fileName = "claims.json"

  private var schema = ClaimsRecord.currentSchema
  package private(set) var entries: [Entry]

  /// Reads the record in an experiment's folder; nil if there is none.
  ///
  /// - Throws: ``ResultsError`` if it cannot be read.
  package init?(in folder: URL) throws(ResultsError) {
    let file = folder.appending(path: Self.fileName)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    self = try RunFolder.decode(Self.self, from: file, schemas: 1...Self.currentSchema, isMarked: true)
  }

  /// Writes an experiment's claims down. A claim that stands there already keeps what was known when it was stated; one that
  /// was changed counts as new.
  ///
  /// - Parameters:
  ///   - claims: all claims of the experiment.
  ///   - finished: the number of the comparison's runs that are finished now.
  package static func state(_ claims: [ComparedClaim], finished: Int, in folder: URL) throws {
    let before = try ClaimsRecord(in: folder)?.entries ?? []
    guard before.map(\.claim) != claims else { return }
    var record = ClaimsRecord(entries: [])
    record.entries = claims.map { claim in
      before.first { $0.claim == claim } ?? Entry(claim: claim, runsBefore: finished)
    }
    try RunFolder(folder).write(JSONText.encoder(.prettyPrinted).encode(record), as: Self.fileName)
  }

  private init(entries: [Entry]) { self.entries = entries }
}
