import Testing

@testable import Printing

@Suite struct TimeLeftTests {
  private let start = ContinuousClock.now

  @Test func theTimeLeftFollowsThePace() throws {
    var left = TimeLeft()
    let looks = [(0.1, 0), (0.105, 1)].map { left.seconds(at: $0.0, now: start + .seconds($0.1)) }
    #expect(looks == [nil, nil])
    let half = left.seconds(at: 0.6, now: start + .seconds(50))
    #expect(abs(try #require(half) - 40) < 1e-9)
    let end = left.seconds(at: 1, now: start + .seconds(90))
    #expect(end == nil)
  }

  /// Of several experiments each has a pace of its own: hours of the first say nothing on the second.
  @Test func otherWorkBeginsAnew() throws {
    var left = TimeLeft()
    _ = left.seconds(at: 0, now: start)
    _ = left.seconds(at: 1, now: start + .seconds(7200))
    let first = left.seconds(at: 0, now: start + .seconds(7201))
    let second = left.seconds(at: 0.5, now: start + .seconds(7211))
    #expect(first == nil)
    #expect(abs(try #require(second) - 10) < 1e-9)
  }
}
