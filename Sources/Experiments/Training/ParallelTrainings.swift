import Foundation
import Processes
import Runs

/// Trainings in processes apart from this one, several at a time, with one thread each. For small networks two at once
/// finish sooner than two in turn with two threads, for large ones no later (`equipoise bench` measures it). A process
/// trains one run after the other; when it crashes, the run that it was in is the only one to end.
struct ParallelTrainings {
  /// A training: the folder of its run.
  struct Job {
    let folder: URL
    let title: String
    /// The epochs after which it pauses; nil to train to its end.
    var pause: Int?
    /// The numbers of earlier jobs that have to end before it starts.
    var after: [Int] = []
    /// A closure that is called when it starts, with the run claimed; false if nothing is left to train.
    var begin: () throws -> Bool = { true }

    fileprivate var request: TrainingRequest { TrainingRequest(folder.lastPathComponent, until: pause) }
  }

  /// The end of a job.
  enum Ending: Equatable {
    case done
    case failed(String)
    case interrupted
    /// Another process holds the run, or one that it needs first.
    case busy
  }

  /// The progress that a training prints while it runs, a line of JSON each.
  struct Progress: Codable {
    var step: Int
    var total: Int
  }

  let jobs: [Job]
  let processes: TrainingProcesses
  /// Whether runs that other processes claim are waited for.
  let waits: Bool
  let shouldStop: () -> Bool
  /// A closure that is called several times a second with the share that is done, from 0 to 1.
  let onProgress: (_ done: Int, _ running: [String], _ share: Double) -> Void

  /// The number of times that a training is begun whose process is killed.
  private static let tries = 4
  /// The time in milliseconds between two looks at running trainings.
  private static let rest: Int32 = 100
  /// The time between two looks at runs that other processes hold.
  private static let pause = Duration.milliseconds(500)
  /// The time to wait for a lock that no claim explains: a training whose comparison was killed is about to end.
  private static let patience = Duration.seconds(10)

  /// Runs all jobs, at most `width` at a time, and says how each ended. When asked to stop, it asks the running ones,
  /// which write a checkpoint and end.
  ///
  /// - Throws: `ChildProcess.StartError` if no process can be started.
  func run(width: Int) throws -> [Ending] {
    var width = width
    var waiting = Array(jobs.indices)
    var endings = [Ending?](repeating: nil, count: jobs.count)
    var kills: [Int: Int] = [:]
    /// The times at which to look again at runs that other processes hold.
    var later: [Int: ContinuousClock.Instant] = [:]
    /// The times until which to wait for locks without a claim.
    var limits: [Int: ContinuousClock.Instant] = [:]
    var claims: [Int: RunClaim] = [:]
    var running: [Int: TrainingProcess] = [:]
    var isStopping = false
    defer { for claim in claims.values { claim.release() } }

    /// The first job whose time has come.
    func next() -> Int? {
      waiting.firstIndex { index in
        jobs[index].after.allSatisfy { endings[$0] != nil } && later[index].map { $0 <= .now } ?? true
      }.map { waiting.remove(at: $0) }
    }

    /// Starts a job, or ends it if it cannot begin: it is held by another process, its baseline has no result, or it is
    /// done.
    func start(_ index: Int) throws {
      guard !jobs[index].after.contains(where: { endings[$0] == .busy }) else { return end(index, .busy) }
      // What a run is compared with has a result, if only one that says why it failed.
      if let missing = jobs[index].after.first(where: { !RunFolder(jobs[$0].folder).isDone }) {
        return end(index, .failed("\(jobs[missing].title) has no result yet"))
      }
      do {
        if claims[index] == nil {
          guard let claim = try RunClaim(jobs[index].folder) else {
            limits[index] = nil
            return postpone(index)
          }
          claims[index] = claim
          guard try jobs[index].begin() else { return end(index, .done) }
        }
      } catch {
        return end(index, .failed("\(error)"))
      }
      do {
        running[index] = try processes.begin(jobs[index].request)
      } catch {
        guard error.isShortage else { return end(index, .failed("\(error)")) }
        // Fewer at a time may do.
        guard !running.isEmpty else { throw error }
        width = running.count
        waiting.insert(index, at: 0)
      }
    }

    /// Postpones a job because another process holds the run.
    func postpone(_ index: Int) {
      claims.removeValue(forKey: index)?.release()
      later[index] = .now + Self.pause
      waiting.append(index)
    }

    func end(_ index: Int, _ ending: Ending) {
      if let process = running.removeValue(forKey: index) { processes.keep(process) }
      switch ending {
      case .failed(let reason)
      where reason.hasPrefix("killed") && !isStopping && kills[index, default: 0] < Self.tries - 1:
        // A process that was killed, for example for want of memory, is tried again, and goes on where it was.
        kills[index, default: 0] += 1
        waiting.insert(index, at: 0)
        return
      case .busy where !isStopping && limits[index, default: .now + Self.patience] > .now:
        limits[index] = limits[index] ?? .now + Self.patience
        return postpone(index)
      default: endings[index] = ending
      }
      claims.removeValue(forKey: index)?.release()
    }

    while true {
      if shouldStop(), !isStopping {
        isStopping = true
        // A terminal's Ctrl-C may reach the trainings as well; other signals reach this process alone.
        for training in running.values { training.process.send(SIGINT) }
      }
      while !isStopping, running.count < width, let index = next() { try start(index) }
      // What stays has just been found in other processes' hands, or needs what is.
      if running.isEmpty
        && (isStopping || waiting.isEmpty || !waits && limits.keys.allSatisfy { !waiting.contains($0) })
      {
        break
      }
      // Nobody knows for how long others hold the rest.
      if running.isEmpty { processes.dismiss() }
      ChildProcess.wait(for: running.values.map(\.process), milliseconds: Self.rest)
      for (index, training) in running.sorted(by: { $0.key < $1.key }) {
        if let ending = training.look() {
          end(index, ending)
        } else if claims[index]?.renew() == false {
          // This process was away for so long that another one has taken the run over.
          claims[index] = nil
          training.process.send(SIGKILL)
        }
      }
      report(endings, running, others: later.keys.count { waiting.contains($0) })
    }
    return endings.map { $0 ?? (isStopping ? .interrupted : .busy) }
  }

  private func report(_ endings: [Ending?], _ running: [Int: TrainingProcess], others: Int) {
    let done = endings.count { $0 != nil }
    let known = running.filter { $0.value.progress != nil }.sorted { $0.key < $1.key }
    let shares = known.compactMap(\.value.progress).map { Double($0.step) / Double(max($0.total, 1)) }
    let titles = known.map { jobs[$0.key].title } + (others > 0 ? ["\(others) in other processes' hands"] : [])
    onProgress(
      done, titles, (Double(done) + shares.reduce(0, +)) / Double(max(jobs.count, 1)))
  }
}
