import ArgumentParser
import Experiments
import Foundation
import Runs
import Synchronization

struct Tune: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Searches learning rates, the methods' own parameters and weight decays, and compares the best points.",
    discussion: """
      Line by line: learning rates with each method's grid, a finer grid around its best point, weight decays there, and
      the other seeds. Everything is chosen by Δm on the validation split. The sections `search` and `comparison` of the
      experiment say what is tried. Starting it again goes on where it was. Several machines that share the folder of runs
      train one search with `equipoise work`, or parts of it with `--shard`; a search that waits for others ends with
      status 75.

      EXAMPLE
        equipoise tune examples/scenes-protocol.yaml --dry-run
        equipoise tune examples/scenes-protocol.yaml --yes --shard 1/4
        equipoise tune examples/scenes-protocol.yaml --yes --slurm 8 > search.sh
      """)

  @OptionGroup var options: ComparingOptions

  @Option(help: ArgumentHelp("Trains one of several parts.", valueName: "i/n"))
  var shard: String?

  @Flag(help: "Agrees to a search of more trainings than `search.limit`.")
  var yes = false

  func validate() throws {
    if options.isForWorkers && shard != nil {
      throw ValidationError("`--shard` should stand without `--plan` and `--slurm`. Found both.")
    }
  }

  func run() throws {
    Interruption.watch()
    let part = try shard.map { try RunShard($0) }
    let document = try options.document { try $0.chooseByDeltaM() }
    let configuration = try options.configuration(of: document)
    let openPlan = try options.openPlan(.search, document)
    let meter = SearchMeter(quiet: options.json)
    let runner = try SearchRunner(
      configuration, executable: CommandLine.executable, shard: part,
      shouldStop: { Interruption.isRequested }, progress: meter)
    let plan = try runner.plan()
    if options.dryRun { print(plan.text) } else if options.slurm == nil { meter.note(plan.text) }
    for sentence in runner.unfit { meter.alert(sentence) }
    if options.dryRun { return }
    // What is refused here would be refused in every worker.
    try plan.check(agreed: yes)
    if options.isForWorkers { return try options.leave(openPlan, for: configuration) }
    let outcome = try ComparingOptions.training(alert: meter.alert) {
      try runner.run(leaving: part == nil ? openPlan : nil)
    }
    for failure in outcome.failures { meter.alert("failed: \(failure)") }
    meter.finish()
    let (report, record) = try runner.report(outcome, command: CommandLine.command)
    let files = try report.write()
    try openPlan.remove(from: configuration.folder)
    print(
      options.json
        ? report.json()
        : record.terminal() + "\n" + report.terminal(files: files, colour: isatty(STDOUT_FILENO) == 1))
  }
}

/// Shows a search on a meter.
private final class SearchMeter: SearchProgress {
  private let meter: Meter
  private let counts = Mutex((before: 0, round: 0))

  init(quiet: Bool) { meter = Meter(quiet: quiet) }

  func roundBegan(_ record: SearchRecord, trainings: Int) {
    let done = record.cells.count { $0.isDecided }
    counts.withLock {
      $0.before = done
      $0.round += 1
    }
    let open = record.rows.filter { $0.point == nil }.count
    meter.note(
      "\(done) trainings decided; \(trainings) before the next decision, \(open) of \(record.rows.count) rows open")
  }

  func skipped(_ title: String) {}
  func stageEnded(_ count: Int) {}

  func advanced(done: Int, of count: Int, running: [String], share: Double) {
    let text = "\(done) of \(count) trainings" + (running.isEmpty ? "" : " · " + running.joined(separator: " | "))
    meter.show(text, share: share)
  }

  func note(_ text: String) { meter.note(text) }
  func alert(_ text: String) { meter.alert(text) }
  func finish() { meter.finish() }
}
