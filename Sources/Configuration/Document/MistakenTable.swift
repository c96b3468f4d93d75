import Datasets
import Foundation
import Printing

/// A table in place of an experiment, as in `equipoise compare people.csv`.
package enum MistakenTable {
  private static let endingsOfExperiments = ["yaml", "yml", "json"]

  /// An error that says what to do with the file; nil if it is no table.
  package static func error(_ file: URL) -> ConfigurationError? {
    guard !endingsOfExperiments.contains(file.pathExtension.lowercased()) else { return nil }
    let expected = "`\(file.relativePath)` should be an experiment, a YAML file."
    if let other = TableDialect.otherFormat(of: file) {
      return ConfigurationError(
        "\(expected) Found \(other). `equipoise init` then writes an experiment for the CSV file.")
    }
    guard (try? TableDialect(sniffing: file)) != nil else { return nil }
    return ConfigurationError(
      "\(expected) Found a table: `equipoise init \(ShellText.word(file.relativePath))` writes an experiment for it.")
  }
}
