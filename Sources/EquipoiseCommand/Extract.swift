import ArgumentParser
import Experiments
import Foundation
import Printing

struct Extract: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Cuts the part of a routed network that one task uses out of a run, as a smaller network.",
    discussion: """
      With `sharing: routing` a task uses a part of the trunk's units. The command leaves out all others and writes a run of this
      task alone: its configuration (config.yaml), with the widths that are left, and its weights
      (checkpoints/best/model.safetensors). Before it writes, it checks on test samples that the outputs are as before.
      `equipoise evaluate` and `equipoise predict` read the new run. The trunks mlp and conv can be cut; those without a setting
      for the width of each layer are cut in Swift.

      EXAMPLE
        equipoise extract runs/adult --task income --output income
        equipoise predict income people.csv --output predictions.csv
      """)

  @Argument(help: RunReference.help, completion: .directory)
  var reference: RunReference

  @OptionGroup var runs: RunsFolder

  @Option(help: "The task.")
  var task: String

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The folder to write, which should not exist.", valueName: "folder"),
    completion: .directory)
  var output: String

  func run() throws {
    let meter = Meter()
    let found = try reference.resolved(in: runs.url)
    if let sentence = found.sentence { meter.note(sentence) }
    let extracted = try ExtractedRun(of: reference.run(in: runs.url).url, task: task)
    try extracted.write(to: URL(filePath: output))
    print(extracted.text)
    print("wrote \(TerminalText.escaped(output)); next:\n  \(CommandLine.program) evaluate \(ShellText.word(output))")
  }
}
