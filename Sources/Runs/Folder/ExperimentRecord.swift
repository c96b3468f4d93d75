import Foundation
import Printing
import Statistics
import Tasks

/// The facts that a report needs when it is written again later: `experiment.json` in the experiment's folder.
package struct ExperimentRecord: Codable, Sendable {
  /// The schema that this version reads and writes.
  private static let currentSchema = 1

  /// The file's schema; files from before there was a second one may not say it.
  private var schema: Int? = ExperimentRecord.currentSchema
  /// What is said of data, network, machine and command, by key.
  package var context: [String: String]
  /// Sentences below the table.
  package var notes: [String]
  /// The labels of the rows, in their order.
  package var order: [String]
  package var convention: DeltaM.Convention
  /// The margin of equality in percent of Δm; nil in files from before there was one.
  package var margin: Double?
  /// The bootstrap's resamples.
  package var samples: Int
  /// The level of intervals.
  package var level: Double
  /// The bootstrap's seed.
  package var seed: UInt64
  /// The folders of the runs that belong to the comparison.
  package var cells: [String]
  /// The names of the constant prediction's figures; nil for reports of version 0.1.
  package var constant: [String]?

  package static let fileName = "experiment.json"

  package init(
    context: [String: String], notes: [String], order: [String], convention: DeltaM.Convention, margin: Double?,
    samples: Int, level: Double, seed: UInt64, cells: [String], constant: [String]?
  ) {
    self.context = context
    self.notes = notes
    self.order = order
    self.convention = convention
    self.margin = margin
    (self.samples, self.level, self.seed) = (samples, level, seed)
    self.cells = cells
    self.constant = constant
  }

  /// The record of an experiment's folder.
  ///
  /// - Throws: ``ResultsError`` if there is none or it cannot be read.
  package init(in folder: URL) throws {
    let file = try RunFolder(folder).file(
      Self.fileName, what: "the record of a comparison, which `equipoise compare` writes")
    self = try RunFolder.decode(Self.self, from: file, schemas: 1...Self.currentSchema)
  }

  package func save(in folder: URL) throws {
    try RunFolder(folder).write(JSONText.encoder(.prettyPrinted).encode(self), as: Self.fileName)
  }
}

extension ExperimentRecord {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    schema = try container.countIfPresent(.schema)
    context = try container.decode([String: String].self, forKey: .context)
    notes = try container.decode([String].self, forKey: .notes)
    order = try container.decode([String].self, forKey: .order)
    convention = try container.decode(DeltaM.Convention.self, forKey: .convention)
    margin = container.contains(.margin) ? try container.number(.margin, in: 0...100) : nil
    let permitted = SeedBootstrap.permittedSamples
    samples = try container.count(.samples, from: permitted.lowerBound, to: permitted.upperBound)
    level = try container.number(.level, in: 0.5...0.999)
    seed = UInt64(try container.count(.seed))
    cells = try container.decode([String].self, forKey: .cells)
    constant = try container.decodeIfPresent([String].self, forKey: .constant)
  }
}
