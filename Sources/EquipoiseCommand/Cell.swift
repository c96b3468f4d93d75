import ArgumentParser
import Experiments
import Foundation
import Processes
import Runs
import Torch
import Training

/// The command `cell`: runs of a comparison, one after the other, in a process of their own. It reads their names, a
/// ``TrainingRequest`` a line, prints the progress of each as lines of JSON, and a line when it is trained. The first run
/// that is not ends the process.
struct Cell: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains the runs that a comparison has prepared in a folder, and names on standard input.",
    shouldDisplay: false)

  @Argument(help: "The folder with those of the runs.")
  var folder: String

  @Option(help: "Threads of one operation.")
  var threads = 1

  func validate() throws { try BoundedOption.check("--threads", threads, in: BoundedOption.threads) }

  func run() throws {
    Interruption.endWithReader()
    Threads.count = threads
    HostMemory.keepFreed()
    let data = KeptData()
    while true {
      // Without a run, a signal ends the process at once. Who started it may ask twice: the terminal's Ctrl-C and the
      // comparison's own signal.
      Interruption.watch(endsAtSecond: false)
      guard let line = readLine() else { return }
      guard let request = TrainingRequest(line) else {
        throw ValidationError("A line should be the name of a run, and epochs if it pauses. Found `\(line)`.")
      }
      try train(request, data)
      // A line of its own, even if a library has written part of one.
      guard StandardStreams.answer("\n" + request.answer) else { return }
    }
  }

  private func train(_ request: TrainingRequest, _ data: KeptData) throws {
    do {
      let folder = RunFolder(URL(filePath: folder).appending(path: request.run))
      _ = try RunTrainer(folder, data: data).run(
        until: request.pause ?? .max, shouldStop: { Interruption.isRequested }, observers: [ProgressLines()])
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
