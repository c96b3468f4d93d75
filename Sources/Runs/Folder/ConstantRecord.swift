import Datasets
import Foundation
import Printing

/// The file `constant.json` in an experiment's folder: the figures of predictions that do not look at the input.
package struct ConstantRecord: Codable, Sendable, Hashable {
  /// The figures on one division of the data into splits.
  package struct Figures: Codable, Sendable, Hashable {
    /// The content hash of the experiment's configuration and data.
    package var cell: String
    /// The seed of the division; nil if all seeds have the same.
    package var seed: Int?
    /// The fold whose samples are the test split; nil if there is one split.
    package var fold: Fold?
    /// The metrics of all tasks.
    package var definitions: [MetricDefinition]
    /// The values by split, task and metric, without those that are not defined for a constant.
    package var metrics: [String: [String: [String: Double]]]

    package init(
      cell: String, seed: Int? = nil, definitions: [MetricDefinition], metrics: [String: [String: [String: Double]]]
    ) {
      self.cell = cell
      self.seed = seed
      self.definitions = definitions
      self.metrics = metrics
    }
  }

  /// The schema that this version reads and writes.
  static let currentSchema = 1
  static let fileName = "constant.json"
  /// The method's name of the row, and its label.
  package static let method = "constant-prediction"
  package static let label = "Constant prediction"

  package private(set) var schema = ConstantRecord.currentSchema
  /// The figures, one for each division.
  package var figures: [Figures]

  package init(_ figures: [Figures]) { self.figures = figures }

  /// Reads the record in an experiment's folder; nil if there is none.
  ///
  /// - Throws: ``ResultsError`` if it cannot be read.
  package init?(in folder: URL) throws(ResultsError) {
    let file = folder.appending(path: Self.fileName)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    self = try RunFolder.decode(Self.self, from: file, schemas: 1...Self.currentSchema, isMarked: true)
  }

  package func save(in folder: URL) throws {
    try RunFolder(folder).write(JSONText.encoder(.prettyPrinted).encode(self), as: Self.fileName)
  }
}
