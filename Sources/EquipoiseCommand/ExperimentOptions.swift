import ArgumentParser
import Experiments
import Foundation

/// The YAML file and what the command line changes in it.
struct ExperimentOptions: ParsableArguments {
  @Argument(help: "The experiment, a YAML file; docs/configuration.md describes its keys.")
  var experiment: String

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp("Changes a value of the experiment.", valueName: "key=value"))
  var changes: [String] = []

  func configuration(_ further: [String] = []) throws -> ExperimentConfiguration {
    var document = try ConfigurationDocument(contentsOf: URL(filePath: experiment))
    for change in changes + further { try document.override(change) }
    return try ExperimentConfiguration(reading: document, catalogue: .toolkit)
  }
}
