import ArgumentParser
import Experiments
import Foundation
import Processes
import Runs

struct Runs: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Finds, shows and compares runs, of all experiments in a folder.",
    discussion: """
      A run has the columns `\(RunIndex.fixedColumns.joined(separator: "`, `"))`; next to them its hyper-parameters
      (`temperature`), every key of its configuration (`training.batch`), and figures by split and task
      (`test.depth.absolute-error`, `validation.depth.loss`, `validation.delta-m`, `test.delta-m`).

      A condition compares columns with =, !=, <, <=, >, >=, ~ (contains), !~, `in (a, b)` or `is missing`, and joins that
      with `and`, `or`, `not` and brackets.

      EXAMPLE
        equipoise runs list --where "method = uw-so and seed < 3 and test.depth.absolute-error < 0.5"
      """,
    subcommands: [
      RunsList.self, RunsShow.self, RunsCompare.self, RunsBest.self, RunsRebuild.self,
    ])
}

/// The option that names the folder of the runs.
struct RunsFolder: ParsableArguments {
  @Option(name: .customLong("folder"), help: "The folder of all experiments' folders.", completion: .directory)
  var path = "runs"

  var url: URL { URL(filePath: path, directoryHint: .isDirectory) }

  /// The index, up to date. If it had to be rebuilt, a line on standard error says so.
  func index(rebuilding: Bool = false) throws -> RunIndex {
    try RunIndex(of: url, rebuilding: rebuilding) { StandardStreams.tell("\($0)\n") }
  }
}

extension RunReference: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }

  static let help = ArgumentHelp(
    "How the run's name begins, its folder, or the folder of an experiment that was compared, for its recommended run.",
    valueName: "run")
}

/// The options that select runs and columns.
struct RunsSelection: ParsableArguments {
  @Option(name: .customLong("where"), help: ArgumentHelp("Only runs that fulfil a condition.", valueName: "condition"))
  var filter: String?

  @Option(help: ArgumentHelp("What to show, with commas between.", valueName: "names"))
  var columns: String?

  @Option(help: "At most so many runs.")
  var limit: Int?

  /// The query for the index.
  ///
  /// - Parameter sort: names with commas between.
  func query(sort: String? = nil, limit usual: Int? = nil) -> RunQuery {
    RunQuery(filter: filter, sort: sort.map(names) ?? [], limit: limit ?? usual, columns: columns.map(names))
  }

  private func names(_ text: String) -> [String] {
    text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }
}
