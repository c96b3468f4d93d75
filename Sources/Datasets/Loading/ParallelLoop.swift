import Foundation
import Synchronization

/// A loop whose passes run on several threads at once.
package enum ParallelLoop {
  private struct Body: @unchecked Sendable {
    let run: (Int) -> Void
  }

  /// Calls `body` on several threads with 0 ..< `count`, each number once, and returns when all calls have ended. The
  /// calling thread takes part, so the loop runs even if the system gives no other thread.
  /// `DispatchQueue.concurrentPerform` does not promise that.
  ///
  /// - Parameter threads: the largest number of threads; one for each processor by default.
  package static func run(
    _ count: Int, threads: Int = ProcessInfo.processInfo.activeProcessorCount, _ body: @escaping (Int) -> Void
  ) {
    run(count, threads: threads, start: LoaderThread.start, body)
  }

  /// Calls `body` on threads that `start` starts, and on the calling thread; see ``run(_:threads:_:)``.
  static func run(
    _ count: Int, threads: Int, start: Batches.ThreadStart, _ body: @escaping (Int) -> Void
  ) {
    final class Counter: Sendable { let next = Atomic(0) }
    let counter = Counter()
    let body = Body(run: body)
    let work: @Sendable () -> Void = {
      while case let number = counter.next.wrappingAdd(1, ordering: .relaxed).oldValue, number < count {
        body.run(number)
      }
    }
    let ended = DispatchSemaphore(value: 0)
    var started = 0
    while started < min(threads, count) - 1 {
      let begins = start {
        work()
        ended.signal()
      }
      guard begins else { break }
      started += 1
    }
    work()
    for _ in 0..<started { ended.wait() }
  }
}
