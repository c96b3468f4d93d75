import Testing

@testable import Statistics

@Suite struct CurveMeetingTests {
  /// Curves towards 1, which are 1.5 · 2⁻ⁿ and 2⁻ⁿ below it at the n-th point.
  private let slow = (1...8).map { 1 - 1.5 / Double(1 << $0) }
  private let quick = (1...8).map { 1 - 1 / Double(1 << $0) }

  /// The distance 2⁻ⁿ / 2 is a tenth of 1 − 2⁻ⁿ or less from n = 3: 0.0625 of 0.875.
  @Test func curvesMeetWhereTheirDistanceIsATenth() {
    #expect(CurveMeeting.points(before: [(slow, quick)], within: 0.1) == 2)
    #expect(CurveMeeting.points(before: [(quick, slow)], within: 0.1) == 2)
  }

  /// A crossing is no meeting.
  @Test func curvesThatPartAgainHaveNotMet() {
    #expect(CurveMeeting.points(before: [([1, 1, 1, 1], [2, 1, 2, 1])], within: 0.1) == 3)
  }

  @Test func theLastPairDecides() {
    #expect(CurveMeeting.points(before: [([1, 1], [1, 1]), ([1, 1], [2, 1])], within: 0.1) == 1)
    #expect(CurveMeeting.points(before: [([1, 1], [1, 1]), ([1, 1], [2, 2])], within: 0.1) == 2)
    #expect(CurveMeeting.points(before: [], within: 0.1) == 0)
  }
}
