import Foundation

/// The batches of an epoch in their order. Threads make some ahead while the caller works on the last one; releasing
/// this object stops them. If the system gives no thread, each batch is made on the calling thread when it is asked
/// for.
public final class Batches {
  /// Starts a thread that runs `body`; false if the system gives none.
  typealias ThreadStart = (_ body: @escaping @Sendable () -> Void) -> Bool

  /// An error that says that the caller does not want to wait for its next batch any longer.
  public struct Unwanted: Error {}

  private let queue: BatchQueue
  /// The seconds that the caller has waited for batches so far: the loader's share of the time.
  public private(set) var secondsWaited = 0.0

  init(
    range: Range<Int>, prefetch: Int, workers: Int, start: ThreadStart = LoaderThread.start,
    make: @escaping @Sendable (Int) throws -> Batch
  ) {
    queue = BatchQueue(range: range, capacity: prefetch, make: make)
    for _ in 0..<min(workers, prefetch, range.count) {
      guard queue.addThread(start) else { break }
    }
  }

  deinit { queue.stop() }

  /// The next batch, nil after the last.
  ///
  /// - Parameter isUnwanted: called ten times a second while the batch is waited for.
  /// - Throws: the error with which this batch failed, at its place in the order; no batch follows. ``Unwanted`` if
  ///   `isUnwanted` returns true; the batch is then still the next.
  public func next(unless isUnwanted: () -> Bool = { false }) throws -> Batch? {
    let start = DispatchTime.now().uptimeNanoseconds
    defer { secondsWaited += Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9 }
    return try queue.next(unless: isUnwanted)
  }

  /// Stops early. It returns when the threads have ended; afterwards there is no next batch.
  public func cancel() {
    queue.stop()
    queue.waitForThreads()
  }
}

/// A bounded, ordered queue between the threads that make batches and the thread that uses them.
private final class BatchQueue: @unchecked Sendable {
  private let make: @Sendable (Int) throws -> Batch
  private let end: Int
  private let capacity: Int

  /// The seconds after which a waiting caller is asked whether it still wants the batch.
  private static let patience = 0.1

  /// The lock of all properties below.
  private let condition = NSCondition()
  private var ready: [Int: Result<Batch, any Error>] = [:]
  private var toMake: Int
  private var toTake: Int
  private var stopped = false
  /// The number of threads that have started and not ended.
  private var threads = 0

  init(range: Range<Int>, capacity: Int, make: @escaping @Sendable (Int) throws -> Batch) {
    self.make = make
    self.capacity = capacity
    end = range.upperBound
    toMake = range.lowerBound
    toTake = range.lowerBound
  }

  /// Starts a thread that makes batches; false if the system gives none.
  func addThread(_ start: Batches.ThreadStart) -> Bool {
    condition.withLock { threads += 1 }
    if start({ self.work() }) { return true }
    condition.withLock { threads -= 1 }
    return false
  }

  /// The work of a thread: makes batches until there is nothing left to make.
  private func work() {
    while let number = claim() {
      // The batch is made outside of the lock, so that threads work at the same time. A failure is a result too: it is
      // thrown where the batch belongs, and not when the thread meets it.
      let result = Result { try make(number) }
      condition.withLock {
        if !stopped { ready[number] = result }
        condition.broadcast()
      }
    }
    condition.withLock {
      threads -= 1
      condition.broadcast()
    }
  }

  /// The number of the next batch to make, once there is room for it; nil when the work is over.
  private func claim() -> Int? {
    condition.withLock {
      // Room is counted from the batch that the caller wants next, not from the batches that are ready. Otherwise later
      // batches could fill the queue while the wanted one is still in work.
      while !stopped && toMake < end && toMake - toTake >= capacity { condition.wait() }
      guard !stopped && toMake < end else { return nil }
      toMake += 1
      return toMake - 1
    }
  }

  func next(unless isUnwanted: () -> Bool) throws -> Batch? {
    guard let (number, made) = try take(unless: isUnwanted) else { return nil }
    let result = made ?? Result { try make(number) }
    if case .failure = result { stop() }
    return try result.get()
  }

  /// The next batch with its number, once a thread has made it; nil as the batch if no thread will make it.
  private func take(unless isUnwanted: () -> Bool) throws -> (Int, Result<Batch, any Error>?)? {
    try condition.withLock {
      guard !stopped && toTake < end else { return nil }
      // The caller's wish counts before it waits: it makes room for one more batch.
      let number = toTake
      toTake += 1
      condition.broadcast()
      while !stopped && threads > 0 && ready[number] == nil {
        guard !condition.wait(until: Date(timeIntervalSinceNow: Self.patience)), isUnwanted() else { continue }
        // The wish is taken back, so that the next call asks for the same batch.
        toTake -= 1
        throw Batches.Unwanted()
      }
      guard !stopped else { return nil }
      // Without a thread the caller makes this batch itself, so that it counts as made.
      toMake = max(toMake, toTake)
      return (number, ready.removeValue(forKey: number))
    }
  }

  func stop() {
    condition.withLock {
      stopped = true
      ready = [:]
      condition.broadcast()
    }
  }

  func waitForThreads() {
    condition.withLock { while threads > 0 { condition.wait() } }
  }
}
