import Datasets
import Foundation
import Torch

/// Predictions as a CSV table: a column for each name, a row for each sample.
struct PredictionTable {
  private(set) var columns: [(name: String, cells: [String])] = []

  /// Appends texts, one for each row.
  mutating func append(_ name: String, _ cells: [String]) { columns.append((name, cells)) }

  /// Appends a task's predictions, one number for each row, in the shortest text that reads back to the same number of the
  /// predictions' type.
  ///
  /// - Parameters:
  ///   - predictions: `[row]` or `[row, 1]`.
  ///   - classes: the names of the classes that the numbers stand for; empty where they are no class numbers.
  mutating func append(_ name: String, _ predictions: Tensor, classes: [String] = []) {
    if !classes.isEmpty {
      append(name, predictions.flatten().array(of: Int.self).map { classes[$0] })
    } else if predictions.dtype == .float64 {
      append(name, predictions.flatten().array(of: Double.self).map { "\($0)" })
    } else {
      append(name, predictions.flatten().array(of: Float.self).map { "\($0)" })
    }
  }

  /// Empties the cells of a column in the rows of which `isEmpty` is true.
  mutating func clear(_ name: String, where isEmpty: [Bool]) {
    guard let column = columns.lastIndex(where: { $0.name == name }) else { return }
    for (row, isEmpty) in isEmpty.enumerated() where isEmpty { columns[column].cells[row] = "" }
  }

  /// The number of rows.
  var count: Int { columns.first?.cells.count ?? 0 }

  /// Writes the table.
  ///
  /// - Returns: a sentence about what was written.
  func write(to output: URL) throws -> String {
    var lines = [columns.map(\.name)]
    for row in 0..<count { lines.append(columns.map { $0.cells[row] }) }
    let text = lines.map { $0.map(CSVText.quoted).joined(separator: ",") + "\n" }.joined()
    try ResultsError.writing(output.path) { try AtomicFile.output(Data(text.utf8), to: output) }
    let names = columns.map { TerminalText.escaped($0.name) }.joined(separator: ", ")
    return "\(count) predictions in \(TerminalText.escaped(output.path)): \(names)"
  }
}
