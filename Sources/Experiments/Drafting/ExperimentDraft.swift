import Components
import Configuration
import Datasets
import Foundation
import Tasks

/// A first experiment on a table without a description: `equipoise init`.
package struct ExperimentDraft {
  package let inference: TableInference
  /// The YAML file to write.
  package let output: URL
  /// The table as it was named on the command line.
  let path: String

  /// Reads the table.
  ///
  /// - Parameters:
  ///   - path: the table, plain or gzip.
  ///   - targets: the columns to predict, with commas between them; nil if none were named.
  ///   - output: the YAML file; nil for one of the table's name in the current folder.
  /// - Throws: `ConfigurationError` if the file exists already, `DatasetError` for an error in the table.
  package init(of path: String, targets: String?, output: String? = nil) throws {
    self.path = path
    self.output = URL(filePath: output ?? Self.name(of: path) + ".yaml")
    if targets != nil, FileManager.default.fileExists(atPath: self.output.path) {
      throw ConfigurationError(
        "`\(self.output.relativePath)` should not be there yet; `--output` writes another file. Found it.")
    }
    let file = URL(filePath: path)
    guard !file.standardized.path.contains("${") else {
      throw ConfigurationError(
        "The table's path should not hold `${`, which stands for a variable. Found \(Found.quoted(path)).")
    }
    let names = try targets.map { try Self.names($0, of: file) } ?? []
    inference = try TableInference(file, targets: names)
  }

  /// The file's name without the endings of tables.
  static func name(of path: String) -> String {
    var name = URL(filePath: path).lastPathComponent
    for ending in [".gz", ".csv", ".tsv", ".txt", ".data", ".tab"] where name.lowercased().hasSuffix(ending) {
      name.removeLast(ending.count)
    }
    return name.isEmpty ? "experiment" : name
  }

  /// The names in a list with commas; one column may have commas in its name.
  private static func names(_ list: String, of file: URL) throws -> [String] {
    let words = list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    if words.count > 1, try TableInference.columnNames(of: file).contains(list) { return [list] }
    if let twice = words.first(where: { word in words.count { $0 == word } > 1 }) {
      throw ConfigurationError("`--targets` should name each column once. Found \(Found.quoted(twice)) twice.")
    }
    guard !words.isEmpty else { throw ConfigurationError("`--targets` should name at least one column. Found none.") }
    return words
  }

  /// Writes the file, and checks the data that it describes.
  ///
  /// - Throws: the errors of such an experiment; the file is then there.
  package func write(catalogue: ExperimentCatalogue) throws -> DataCheck {
    try Data(yaml.utf8).write(to: output, options: .withoutOverwriting)
    let document = try ConfigurationDocument(contentsOf: output)
    return try DataCheck(of: try ExperimentConfiguration(reading: document, catalogue: catalogue))
  }
}
