import Datasets
import Foundation
import Printing
import Runs
import Torch

/// Predictions as a CSV table: a column for each name, a row for each sample.
struct PredictionTable {
  /// A column whose cells are made as they are written.
  struct Column {
    var name: String
    /// The text in a row, from 0.
    let cell: (Int) -> String

    init(name: String, cell: @escaping (Int) -> String) { (self.name, self.cell) = (name, cell) }

    /// Creates a column of texts, one for each row.
    init(name: String, _ cells: [String]) { self.init(name: name) { cells[$0] } }

    /// Creates a column of numbers, in the shortest text that reads back to the same number of their type.
    ///
    /// - Parameter numbers: `[row]` or `[row, 1]`.
    init(name: String, _ numbers: Tensor) {
      if numbers.dtype == .float64 {
        let numbers = numbers.flatten().array(of: Double.self)
        self.init(name: name) { "\(numbers[$0])" }
      } else {
        let numbers = numbers.flatten().array(of: Float.self)
        self.init(name: name) { "\(numbers[$0])" }
      }
    }

    /// This column with empty cells in the rows of which `isEmpty` is true.
    func empty(where isEmpty: [Bool]) -> Column { Column(name: name) { [cell] in isEmpty[$0] ? "" : cell($0) } }
  }

  private(set) var columns: [Column]
  let count: Int

  /// Creates a table. A class name can make a column's name that is another task's: the later one gets a number after
  /// it.
  init(_ columns: [Column], count: Int) {
    var taken = Set(columns.map(\.name)), seen: Set<String> = []
    self.columns = columns.map { column in
      guard !seen.insert(column.name).inserted else { return column }
      var column = column
      let numbered = (1...).lazy.map { [name = column.name] in "\(name).\($0)" }
      column.name = numbered.first { taken.insert($0).inserted } ?? column.name
      return column
    }
    self.count = count
  }

  /// Writes the table, some rows at a time.
  func write(to output: URL) throws {
    try ResultsError.writing(output.path) {
      try AtomicFile.output(to: output) { file in
        func append(_ lines: [[String]]) throws {
          let text = lines.map { $0.map(CSVText.quoted).joined(separator: ",") + "\n" }.joined()
          try Data(text.utf8).withUnsafeBytes { try file.append($0) }
        }
        try append([columns.map(\.name)])
        for start in stride(from: 0, to: count, by: Self.rowsAtATime) {
          try append((start..<min(count, start + Self.rowsAtATime)).map { row in columns.map { $0.cell(row) } })
        }
      }
    }
  }

  private static let rowsAtATime = 1024
}
