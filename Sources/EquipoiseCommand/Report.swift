import ArgumentParser
import Experiments
import Foundation

struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes the tables and plots of an experiment that was compared, or of several together.",
    discussion: """
      Those of the validation split go to a folder of that name below, and leave the test figures as they are. Of several
      experiments, methods are ranked over all of them.

      EXAMPLE
        equipoise report runs/scenes --split validation
        equipoise report scenes
        equipoise report runs/scenes runs/digits --to runs/both
      """)

  @Argument(
    help: "The experiments: their folders of runs, their names there, or a run of each.", completion: .directory)
  var experiments: [RunReference]

  @OptionGroup var runs: RunsFolder

  /// The splits of which a run keeps figures.
  enum Split: String, CaseIterable, ExpressibleByArgument { case test, validation }

  @Option(help: "The split whose figures are shown.")
  var split = Split.test

  @Option(
    help: ArgumentHelp(
      "What counts as one block where methods are ranked and tested: experiments, seeds or metrics.",
      discussion: "Of several experiments usually experiments, of one its seeds.", valueName: "what"))
  var blocks: BlockChoice?

  @Option(help: "The folder for the files of several experiments; `report` beside the first one otherwise.")
  var to: String?

  @Flag(help: "Prints the comparison as JSON and writes nothing.")
  var json = false

  func validate() throws {
    guard experiments.count < 2, to != nil else { return }
    throw ValidationError("`--to` is for several experiments. Found one, whose files go into its own folder.")
  }

  func run() throws {
    let folders = try experiments.map { try $0.experiment(in: runs.url) }
    if folders.count == 1 {
      let report = try ExperimentReport(of: folders[0], split: split.rawValue, blocks: blocks)
      print(json ? report.json() : report.terminal(files: try report.write()))
    } else {
      let report = try StudyReport(
        of: folders, to: to.map { URL(filePath: $0, directoryHint: .isDirectory) }, split: split.rawValue,
        blocks: blocks)
      print(json ? report.study.json() : try report.write())
    }
  }
}

extension BlockChoice: ExpressibleByArgument {}
