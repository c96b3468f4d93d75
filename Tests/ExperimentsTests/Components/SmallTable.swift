import Configuration
import Foundation
import TestSupport

/// A table of forty rows with two numbers to predict, on which a network with a component of one's own can be trained
/// in an instant.
struct SmallTable {
  /// The components that an experiment can name.
  var catalogue = ExperimentCatalogue.toolkit

  /// The experiment: the table, a small network, and what `sections` say.
  ///
  /// - Parameters:
  ///   - sections: whole sections in YAML; `network: …` replaces the small network.
  ///   - folder: where the table and the runs lie.
  func experiment(_ sections: String, targets: String? = nil, in folder: TemporaryFolder) throws
    -> ExperimentConfiguration
  {
    let rows = (0..<40).map { row in "\(Double(row % 7) / 7),\(Double(row % 5) / 5),\(row % 7 - row % 5),\(row % 5)" }
    try Data((["a,b,sum,difference"] + rows).joined(separator: "\n").utf8)
      .write(to: folder.url.appending(path: "table.csv"))
    let network = sections.contains("network:") ? "" : "network: {trunk: mlp, hidden: [4]}\n"
    let yaml = """
      name: small
      data:
        kind: table
        files: {train: \(folder.url.path)/table.csv}
        targets: \(targets ?? "[{column: sum, kind: regression}, {column: difference, kind: regression}]")
      output: {folder: \(folder.url.path)/runs}
      \(network)\(sections)
      """
    return try ExperimentConfiguration(reading: ConfigurationDocument(yaml: yaml), catalogue: catalogue)
  }
}
