import ArgumentParser
import Configuration
import Experiments
import Foundation
import Printing
import Processes

/// The options that the commands that compare methods have in common: the experiment, and which of its trainings to
/// run.
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

  @Flag(help: "Leaves the plan for `equipoise work` in the folder of runs, and trains nothing.")
  var plan = false

  @Option(
    help: ArgumentHelp(
      "Leaves the plan, and prints a script for an array of so many Slurm jobs that work on it.", valueName: "n"))
  var slurm: Int?

  func validate() throws { try BoundedOption.check("--slurm", slurm, in: 1...10_000) }

  /// Whether the command leaves a plan for workers and trains nothing.
  var isForWorkers: Bool { plan || slurm != nil }

  /// The document of the experiment before `--balancing` picks its rows.
  ///
  /// - Parameter prepare: a last change of the document.
  func document(
    preparing prepare: (inout ConfigurationDocument) throws -> Void = { _ in }
  ) throws -> ConfigurationDocument {
    var changes: [(key: String, value: String, option: String)] = []
    if let seeds { changes.append(("comparison.seeds", "\(seeds)", "--seeds")) }
    if let jobs { changes.append(("comparison.jobs", "\(jobs)", "--jobs")) }
    return try experiment.document(changes, preparing: prepare)
  }

  /// The experiment with the rows that `--balancing` picks.
  func configuration(of document: ConfigurationDocument) throws -> ExperimentConfiguration {
    let configuration = try document.experiment(balancing: balancing)
    if configuration.comparison.each != nil {
      throw ConfigurationError("`comparison.each` should stand with `equipoise compare`. Found another command.")
    }
    // Workers may have other machines.
    if !isForWorkers { try configuration.checkMachine() }
    return configuration
  }

  /// The plan for workers.
  func openPlan(_ kind: OpenPlan.Kind, _ document: ConfigurationDocument) throws -> OpenPlan {
    // The same command without these trains as well.
    let command = CommandLine.command(without: [("--plan", false), ("--slurm", true)])
    return try OpenPlan(kind, document, balancing: balancing, command: command)
  }

  /// Writes a plan, and prints how it is trained.
  func leave(_ plan: OpenPlan, for configuration: ExperimentConfiguration) throws {
    try plan.leave(in: configuration.folder)
    guard let slurm else {
      let folder = configuration.folder.relativeToCurrentFolder
      return print("`\(folder)` has the plan; any number of `equipoise work \(ShellText.word(folder))` train it.")
    }
    print(
      SlurmScript.text(
        of: configuration, workers: slurm, program: CommandLine.program,
        currentFolder: FileManager.default.currentDirectoryPath))
  }

  /// Runs a training; turns an error that keeps it from ending into a sentence and an exit status.
  static func training<Outcome>(alert: (String) -> Void, _ body: () throws -> Outcome) throws -> Outcome {
    do { return try body() } catch let interruption as ComparisonInterrupted {
      alert("\(interruption)")
      throw ExitCode(ExitStatus.interrupted)
    } catch let waiting as OthersAwaited {
      alert("\(waiting)")
      throw ExitCode(ExitStatus.tryLater)
    }
  }
}
