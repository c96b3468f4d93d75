import ArgumentParser
import Experiments
import Foundation
import Torch
import Training

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains one network with one way of balancing its tasks.",
    discussion: """
      EXAMPLE
        equipoise train examples/scenes.yaml --set balancing.temperature=20
      """)

  @OptionGroup var options: ExperimentOptions

  @Flag(help: "Goes on from the last checkpoint of the same configuration.")
  var resume = false

  @Flag(help: "Forgets what the run's folder holds and starts anew.")
  var restart = false

  @Flag(help: "Shows the resolved configuration and the run's folder, and trains nothing.")
  var dryRun = false

  @Flag(help: "Prints the result as JSON.")
  var json = false

  func run() throws {
    Interruption.watch()
    let configuration = try options.configuration()
    let prepared = try SingleRun(configuration)
    if dryRun {
      print(prepared.cell.resolved.yaml())
      print("# run folder: \(prepared.url.relativeToCurrentFolder)")
      return
    }
    let runner = try prepared.runner(resuming: resume, restarting: restart)
    let folder = runner.folder
    if let threads = configuration.training.threads { Threads.count = threads }
    HostMemory.keepFreed()
    let meter = Meter(quiet: json)
    if folder.isDone { meter.note("This training is done; `--restart` repeats it.") }
    do {
      let result = try runner.run(
        shouldStop: { Interruption.isRequested }, observers: [TrainingMeter(meter)])
      meter.finish()
      print(json ? try result.json() : result.summary(folder.url.relativeToCurrentFolder))
    } catch let error as TrainingError {
      meter.finish()
      guard case .interrupted = error else { throw error }
      let command = CommandLine.command(without: [("--resume", false), ("--restart", false)])
      meter.alert("\(error): \(command) --resume")
      throw ExitCode(ExitStatus.interrupted)
    }
  }
}
