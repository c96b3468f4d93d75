import ArgumentParser
import Experiments
import Foundation

struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes the tables and plots of an experiment that was compared.",
    discussion: """
      Those of the validation split go to a folder of that name below, and leave the test figures as they are.

      EXAMPLE
        equipoise report runs/scenes --split validation
      """)

  @Argument(help: "The experiment's folder of runs.", completion: .directory)
  var folder: String

  /// The splits of which a run keeps figures.
  enum Split: String, CaseIterable, ExpressibleByArgument { case test, validation }

  @Option(help: "The split whose figures are shown.")
  var split = Split.test

  @Flag(help: "Prints the comparison as JSON and writes nothing.")
  var json = false

  func run() throws {
    let report = try ExperimentReport(of: URL(filePath: folder), split: split.rawValue)
    print(json ? report.json() : report.terminal(files: try report.write()))
  }
}
