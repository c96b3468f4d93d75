/// What is wrong with survival data, as a sentence: "`age` should have different values for a path. Found only 3.0."
public struct SurvivalError: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}

extension SurvivalTimes {
  /// Checks that something can be learned from these times.
  ///
  /// - Parameters:
  ///   - user: what learns from them, for the error: "a path".
  ///   - rows: the rows of features that belong to them.
  func check(for user: String, rows: Int) throws {
    guard rows == count else {
      throw SurvivalError("\(user) should have a row of features for each time. Found \(rows) rows, \(count) times.")
    }
    if let row = times.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw SurvivalError("the times of \(user) should be at least 0. Found \(times[row]) in row \(row).")
    }
    guard eventCount > 0 else { throw SurvivalError("\(user) should have events. Found none among \(count) times.") }
    guard times.contains(where: { $0 != times[0] }) else {
      throw SurvivalError("\(user) should have two different times. Found only \(times[0]).")
    }
  }

  /// The times of some individuals, which may be taken more than once.
  func at(_ individuals: [Int]) -> SurvivalTimes {
    SurvivalTimes(individuals.map { times[$0] }, events: individuals.map { events[$0] })
  }
}
