import Foundation

/// Runs trainings as processes of their own, several at a time, one thread each: for small networks two at once finish
/// sooner than two in turn with two threads, for large ones no later (`equipoise bench` measures it). A training that
/// crashes takes no other with it.
struct ParallelTrainings {
  /// A training: the folder of its run.
  struct Job {
    let folder: URL
    let title: String
    /// The epochs after which it pauses; nil for its end.
    var pause: Int?
    /// The numbers of jobs before it that end before it starts.
    var after: [Int] = []
    /// Called when it starts.
    var begin: () throws -> Void = {}
  }

  /// How a job ended.
  enum Ending: Equatable {
    case done
    case failed(String)
    case interrupted
    /// Another process holds the run, or one that it waits for.
    case busy
  }

  /// What a training prints while it runs, a line of JSON each.
  struct Progress: Codable {
    var step: Int
    var total: Int
  }

  let jobs: [Job]
  let executable: URL
  let threads: Int
  let shouldStop: () -> Bool
  /// Called several times a second with the share that is done, from 0 to 1.
  let onProgress: (_ done: Int, _ running: [String], _ share: Double) -> Void

  /// How often a training is begun whose process is killed.
  private static let tries = 4
  /// How often running trainings are looked at.
  private static let rest: Int32 = 100
  /// How long a run that another process holds is tried again, and how often: a training whose comparison was killed is
  /// about to end.
  private static let (patience, pause) = (Duration.seconds(10), Duration.milliseconds(500))

  /// Runs all, at most `width` at a time, and says how each ended. When asked to stop, it asks the running ones, which
  /// write a checkpoint and end.
  ///
  /// - Throws: `ChildProcess.StartError` where no process can be started.
  func run(width: Int) throws -> [Ending] {
    var width = width
    var waiting = Array(jobs.indices)
    var endings = [Ending?](repeating: nil, count: jobs.count)
    var kills: [Int: Int] = [:]
    var busy: [Int: (since: ContinuousClock.Instant, next: ContinuousClock.Instant)] = [:]
    var running: [Int: TrainingProcess] = [:]
    var isStopping = false

    /// The first job whose time has come.
    func next() -> Int? {
      waiting.firstIndex { index in
        jobs[index].after.allSatisfy { endings[$0] != nil } && busy[index].map { $0.next <= .now } ?? true
      }.map { waiting.remove(at: $0) }
    }

    func start(_ index: Int) throws {
      guard !jobs[index].after.contains(where: { endings[$0] == .busy }) else { return endings[index] = .busy }
      // What a run is compared with has a result, if only one that says why it failed.
      if let missing = jobs[index].after.first(where: { !RunFolder(jobs[$0].folder).isDone }) {
        return endings[index] = .failed("\(jobs[missing].title) has no result yet")
      }
      if kills[index] == nil && busy[index] == nil {
        do { try jobs[index].begin() } catch { return endings[index] = .failed("\(error)") }
      }
      do {
        running[index] = try TrainingProcess(jobs[index], executable, threads: threads)
      } catch {
        guard error.isShortage else { return endings[index] = .failed("\(error)") }
        // Fewer at a time may do.
        guard !running.isEmpty else { throw error }
        width = running.count
        waiting.insert(index, at: 0)
      }
    }

    func end(_ index: Int, _ ending: Ending) {
      running[index] = nil
      switch ending {
      case .failed(let reason)
      where reason.hasPrefix("killed") && !isStopping && kills[index, default: 0] < Self.tries - 1:
        // A process that was killed, for example for want of memory, is tried again, and goes on where it was.
        kills[index, default: 0] += 1
        waiting.insert(index, at: 0)
      case .busy where !isStopping && busy[index].map { $0.since.duration(to: .now) < Self.patience } ?? true:
        busy[index] = (busy[index]?.since ?? .now, .now + Self.pause)
        waiting.append(index)
      default:
        endings[index] = ending
      }
    }

    while true {
      if shouldStop(), !isStopping {
        isStopping = true
        // A terminal's Ctrl-C may reach the trainings as well; other signals reach this process alone.
        for training in running.values { training.process.send(SIGINT) }
      }
      while !isStopping, running.count < width, let index = next() { try start(index) }
      if running.isEmpty && (isStopping || waiting.isEmpty) { break }
      ChildProcess.wait(for: running.values.map(\.process), milliseconds: Self.rest)
      for (index, training) in running.sorted(by: { $0.key < $1.key }) {
        if let ending = training.look() { end(index, ending) }
      }
      report(endings, running)
    }
    return endings.map { $0 ?? .interrupted }
  }

  private func report(_ endings: [Ending?], _ running: [Int: TrainingProcess]) {
    let done = endings.count { $0 != nil }
    let known = running.filter { $0.value.progress != nil }.sorted { $0.key < $1.key }
    let shares = known.compactMap(\.value.progress).map { Double($0.step) / Double(max($0.total, 1)) }
    onProgress(
      done, known.map { jobs[$0.key].title }, (Double(done) + shares.reduce(0, +)) / Double(max(jobs.count, 1)))
  }
}
