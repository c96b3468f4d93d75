import ArgumentParser
import Experiments
import Foundation

/// The YAML file and what the command line changes in it.
struct ExperimentOptions: ParsableArguments {
  @Argument(help: "The experiment, a YAML file; docs/configuration.md describes its keys.", completion: .file())
  var experiment: String

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp("Changes a value of the experiment; may be given several times.", valueName: "key=value"))
  var changes: [String] = []

  /// - Parameters:
  ///   - options: values that options of the command stand for: key, value in YAML, the option's name.
  ///   - prepare: a last change of the document.
  func configuration(
    _ options: [(key: String, value: String, option: String)] = [],
    preparing prepare: (inout ConfigurationDocument) throws -> Void = { _ in }
  ) throws -> ExperimentConfiguration {
    var document = try ConfigurationDocument(contentsOf: URL(filePath: experiment))
    for change in changes { try document.set(change) }
    for (key, value, option) in options {
      try document.set(key, to: option == "--seeds" ? document.seeds(value) : value, option: option)
    }
    try prepare(&document)
    return try ExperimentConfiguration(reading: document, catalogue: .toolkit)
  }

  /// The same with the rows of a comparison picked by their methods.
  ///
  /// - Parameters:
  ///   - balancing: methods with commas between; nil leaves the experiment's rows. Rows that the experiment has stay as they
  ///     are written there; a method that it lacks has its defaults.
  ///   - prepare: a last change of the document.
  func configuration(
    _ options: [(key: String, value: String, option: String)], comparing balancing: String?,
    preparing prepare: (inout ConfigurationDocument) throws -> Void = { _ in }
  ) throws -> ExperimentConfiguration {
    var configuration = try configuration(options, preparing: prepare)
    guard let balancing else { return configuration }
    let given = balancing.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    guard !given.isEmpty else { throw ValidationError("`--balancing` should name at least one method. Found none.") }
    let names = given.flatMap { name in
      name == "all" ? configuration.methodsWithDefaults.filter { !given.contains($0) } : [name]
    }
    var rows = configuration.comparison.methods
    let others = names.filter { name in !rows.contains { $0.balancing.name == name } }
    if !others.isEmpty {
      let change = ("comparison.methods", "[\(others.joined(separator: ","))]", "--balancing")
      configuration = try self.configuration(options + [change], preparing: prepare)
      rows += configuration.comparison.methods
    }
    configuration.comparison.methods = names.flatMap { name in
      rows.filter { $0.balancing.name == name }.map { row in
        var row = row
        row.isOptional = !given.contains(name)
        return row
      }
    }
    return configuration
  }
}
