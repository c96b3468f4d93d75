import ArgumentParser
import Configuration
import Experiments
import Foundation

/// The options of an experiment: the YAML file and the changes to it.
struct ExperimentOptions: ParsableArguments {
  @Argument(help: "The experiment, a YAML file; docs/configuration.md describes its keys.", completion: .file())
  var experiment: String

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp("Changes a value of the experiment; may be given several times.", valueName: "key=value"))
  var changes: [String] = []

  /// Whether the experiment is a file, or at least named like one, and no run.
  var isFile: Bool {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: experiment, isDirectory: &isFolder) { return !isFolder.boolValue }
    return ["yaml", "yml"].contains(URL(filePath: experiment).pathExtension.lowercased())
  }

  /// The run that is named instead of a file.
  var reference: RunReference { RunReference(experiment) }

  /// The experiment's configuration.
  ///
  /// - Parameters:
  ///   - options: values that options of the command stand for: key, value in YAML, the option's name.
  ///   - prepare: a last change of the document.
  func configuration(
    _ options: [(key: String, value: String, option: String)] = [],
    preparing prepare: (inout ConfigurationDocument) throws -> Void = { _ in }
  ) throws -> ExperimentConfiguration {
    let document = try document(options, preparing: prepare)
    let configuration = try ExperimentConfiguration(reading: document, catalogue: .toolkit)
    try configuration.checkMachine()
    return configuration
  }

  /// The experiment's document, before it is read.
  func document(
    _ options: [(key: String, value: String, option: String)] = [],
    preparing prepare: (inout ConfigurationDocument) throws -> Void = { _ in }
  ) throws -> ConfigurationDocument {
    var document = try ConfigurationDocument(contentsOf: URL(filePath: experiment))
    for change in changes { try document.set(change) }
    for (key, value, option) in options {
      try document.set(key, to: option == "--seeds" ? document.seeds(value) : value, option: option)
    }
    try prepare(&document)
    return document
  }
}
