import ArgumentParser
import Experiments
import Foundation
import Processes
import Torch
import Training

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains one network with one way of balancing its tasks.",
    discussion: """
      With `--all-data` validation and test samples are trained on too, so that no figure is reported. A run then gives its
      configuration, its learning rates and its best epoch; an experiment's folder gives those of the run that its comparison
      recommends. Numbers are scaled as in the run. With a YAML file the training goes on for all of `training.epochs`.

      EXAMPLE
        equipoise train examples/scenes.yaml --set balancing.temperature=20
        equipoise train runs/adult --all-data
        equipoise train 0a1b2c3d --resume
      """)

  @OptionGroup var options: ExperimentOptions
  @OptionGroup var runs: RunsFolder

  @Flag(help: "Trains on the samples of all splits, and reports no figures.")
  var allData = false

  @Flag(help: "Goes on from the last checkpoint of the same configuration.")
  var resume = false

  @Flag(help: "Forgets what the run's folder holds and starts from the beginning.")
  var restart = false

  @Flag(help: "Shows the resolved configuration and the run's folder, and trains nothing.")
  var dryRun = false

  @Flag(help: "Prints the result as JSON.")
  var json = false

  func run() throws {
    Interruption.watch()
    let meter = Meter(quiet: json)
    if !options.isFile, resume, !allData { return try goOn(meter) }
    let prepared = try trainings(meter)
    if dryRun {
      for training in prepared {
        print(training.cell.resolved.yaml())
        print("# run folder: \(training.url.relativeToCurrentFolder)")
      }
      return
    }
    let results = try prepared.map { training in
      try train(training.runner(resuming: resume, restarting: restart), meter)
    }
    print(
      json && results.count > 1 ? "[\n" + results.joined(separator: ",\n") + "\n]" : results.joined(separator: "\n"))
  }

  /// The trainings that are asked for: one, or one for each task if a comparison recommends separate networks.
  private func trainings(_ meter: Meter) throws -> [SingleRun] {
    guard !options.isFile else {
      let configuration = try options.configuration { if allData { try $0.takeAllSamples() } }
      return [try SingleRun(configuration)]
    }
    guard allData else {
      _ = try options.reference.resolved(in: runs.url)
      throw ValidationError(
        "`\(options.experiment)` is a run, or an experiment's folder: `--resume` goes on with a run, `--all-data` trains its "
          + "configuration on all samples.")
    }
    let found = try options.reference.resolved(in: runs.url)
    if let sentence = found.sentence { meter.note(sentence) }
    return try found.runs.map { run in
      try SingleRun(onAllSamplesOf: run) { document in
        for change in options.changes { try document.set(change) }
      }
    }
  }

  /// Continues a prepared run with the settings that it was prepared with.
  private func goOn(_ meter: Meter) throws {
    guard options.changes.isEmpty, !restart, !dryRun else {
      throw ValidationError("`--resume` of a run should stand without `--set`, `--restart` and `--dry-run`.")
    }
    let run = try options.reference.run(in: runs.url)
    print(try train(RunTrainer(run), meter))
  }

  private func train(_ runner: RunTrainer, _ meter: Meter) throws -> String {
    let folder = runner.folder
    if let threads = runner.configuration.training.threads { Threads.count = threads }
    HostMemory.keepFreed()
    if folder.isDone { meter.note("This training is done; `--restart` repeats it.") }
    do {
      let result = try runner.run(
        shouldStop: { Interruption.isRequested }, observers: [TrainingMeter(meter)])
      meter.finish()
      return json ? try result.json() : result.summary(folder.url.relativeToCurrentFolder)
    } catch let error as TrainingError {
      meter.finish()
      guard case .interrupted = error else { throw error }
      let command = CommandLine.command(without: [("--resume", false), ("--restart", false)])
      meter.alert("\(error): \(command) --resume")
      throw ExitCode(ExitStatus.interrupted)
    }
  }
}
