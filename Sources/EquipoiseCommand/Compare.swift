import ArgumentParser
import Configuration
import Experiments
import Foundation
import Printing
import Reports
import Runs
import Synchronization

struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains single-task baselines and the chosen ways of balancing over seeds, and says which to use.",
    discussion: """
      Starting it again skips what is done and resumes what was interrupted. `--balancing` picks methods: those that the
      experiment names keep their parameters and grids. `uw-so+pcgrad` is a loss weighting with a gradient method, `all`
      every method that needs no parameter of its own.

      EXAMPLE
        equipoise compare examples/scenes.yaml --balancing ew,uw,uw-o,uw-so --seeds 5
        equipoise compare examples/scenes.yaml --balancing all --seeds 1 --budget 30m

      `equipoise work` on other machines takes part. Where a process without a claim trains a run, the command ends with
      status 75.
      """)

  @OptionGroup var options: ComparingOptions

  @Option(
    help: ArgumentHelp(
      "Time for all trainings: 90s, 30m, 2h. Methods that would take longer are left out, and named.", valueName: "time"
    ))
  var budget: ComparisonBudget?

  func run() throws {
    Interruption.watch()
    if budget != nil && options.isForWorkers {
      throw ValidationError("`--budget` should stand without `--plan` and `--slurm`: workers have no common clock.")
    }
    let documents = try options.document().comparedExperiments()
    if options.json, documents.count > 1 {
      throw ValidationError("`--json` should stand with one experiment. Found \(documents.count) of `comparison.each`.")
    }
    let failures = try documents.filter { try !compare($0) }
    if !failures.isEmpty { throw ExitCode.failure }
  }

  /// Compares the rows of one experiment.
  ///
  /// - Returns: whether no training failed.
  private func compare(_ document: ConfigurationDocument) throws -> Bool {
    let configuration = try options.configuration(of: document)
    let plan = try options.openPlan(.comparison, document)
    let meter = ComparisonMeter(quiet: options.json)
    let runner = ComparisonRunner(
      configuration, executable: CommandLine.executable, budget: budget,
      shouldStop: { Interruption.isRequested }, progress: meter)
    if options.dryRun || options.isForWorkers {
      // What is refused here would be refused in every worker.
      let summary = try runner.plan().summary
      for sentence in runner.unfit { meter.alert(sentence) }
      try options.dryRun ? print(summary) : options.leave(plan, for: configuration)
      return true
    }
    let outcome = try ComparingOptions.training(alert: meter.alert) {
      // Workers do not know which methods a budget leaves out.
      try runner.run(leaving: budget == nil ? plan : nil)
    }
    for failure in outcome.failures { meter.alert("failed: \(failure)") }
    for sentence in outcome.leftOut { meter.alert(sentence) }
    meter.finish()
    let report = try ExperimentReport(
      of: runner.folder, configuration, cells: outcome.cells, command: CommandLine.command, notes: outcome.leftOut)
    let files = try report.write()
    try plan.remove(from: runner.folder)
    print(options.json ? report.json() : report.terminal(files: files, colour: isatty(STDOUT_FILENO) == 1))
    return outcome.failures.isEmpty
  }
}

/// Shows a comparison on a meter.
final class ComparisonMeter: ComparisonProgress, SearchProgress {
  private let meter: Meter
  private let counts = Mutex((before: 0, total: 1))

  init(quiet: Bool) { meter = Meter(quiet: quiet) }

  func planned(_ plan: ComparisonRunner.Plan, width: Int) {
    counts.withLock { $0.total = max(plan.total, 1) }
    meter.note(plan.summary + "; \(width) at a time")
  }

  func roundBegan(_ record: SearchRecord, trainings: Int) {
    let done = record.cells.count { $0.isDecided }
    counts.withLock { $0 = (done, done + trainings) }
    meter.note("\(done) trainings of the search decided; \(trainings) before the next decision")
  }

  func skipped(_ title: String) { counts.withLock { $0.before += 1 } }

  func stageEnded(_ count: Int) { counts.withLock { $0.before += count } }

  func advanced(done: Int, of count: Int, running: [String], share: Double) {
    let (before, total) = counts.withLock { $0 }
    let text =
      "\(before + done) of \(total) trainings" + (running.isEmpty ? "" : " · " + running.joined(separator: " | "))
    meter.show(text, share: (Double(before) + share * Double(count)) / Double(total))
  }

  func alert(_ text: String) { meter.alert(text) }
  func finish() { meter.finish() }

  /// Shows the name of the next of several comparisons.
  func began(_ name: String) {
    counts.withLock { $0 = (0, 1) }
    meter.note(name)
  }
}

extension CommandLine {
  /// The executable of this program, which comparisons start for their trainings.
  static var executable: URL { Bundle.main.executableURL ?? URL(filePath: arguments[0]) }

  /// The command as it was typed, for reports.
  static var command: String { command(without: []) }

  /// The command as it was typed, without some options.
  ///
  /// - Parameter options: the options to leave out, with whether a value follows.
  static func command(without options: [(name: String, hasValue: Bool)]) -> String {
    var words: [String] = []
    var rest = arguments.dropFirst()
    while let word = rest.popFirst() {
      if let option = options.first(where: { $0.name == word }) {
        if option.hasValue { _ = rest.popFirst() }
      } else if !options.contains(where: { $0.hasValue && word.hasPrefix("\($0.name)=") }) {
        words.append(word)
      }
    }
    return (["equipoise"] + words.map(ShellText.word)).joined(separator: " ")
  }

  /// The name of this program under which a shell finds it again in any folder.
  static var program: String { arguments[0].contains("/") ? ShellText.word(executable.path) : "equipoise" }
}

extension ComparisonBudget: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
