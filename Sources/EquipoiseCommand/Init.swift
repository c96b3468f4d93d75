import ArgumentParser
import Configuration
import Experiments
import Foundation
import Printing

struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Writes an experiment for a table: types inferred, suspicious columns named.",
    discussion: """
      Reads a CSV file, plain or gzip, and finds out its separator, decimal sign and header, and what each column holds.
      Identifiers, constant columns, and columns that give a target away are left out and named. The file has a comment on
      every column: read it before you train. Without `--targets` the command lists the columns that can be targets.

      EXAMPLE
        equipoise init people.csv --targets income,hours
        equipoise compare people.yaml
      """)

  @Argument(help: "The table, a CSV file.", completion: .file())
  var table: String

  @Option(help: ArgumentHelp("The columns to predict, each a task.", valueName: "columns"))
  var targets: String?

  @Option(
    help: ArgumentHelp("The YAML file to write; by default the table's name in the current folder.", valueName: "file"),
    completion: .file())
  var output: String?

  func run() throws {
    let draft = try ExperimentDraft(of: table, targets: targets, output: output)
    guard targets != nil else {
      print(draft.candidates)
      throw ConfigurationError("`--targets` should name the columns to predict, for example: \(draft.example)")
    }
    print(draft.text)
    let check = try draft.write(catalogue: .toolkit)
    print("\n" + check.text)
    print(
      "\nwrote \(TerminalText.escaped(draft.output.relativePath)); next:\n  \(CommandLine.program) compare \(ShellText.word(draft.output.relativePath))"
    )
    if !check.isWhole { throw ExitCode.failure }
  }
}
