import Foundation
import Synchronization

/// Runs trainings as processes of their own, several at a time, one thread each: for small networks two at once finish
/// sooner than two in turn with two threads, for large ones no later (`equipoise bench` measures it). A training that
/// crashes takes no other with it.
final class ParallelTrainings: Sendable {
  /// A training: the folder of its run.
  struct Job: Sendable {
    let folder: URL
    let title: String
    /// The epochs after which it pauses; nil for its end.
    var pause: Int?
    /// The numbers of jobs before it that end before it starts.
    var after: [Int] = []
    /// Called when it starts.
    var begin: @Sendable () throws -> Void = {}
  }

  /// How a job ended.
  enum Ending: Sendable, Equatable {
    case done
    case failed(String)
    case interrupted
    /// Another process holds the run.
    case busy
  }

  /// What a training prints while it runs, a line of JSON each.
  struct Progress: Codable, Sendable {
    var step: Int
    var total: Int
  }

  private struct State {
    var waiting: [(index: Int, job: Job)]
    var endings: [Ending?]
    var progress: [Int: Progress] = [:]
  }

  private let state: Mutex<State>
  private let jobs: [Job]
  private let executable: URL
  private let threads: Int
  private let shouldStop: @Sendable () -> Bool
  /// Called with the share that is done, from 0 to 1, whenever it changes.
  private let onProgress: @Sendable (_ done: Int, _ running: [String], _ share: Double) -> Void

  init(
    _ jobs: [Job], executable: URL, threads: Int, shouldStop: @escaping @Sendable () -> Bool,
    onProgress: @escaping @Sendable (_ done: Int, _ running: [String], _ share: Double) -> Void
  ) {
    self.jobs = jobs
    self.executable = executable
    self.threads = threads
    self.shouldStop = shouldStop
    self.onProgress = onProgress
    state = Mutex(State(waiting: Array(jobs.enumerated().map { ($0, $1) }), endings: jobs.map { _ in nil }))
  }

  /// How often a training is begun whose process is killed.
  private static let tries = 4

  /// How often a worker looks whether its training should stop.
  private static let patience = DispatchTimeInterval.milliseconds(100)
  /// The seconds after which a worker looks again whether what a training waits for has ended.
  private static let rest = 0.1

  /// Runs all, at most `width` at a time, and says how each ended. When asked to stop, it asks the running ones, which
  /// write a checkpoint and end.
  func run(width: Int) -> [Ending] {
    let workers = (0..<min(width, jobs.count)).map { _ in
      WorkerThread { [self] in
        while let (index, job) = next() {
          var ending = begin(job, index)
          // A process that was killed, for example for want of memory, is tried again, and goes on where it was.
          for _ in 1..<Self.tries {
            guard case .failed(let reason) = ending, reason.hasPrefix("killed"), !shouldStop() else { break }
            ending = run(job, index)
          }
          state.withLock {
            $0.endings[index] = ending
            $0.progress[index] = nil
          }
          report()
        }
      }
    }
    workers.forEach { $0.wait() }
    return state.withLock { $0.endings.map { $0 ?? .interrupted } }
  }

  /// The first job whose time has come; nil when there is nothing more to do.
  private func next() -> (index: Int, job: Job)? {
    while !shouldStop() {
      let (job, isLast) = state.withLock { state -> ((index: Int, job: Job)?, Bool) in
        let ready = state.waiting.firstIndex { $0.job.after.allSatisfy { state.endings[$0] != nil } }
        return (ready.map { state.waiting.remove(at: $0) }, state.waiting.isEmpty)
      }
      if job != nil || isLast { return job }
      Thread.sleep(forTimeInterval: Self.rest)
    }
    return nil
  }

  private func begin(_ job: Job, _ index: Int) -> Ending {
    do { try job.begin() } catch { return .failed("\(error)") }
    return run(job, index)
  }

  private func run(_ job: Job, _ index: Int) -> Ending {
    let process = Process()
    process.executableURL = executable
    process.arguments =
      ["cell", job.folder.path, "--threads", "\(threads)"]
      + (job.pause.map { ["--until", "\($0)"] } ?? [])
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    do { try process.run() } catch { return .failed("cannot start \(executable.path): \(error.localizedDescription)") }
    let number = process.processIdentifier
    let watcher = WorkerThread { [shouldStop] in
      // A terminal's Ctrl-C may reach the training as well; other signals reach this process alone.
      while ended.wait(timeout: .now() + Self.patience) == .timedOut {
        guard shouldStop() else { continue }
        kill(number, SIGINT)
        return
      }
    }
    let reader = WorkerThread { [self] in
      var rest = Data()
      while case let data = output.fileHandleForReading.availableData, !data.isEmpty {
        rest += data
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
          if let progress = try? JSONDecoder().decode(Progress.self, from: rest[..<end]) {
            state.withLock { $0.progress[index] = progress }
            report()
          }
          rest = Data(rest[(end + 1)...])
        }
      }
    }
    let message = Self.reason(errors.fileHandleForReading.readDataToEndOfFile())
    reader.wait()
    process.waitUntilExit()
    watcher.wait()
    if process.terminationReason == .uncaughtSignal {
      let signal = process.terminationStatus
      return signal == SIGINT
        ? .interrupted : .failed("killed by signal \(signal)\(message.isEmpty ? "" : ": \(message)")")
    }
    switch process.terminationStatus {
    case 0: return .done
    case ExitStatus.interrupted: return .interrupted
    case ExitStatus.tryLater: return .busy
    default: return .failed(message.isEmpty ? "exit status \(process.terminationStatus)" : message)
    }
  }

  /// What a process said on standard error, without the word that every error begins with, and without the trace that
  /// follows the first line of a crash.
  static func reason(_ output: Data) -> String {
    let text = String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    let crash = text.range(of: "\n\n*** ").map { String(text[..<$0.lowerBound]) } ?? text
    return crash.hasPrefix("Error: ") ? String(crash.dropFirst("Error: ".count)) : crash
  }

  private func report() {
    let (done, running, share) = state.withLock { state -> (Int, [String], Double) in
      let done = state.endings.count { $0 != nil }
      let partial = state.progress.values.reduce(0.0) { $0 + Double($1.step) / Double(max($1.total, 1)) }
      let running = state.progress.keys.sorted().map { jobs[$0].title }
      return (done, running, (Double(done) + partial) / Double(max(jobs.count, 1)))
    }
    onProgress(done, running, share)
  }
}

/// A thread that can be waited for.
private struct WorkerThread {
  private let finished = DispatchSemaphore(value: 0)

  init(_ body: @escaping @Sendable () -> Void) {
    let finished = finished
    Thread {
      body()
      finished.signal()
    }.start()
  }

  func wait() { finished.wait() }
}
