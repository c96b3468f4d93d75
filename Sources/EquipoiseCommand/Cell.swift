import ArgumentParser
import Experiments
import Foundation
import Processes
import Runs
import Torch
import Training

/// The command `cell`: one training of a comparison as a process of its own. It prints its progress as lines of JSON.
struct Cell: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains the run that a comparison has prepared in a folder.", shouldDisplay: false)

  @Argument(help: "The run's folder.")
  var folder: String

  @Option(help: "Threads of one operation.")
  var threads = 1

  @Option(help: "The epochs after which the training pauses.")
  var until = Int.max

  func validate() throws {
    try BoundedOption.check("--threads", threads, in: BoundedOption.threads)
    try BoundedOption.check("--until", until, in: 1...Int.max)
  }

  func run() throws {
    // Who started it may ask twice: the terminal's Ctrl-C and the comparison's own signal.
    Interruption.watch(endsAtSecond: false)
    Interruption.endWithReader()
    Threads.count = threads
    HostMemory.keepFreed()
    do {
      _ = try RunTrainer(RunFolder(URL(filePath: folder))).run(
        until: until, shouldStop: { Interruption.isRequested }, observers: [ProgressLines()])
    } catch let error as ResultsError {
      guard case .locked = error else { throw error }
      StandardStreams.tell("\(error)\n")
      throw ExitCode(ExitStatus.tryLater)
    } catch TrainingError.interrupted {
      throw ExitCode(ExitStatus.interrupted)
    }
  }
}

/// Progress for the process that started this one: lines of JSON, at most four a second.
private final class ProgressLines: TrainingObserver {
  private var total = 0
  private var last = ContinuousClock.now - .seconds(1)

  func trainingStarted(step: Int, total: Int) {
    self.total = total
  }

  func stepEnded(_ step: Int, epoch: Int) {
    guard last.duration(to: .now) > .milliseconds(250) || step == total else { return }
    last = .now
    // The reader may be gone, which ends the training in another way.
    _ = StandardStreams.answer("{\"step\":\(step),\"total\":\(total)}")
  }
}
