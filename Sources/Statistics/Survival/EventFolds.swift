/// A random division of individuals into folds of nearly equal size, with nearly as many events in each.
public struct EventFolds: Sendable, Hashable {
  /// The individuals of each fold, in ascending order.
  public let heldOut: [[Int]]
  /// The individuals that are divided, in ascending order.
  public let individuals: [Int]

  /// Divides individuals.
  ///
  /// - Parameters:
  ///   - data: the times of all individuals.
  ///   - individuals: those that are divided; nil for all.
  ///   - count: the number of folds, from 2 to the number of events.
  /// - Throws: ``SurvivalError`` for another number of folds.
  public init(_ data: SurvivalTimes, among individuals: [Int]? = nil, count: Int, seed: UInt64 = 0) throws {
    let individuals = (individuals ?? Array(0..<data.count)).sorted()
    let events = individuals.filter { data.events[$0] }, censored = individuals.filter { !data.events[$0] }
    guard count >= 2, count <= events.count else {
      throw SurvivalError(
        "the number of folds should lie in 2 … \(events.count), the number of events. Found \(count).")
    }
    var random = SplitMix64(key: seed, 0x666f_6c64_73)
    var folds = [[Int]](repeating: [], count: count)
    // The censored go on where the events end, so that the sizes of folds differ by one at most.
    for (place, index) in random.permutation(events.count).enumerated() { folds[place % count].append(events[index]) }
    for (place, index) in random.permutation(censored.count).enumerated() {
      folds[(events.count + place) % count].append(censored[index])
    }
    heldOut = folds.map { $0.sorted() }
    self.individuals = individuals
  }

  /// The individuals outside of a fold, in ascending order.
  public func training(_ fold: Int) -> [Int] {
    let out = Set(heldOut[fold])
    return individuals.filter { !out.contains($0) }
  }
}
