import ArgumentParser
import Experiments
import Foundation
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
      """)

  @OptionGroup var options: ComparingOptions

  @Option(
    help: ArgumentHelp(
      "Time for all trainings: 90s, 30m, 2h. Methods that would take longer are left out, and named.", valueName: "time"
    ))
  var budget: ComparisonBudget?

  func run() throws {
    Interruption.watch()
    let configuration = try options.configuration()
    let meter = ComparisonMeter(quiet: options.json)
    let runner = ComparisonRunner(
      configuration, executable: CommandLine.executable, budget: budget,
      shouldStop: { Interruption.isRequested }, progress: meter)
    if options.dryRun {
      print(try runner.plan().summary)
      for sentence in runner.unfit { meter.alert(sentence) }
      return
    }
    let outcome: ComparisonRunner.Outcome
    do { outcome = try runner.run() } catch let interruption as ComparisonInterrupted {
      meter.finish()
      meter.alert("\(interruption)")
      throw ExitCode(ExitStatus.interrupted)
    }
    for failure in outcome.failures { meter.alert("failed: \(failure)") }
    for sentence in outcome.leftOut { meter.alert(sentence) }
    meter.finish()
    let report = try ExperimentReport(
      of: runner.folder, configuration, cells: outcome.cells, command: CommandLine.command, notes: outcome.leftOut)
    let files = try report.write()
    print(options.json ? report.json() : report.terminal(files: files, colour: isatty(STDOUT_FILENO) == 1))
    if !outcome.failures.isEmpty { throw ExitCode.failure }
  }
}

/// Shows a comparison on a meter.
private final class ComparisonMeter: ComparisonProgress {
  private let meter: Meter
  private let counts = Mutex((before: 0, total: 1))

  init(quiet: Bool) { meter = Meter(quiet: quiet) }

  func planned(_ plan: ComparisonRunner.Plan, width: Int) {
    counts.withLock { $0.total = max(plan.total, 1) }
    meter.note(plan.summary + "; \(width) at a time")
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
}

extension CommandLine {
  /// This program, which comparisons start for their trainings.
  static var executable: URL { Bundle.main.executableURL ?? URL(filePath: arguments[0]) }

  /// The command as it was typed, for reports.
  static var command: String { words.joined(separator: " ") }

  /// Its words, quoted where a shell would take them apart or replace them.
  static var words: [String] {
    (["equipoise"] + arguments.dropFirst()).map { word in
      let isPlain = !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber || "-_./,:=+@%".contains($0) }
      return isPlain ? word : "'\(word.replacing("'", with: "'\\''"))'"
    }
  }
}

extension ComparisonBudget: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
