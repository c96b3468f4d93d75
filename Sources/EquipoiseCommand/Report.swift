import ArgumentParser
import Experiments
import Foundation

struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes the tables and plots of an experiment that was compared.",
    discussion: """
      EXAMPLE
        equipoise report runs/scenes --split validation
      """)

  @Argument(help: "The experiment's folder of runs.", completion: .directory)
  var folder: String

  @Option(help: "The split whose figures are shown: test or validation.")
  var split = "test"

  @Flag(help: "Prints the comparison as JSON and writes nothing.")
  var json = false

  func run() throws {
    let report = try ExperimentReport(of: URL(filePath: folder), split: split, command: CommandLine.command)
    print(json ? report.json() : report.terminal(files: try report.write()))
  }
}
