import Datasets
import Foundation
import Printing

/// A summary of the predictions that were written, for people and programs.
package struct PredictionSummary: Sendable {
  package let rows: Int
  let output: URL
  /// The columns of the table, or the tensors with their shapes.
  package internal(set) var columns: [String] = []
  /// The answer whose probability is given, by yes-or-no task: a cell of the data's file.
  package internal(set) var positives: [String: String] = [:]
  /// Sentences about the inputs that deserve a look.
  package let notes: [String]
  let unknown: UnknownCategories

  init(rows: Int, output: URL, notes: [String], unknown: UnknownCategories) {
    (self.rows, self.output, self.notes, self.unknown) = (rows, output, notes, unknown)
  }

  private static let mostNamed = 24

  /// The summary in words: "16281 predictions in people.csv: income, income.probability (of ">50K"), …".
  package var text: String {
    let names = columns.prefix(Self.mostNamed).map { name in
      let positive = positives.first { "\($0.key).probability" == name }?.value
      return TerminalText.escaped(name) + (positive.map { " (of \"\(TerminalText.escaped($0))\")" } ?? "")
    }
    let more = columns.count > names.count ? [" … \(columns.count) in all"] : []
    return "\(rows) predictions in \(TerminalText.escaped(output.path)): " + (names + more).joined(separator: ", ")
  }

  package func json() throws -> String {
    struct Unknown: Encodable {
      var column: String
      var cells: Int
      var unknown: Int
      var examples: [String]
    }
    struct Fields: Encodable {
      var rows: Int
      var output: String
      var columns: [String]
      var positives: [String: String]
      var unknownCategories: [Unknown]
      var notes: [String]
    }
    return try JSONText.encode(
      Fields(
        rows: rows, output: output.path, columns: columns, positives: positives,
        unknownCategories: unknown.columns.map {
          Unknown(column: $0.name, cells: $0.cells, unknown: $0.unknown, examples: $0.examples)
        },
        notes: notes))
  }
}
