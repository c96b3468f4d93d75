import Foundation
import Processes

/// The processes that train runs of one experiment. Those without a run wait for the next one, until they are dismissed
/// or this object is gone.
final class TrainingProcesses {
  private let folder: URL
  private let executable: URL
  private let threads: Int
  private var waiting: [TrainingProcess] = []

  /// - Parameters:
  ///   - folder: the experiment's folder, which holds those of its runs.
  ///   - threads: the threads of each training.
  init(of folder: URL, _ executable: URL, threads: Int) {
    self.folder = folder
    self.executable = executable
    self.threads = threads
  }

  /// A process that trains the run: one that waits, otherwise a new one.
  func begin(_ request: TrainingRequest) throws(ChildProcess.StartError) -> TrainingProcess {
    while let process = waiting.popLast() {
      // One that was killed meanwhile takes nothing.
      if process.begin(request) { return process }
    }
    let process = try TrainingProcess(folder, executable, threads: threads)
    _ = process.begin(request)
    return process
  }

  /// Keeps a process whose run has ended for another one, unless it has ended as well.
  func keep(_ process: TrainingProcess) {
    if !process.process.hasEnded { waiting.append(process) }
  }

  /// Ends the processes without a run.
  func dismiss() {
    for process in waiting { process.process.closeInput() }
    for process in waiting { _ = process.process.end() }
    waiting = []
  }

  deinit { dismiss() }
}
