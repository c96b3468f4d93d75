/// Batches with a given number of events and of censored individuals each.
///
/// A loss of survival times learns from an event and who was at risk then, so that a batch without events teaches nothing. A pass ends
/// when the group that fills more batches has been gone through once; the other one is gone through again, in another order. No
/// individual is twice in a batch. The order depends on the random generator alone, which a loader opens by its seed and the epoch:
/// batch `b` of a resumed training is that of one that was never stopped.
///
/// ```swift
/// let batches = try StratifiedEvents(events, perBatch: 4, censored: 4)
/// let order = batches.order(&random)
/// let third = order[2 * batches.size..<3 * batches.size]
/// ```
///
/// Source: four events and four censored patients are the batches of M. Meng, B. Gu, L. Bi, S. Song, D. Feng, J. Kim, DeepMTS: Deep
/// Multi-Task Learning for Survival Prediction in Patients with Advanced Nasopharyngeal Carcinoma Using Pretreatment PET/CT, IEEE
/// Journal of Biomedical and Health Informatics 26, 2022.
public struct StratifiedEvents: Sendable, Hashable {
  /// The individuals of a batch that have the event.
  public let eventsPerBatch: Int
  /// The individuals of a batch that are censored.
  public let censoredPerBatch: Int
  private let withEvent: [Int]
  private let censored: [Int]

  /// - Parameters:
  ///   - events: whether each individual has the event.
  ///   - eventsPerBatch: at least 1, and at most the number of events.
  ///   - censoredPerBatch: at least 0, and at most the number of censored individuals.
  /// - Throws: ``SurvivalError`` for numbers out of range.
  public init(_ events: [Bool], perBatch eventsPerBatch: Int, censored censoredPerBatch: Int) throws {
    withEvent = events.indices.filter { events[$0] }
    censored = events.indices.filter { !events[$0] }
    guard (1...max(1, withEvent.count)).contains(eventsPerBatch), !withEvent.isEmpty else {
      throw SurvivalError(
        "the events of a batch should lie in 1 … \(withEvent.count), the events there are. Found \(eventsPerBatch).")
    }
    guard (0...censored.count).contains(censoredPerBatch) else {
      throw SurvivalError(
        "the censored samples of a batch should lie in 0 … \(censored.count), those there are. Found \(censoredPerBatch)."
      )
    }
    (self.eventsPerBatch, self.censoredPerBatch) = (eventsPerBatch, censoredPerBatch)
  }

  /// The number of individuals that batches are drawn from.
  public var count: Int { withEvent.count + censored.count }

  /// The number of individuals in a batch.
  public var size: Int { eventsPerBatch + censoredPerBatch }

  /// The number of batches of a pass.
  public var batchesPerPass: Int {
    let needed = (withEvent.count + eventsPerBatch - 1) / eventsPerBatch
    return censoredPerBatch > 0 ? max(needed, (censored.count + censoredPerBatch - 1) / censoredPerBatch) : needed
  }

  /// The individuals of a pass, batch after batch: those with the event first in each.
  public func order(_ random: inout SplitMix64) -> [Int] {
    let events = draws(withEvent, eventsPerBatch, &random), others = draws(censored, censoredPerBatch, &random)
    return (0..<batchesPerPass).flatMap { events[$0] + others[$0] }
  }

  /// The members of each batch of a pass. All are drawn once before any is drawn again.
  private func draws(_ members: [Int], _ perBatch: Int, _ random: inout SplitMix64) -> [[Int]] {
    var left: [Int] = []
    return (0..<batchesPerPass).map { _ in
      var batch = Array(left.prefix(perBatch))
      left.removeFirst(batch.count)
      if batch.count < perBatch {
        // Those that are in the batch already wait until the next one.
        let again = random.permutation(members.count).map { members[$0] }, present = Set(batch)
        let (early, late) = (again.filter { !present.contains($0) }, again.filter(present.contains))
        let needed = perBatch - batch.count
        batch += early.prefix(needed)
        left = late + early.dropFirst(needed)
      }
      return batch
    }
  }
}
