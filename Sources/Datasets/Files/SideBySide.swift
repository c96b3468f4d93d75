import Foundation

/// Works on pieces on several threads. Pieces are made one after the other, worked on at the same time, and their
/// results are used in their order.
///
/// - Parameters:
///   - threads: the number of pieces that are worked on, and held, at the same time.
///   - next: the next piece, nil after the last; called on the calling thread.
///   - work: called on several threads.
///   - use: called on the calling thread.
/// - Throws: the first failure in the order of pieces.
func readSideBySide<Piece, Output>(
  threads: Int = ProcessInfo.processInfo.activeProcessorCount, _ next: () throws -> Piece?,
  _ work: @escaping (Piece) throws -> Output, _ use: (Output) throws -> Void
) throws {
  let threads = max(1, min(threads, mostThreads))
  while true {
    var pieces: [Piece] = [], failure: (any Error)?
    do { while pieces.count < threads, let piece = try next() { pieces.append(piece) } } catch { failure = error }
    if pieces.isEmpty && failure == nil { return }
    let taken = pieces
    var results = [Result<Output, any Error>?](repeating: nil, count: taken.count)
    results.withUnsafeMutableBufferPointer { results in
      let places = results
      ParallelLoop.run(taken.count, threads: threads) { number in
        places[number] = Result { try work(taken[number]) }
      }
    }
    // Results before the failure are used first, so that the error of the earliest piece is the one that is thrown.
    for result in results { try use(result!.get()) }
    if let failure { throw failure }
  }
}

/// The largest number of threads. With more, reading a file is not quicker.
private let mostThreads = 16
