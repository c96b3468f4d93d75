import ArgumentParser
import Configuration
import Experiments
import Foundation
import Printing

struct Group: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Divides the tasks of a compared experiment into groups, and writes the experiment that trains each group.",
    discussion: """
      An experiment with `comparison.each: {tasks: 2}` is divided by what tasks gain from each other in pairs, on the validation
      split. Any other is divided by the cosines of the tasks' gradients, which `training.diagnostics` measures. The division has
      the largest sum over the tasks of the mean number from the others of the task's group: of all divisions up to eight tasks,
      of those that a greedy search finds beyond.

      EXAMPLE
        equipoise compare pairs.yaml
        equipoise group pairs.yaml --groups 3 --output groups.yaml
        equipoise compare groups.yaml
      """)

  @OptionGroup var experiment: ExperimentOptions

  @Option(help: "The largest number of groups; any number otherwise.")
  var groups: Int?

  @Option(
    help: ArgumentHelp(
      "The row of the comparison whose figures count; otherwise that with the largest mean.", valueName: "label"))
  var row: String?

  @Option(
    help: ArgumentHelp("The YAML file to write; without it the groups are only printed.", valueName: "file"),
    completion: .file())
  var output: String?

  func validate() throws { try BoundedOption.check("--groups", groups, in: 1...1_000) }

  func run() throws {
    let grouped = try GroupedExperiment(of: experiment.document(), groups: groups, row: row)
    if let output { try grouped.write(to: URL(filePath: output)) }
    print(grouped.text)
    guard let output else { return }
    print("\nwrote \(TerminalText.escaped(output)); next:\n  \(CommandLine.program) compare \(ShellText.word(output))")
  }
}
