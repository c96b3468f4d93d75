import Datasets
import Foundation

/// `constant.json` in an experiment's folder: how well predictions do that do not look at the input.
public struct ConstantRecord: Codable, Sendable, Hashable {
  /// The figures on one division of the data into splits.
  public struct Figures: Codable, Sendable, Hashable {
    /// The content hash of the experiment's configuration and data.
    public var cell: String
    /// The seed whose division it is; nil where all seeds have the same.
    public var seed: Int?
    /// The fold whose samples are the test split; nil where there is one split.
    public var fold: Fold?
    /// The metrics of all tasks.
    public var definitions: [MetricDefinition]
    /// Split to task to metric to value; without those that are not defined for a constant.
    public var metrics: [String: [String: [String: Double]]]

    public init(
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
  /// The row's method and label where methods have theirs.
  public static let method = "constant-prediction"
  public static let label = "Constant prediction"

  public private(set) var schema = ConstantRecord.currentSchema
  /// One for each division.
  public var figures: [Figures]

  public init(_ figures: [Figures]) { self.figures = figures }

  /// The record in an experiment's folder; nil where there is none.
  ///
  /// - Throws: ``ResultsError`` where it cannot be read.
  init?(in folder: URL) throws(ResultsError) {
    let file = folder.appending(path: Self.fileName)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    self = try RunFolder.decode(Self.self, from: file, schemas: 1...Self.currentSchema, isMarked: true)
  }

  func save(in folder: URL) throws {
    try RunFolder(folder).write(RunFolder.encoder(.prettyPrinted).encode(self), as: Self.fileName)
  }
}
