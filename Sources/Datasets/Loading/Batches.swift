import Foundation

/// The batches of an epoch in their order. Threads make some ahead while the caller works on the last one; letting go of
/// this object stops them.
public final class Batches {
  private let queue: BatchQueue
  /// Seconds that the caller has waited for batches so far: the loader's share of the time.
  public private(set) var secondsWaited = 0.0

  init(range: Range<Int>, prefetch: Int, workers: Int, make: @escaping @Sendable (Int) throws -> Batch) {
    queue = BatchQueue(range: range, capacity: prefetch, make: make)
    guard prefetch > 0 else { return }
    for number in 0..<min(workers, prefetch, range.count) {
      queue.threadStarts()
      let thread = Thread { [queue] in queue.work() }
      thread.name = "batches \(number)"
      thread.start()
    }
  }

  deinit { queue.stop() }

  /// The next batch, nil after the last.
  ///
  /// - Throws: what went wrong when this batch was made, at the place in the order where it belongs. No batch follows.
  public func next() throws -> Batch? {
    let start = DispatchTime.now().uptimeNanoseconds
    defer { secondsWaited += Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9 }
    return try queue.next()
  }

  /// Stops early. Returns when the threads have ended; afterwards there is no next batch.
  public func cancel() {
    queue.stop()
    queue.waitForThreads()
  }
}

/// A bounded, ordered queue between the threads that make batches and the one that takes them.
private final class BatchQueue: @unchecked Sendable {
  private let make: @Sendable (Int) throws -> Batch
  private let end: Int
  private let capacity: Int

  /// Guards all that follows.
  private let condition = NSCondition()
  private var ready: [Int: Result<Batch, any Error>] = [:]
  private var toMake: Int
  private var toTake: Int
  private var stopped = false
  private var threads = 0

  init(range: Range<Int>, capacity: Int, make: @escaping @Sendable (Int) throws -> Batch) {
    self.make = make
    self.capacity = capacity
    end = range.upperBound
    toMake = range.lowerBound
    toTake = range.lowerBound
  }

  func threadStarts() { condition.withLock { threads += 1 } }

  /// The life of a thread: makes batches until there is nothing left to make.
  func work() {
    while let number = claim() {
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
      while !stopped && toMake < end && toMake - toTake >= capacity { condition.wait() }
      guard !stopped && toMake < end else { return nil }
      toMake += 1
      return toMake - 1
    }
  }

  func next() throws -> Batch? {
    guard let result = capacity == 0 ? makeNow() : takeReady() else { return nil }
    if case .failure = result { stop() }
    return try result.get()
  }

  private func makeNow() -> Result<Batch, any Error>? {
    let number: Int? = condition.withLock {
      guard !stopped && toTake < end else { return nil }
      toTake += 1
      return toTake - 1
    }
    return number.map { number in Result { try make(number) } }
  }

  private func takeReady() -> Result<Batch, any Error>? {
    condition.withLock {
      guard !stopped && toTake < end else { return nil }
      let number = toTake
      toTake += 1
      condition.broadcast()
      while !stopped && ready[number] == nil { condition.wait() }
      return ready.removeValue(forKey: number)
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
