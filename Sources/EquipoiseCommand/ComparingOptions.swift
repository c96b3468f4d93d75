import ArgumentParser
import Experiments
import Foundation

/// The experiment and which of its trainings to run: what the commands that compare methods have in common.
struct ComparingOptions: ParsableArguments {
  @OptionGroup var experiment: ExperimentOptions

  @Option(
    help: ArgumentHelp("The methods, with commas between; `equipoise list methods` names them.", valueName: "names"))
  var balancing: String?

  @Option(help: "The number of seeds: the first that the experiment lists, else counting up from its own.")
  var seeds: Int?

  @Option(help: "Trainings at a time.")
  var jobs: Int?

  @Flag(help: "Shows the plan, and trains nothing.")
  var dryRun = false

  @Flag(help: "Prints the comparison as JSON.")
  var json = false

  /// The experiment with the rows that `--balancing` picks. Rows that it has stay as they are written there; a method that it
  /// lacks has its defaults.
  ///
  /// - Parameter prepare: a last change of the document.
  func configuration(
    preparing prepare: (inout ConfigurationDocument) throws -> Void = { _ in }
  ) throws -> ExperimentConfiguration {
    var changes: [(key: String, value: String, option: String)] = []
    if let seeds { changes.append(("comparison.seeds", "\(seeds)", "--seeds")) }
    if let jobs { changes.append(("comparison.jobs", "\(jobs)", "--jobs")) }
    var configuration = try experiment.configuration(changes, preparing: prepare)
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
      configuration = try experiment.configuration(changes + [change], preparing: prepare)
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
