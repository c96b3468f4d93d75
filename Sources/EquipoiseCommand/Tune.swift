import ArgumentParser
import Experiments
import Foundation
import Synchronization

struct Tune: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Searches learning rates, the methods' own parameters and weight decays, and compares the best points.",
    discussion: """
      Line by line: learning rates with each method's grid, a finer grid around its best point, weight decays there, and
      the other seeds. Everything is chosen by Δm on the validation split. The sections `search` and `comparison` of the
      experiment say what is tried. Starting it again goes on where it was. With `--shard` several machines that share the
      folder of runs train parts of one search; a shard that waits for the others ends with status 75.

      EXAMPLE
        equipoise tune examples/scenes-protocol.yaml --dry-run
        equipoise tune examples/scenes-protocol.yaml --yes --shard 1/4
        equipoise tune examples/scenes-protocol.yaml --yes --slurm 8 > search.sh
      """)

  @OptionGroup var options: ComparingOptions

  @Option(help: ArgumentHelp("Trains one of several parts.", valueName: "i/n"))
  var shard: String?

  @Option(help: ArgumentHelp("Prints a script for so many Slurm jobs, and trains nothing.", valueName: "n"))
  var slurm: Int?

  @Flag(help: "Agrees to a search of more trainings than `search.limit`.")
  var yes = false

  func validate() throws {
    try BoundedOption.check("--slurm", slurm, in: 1...10_000)
    if slurm != nil && shard != nil { throw ValidationError("`--slurm` should stand without `--shard`. Found both.") }
  }

  func run() throws {
    Interruption.watch()
    let part = try shard.map { try SearchShard($0) }
    let configuration = try options.configuration { try $0.chooseByDeltaM() }
    let meter = SearchMeter(quiet: options.json)
    let runner = try SearchRunner(
      configuration, executable: CommandLine.executable, shard: part,
      shouldStop: { Interruption.isRequested }, progress: meter)
    let plan = try runner.plan()
    if let slurm {
      // What is refused here would be refused in every job.
      try plan.check(agreed: yes)
      return print(script(configuration, shards: slurm))
    }
    if options.dryRun { print(plan.text) } else { meter.note(plan.text) }
    for sentence in runner.unfit { meter.alert(sentence) }
    if options.dryRun { return }
    try plan.check(agreed: yes)
    let outcome: SearchRunner.Outcome
    do { outcome = try runner.run() } catch let interruption as ComparisonInterrupted {
      meter.alert("\(interruption)")
      throw ExitCode(ExitStatus.interrupted)
    } catch let waiting as SearchWaits {
      meter.alert("\(waiting)")
      throw ExitCode(ExitStatus.tryLater)
    }
    for failure in outcome.failures { meter.alert("failed: \(failure)") }
    meter.finish()
    let (report, record) = try runner.report(outcome, command: CommandLine.command)
    let files = try report.write()
    print(
      options.json
        ? report.json()
        : record.terminal() + "\n" + report.terminal(files: files, colour: isatty(STDOUT_FILENO) == 1))
  }

  /// The same command without what only this call is about.
  private func script(_ configuration: ExperimentConfiguration, shards: Int) -> String {
    var words = CommandLine.words
    if let index = words.firstIndex(of: "--slurm") { words.removeSubrange(index...min(index + 1, words.count - 1)) }
    words.removeAll { $0.hasPrefix("--slurm=") || $0 == "--dry-run" }
    return SearchShard.slurmScript(
      words.joined(separator: " "), name: configuration.name, shards: shards, threads: configuration.cores,
      folder: FileManager.default.currentDirectoryPath)
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
