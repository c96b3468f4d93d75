import ArgumentParser
import Experiments
import Foundation
import Reports

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
        equipoise report runs/scenes --figures svg
        equipoise report runs/scenes --table paper > table.tex
      """)

  @Argument(
    help: "The experiments: their folders of runs, their names there, or a run of each.", completion: .directory)
  var experiments: [RunReference]

  @OptionGroup var runs: RunsFolder

  /// The splits for which a run keeps figures.
  enum Split: String, CaseIterable, ExpressibleByArgument { case test, validation }

  @Option(help: "The split whose figures are shown.")
  var split = Split.test

  @Option(
    help: ArgumentHelp(
      "What counts as one block where methods are ranked and tested: experiments, seeds or metrics.",
      discussion: "Of several experiments usually experiments, of one its seeds.", valueName: "what"))
  var blocks: BlockChoice?

  @Option(help: "The folder for the files of several experiments; `report` next to the first one otherwise.")
  var to: String?

  @Flag(help: "Prints the comparison as JSON and writes nothing.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Also draws every plot into a file of the folder `report-figures` next to the report: svg or png.",
      discussion: "The plot renderer that `make setup` installs draws them.", valueName: "format"))
  var figures: Comparison.PictureFormat?

  /// The tables that can be printed alone.
  enum Table: String, CaseIterable, ExpressibleByArgument { case paper }

  @Option(
    help: ArgumentHelp(
      "Prints one LaTeX table and writes nothing: paper, the table of metrics and Δm that papers have.",
      valueName: "kind"))
  var table: Table?

  func validate() throws {
    if table != nil && (json || figures != nil) {
      throw ValidationError("`--table` prints a table and nothing else. Found it with `--json` or `--figures`.")
    }
    if json && figures != nil {
      throw ValidationError("`--json` writes nothing. Found it with `--figures`.")
    }
    if table != nil && experiments.count > 1 {
      throw ValidationError("`--table` is for one experiment. Found \(experiments.count).")
    }
    guard experiments.count < 2, to != nil else { return }
    throw ValidationError("`--to` is for several experiments. Found one, whose files go into its own folder.")
  }

  func run() throws {
    let folders = try experiments.map { try $0.experiment(in: runs.url) }
    if folders.count == 1 {
      let report = try ExperimentReport(of: folders[0], split: split.rawValue, blocks: blocks)
      if table != nil { return print(report.comparison.paperTable(), terminator: "") }
      print(json ? report.json() : report.terminal(files: try report.write()))
      if let figures { say(try report.writeFigures(figures)) }
    } else {
      let report = try SurveyReport(
        of: folders, to: to.map { URL(filePath: $0, directoryHint: .isDirectory) }, split: split.rawValue,
        blocks: blocks)
      print(json ? report.study.json() : try report.write())
      if let figures { say(try report.writeFigures(figures)) }
    }
  }

  private func say(_ files: [URL]) {
    guard let folder = files.first?.deletingLastPathComponent() else { return }
    print("Figures: \(files.count) in \(folder.relativeToCurrentFolder)")
  }
}

extension BlockChoice: ExpressibleByArgument {}
