import TestSupport
import Testing

@testable import Datasets

/// Zones of times, and what order and durations are made of them.
@Suite("Zones of event logs") struct EventZoneTests {
  private let folder = TemporaryFolder()

  private func log(_ times: [String]) throws -> EventLog {
    let rows = times.enumerated().map { "a,\($0.offset),r,\($0.element)\n" }.joined()
    return try EventLog(folder.write("case_id,activity,resource,timestamp\n" + rows, "log.csv"))
  }

  @Test(
    arguments: [
      ("2024-03-01 10:00Z", 0), ("2024-03-01 10:00+02:00", 120), ("2024-03-01 10:00:00 +0200", 120),
      ("2024-03-01T10:00:00.5-0330", -210), ("2024-03-01 10:00+02", 120), ("2024-03-01 10:00", nil),
    ] as [(String, Int?)])
  func aZoneIsADifferenceFromUTC(_ text: String, _ minutes: Int?) throws {
    let time = try #require(Timestamp(text))
    #expect(time.offset == minutes)
    // Hours are those of the clock.
    #expect(time.minuteOfDay == 600)
  }

  @Test(arguments: ["2024-03-01 10:00+24:00", "2024-03-01 10:00+02:60", "2024-03-01 10:00+2", "2024-03-01 10:00Z1"])
  func whatIsNoZoneIsRefused(_ text: String) { #expect(Timestamp(text) == nil) }

  @Test func timesOfTwoZonesAreOrderedAndMeasuredByInstant() throws {
    let log = try log(["2020-01-01T21:00:00+10:00", "2020-01-01T10:00:00Z"])
    let clean = try OrderedCases(log, order: .stable)
    #expect(clean.events == [[1, 0]])
    #expect(clean.sincePrevious == [3_600, 0])
    // The published experiments took clocks as they are written.
    let published = try OrderedCases(log, order: .published)
    #expect(published.sincePrevious == [11 * 3_600, 0])
  }

  @Test func theEndOfSummerTimeKeepsOrderAndLength() throws {
    let cases = try OrderedCases(
      try log(["2024-10-27 02:30:00+02:00", "2024-10-27 02:10:00+01:00", "2024-10-27 03:10:00+01:00"]), order: .stable)
    #expect(cases.events == [[0, 1, 2]])
    #expect(cases.sincePrevious == [0, 40 * 60, 3_600])
    #expect(cases.remaining == [100 * 60, 3_600, 0])
  }

  @Test func zonesBehindSomeTimesAloneAreRefused() throws {
    let log = try log(["2024-03-01 10:00", "2024-03-01 11:00Z"])
    #expect(
      errorText { _ = try OrderedCases(log, order: .stable) }.hasSuffix(
        "log.csv` should give every time its zone, such as `Z` or `+02:00`, or none. Found one in line 3 and none in line 2. "
          + "`order: published` takes clocks as they are written."))
    #expect(try OrderedCases(log, order: .published).sincePrevious == [0, 3_600])
  }

  /// A model of one reading of the times should not be evaluated on the other.
  @Test func aLogWhoseZonesDifferHasAFingerprintOfThem() throws {
    func fingerprint(_ zones: [String]) throws -> String {
      let rows = (0..<30).map { "\($0 / 3),x,r,2024-03-01 1\($0 % 3):00\(zones[$0 % zones.count])\n" }.joined()
      let log = try EventLog(folder.write("case_id,activity,resource,timestamp\n" + rows, "log.csv"))
      return try DataSource.eventLog(log, .clean, seed: 0).fingerprint
    }
    let plain = try fingerprint([""])
    #expect(try fingerprint(["+02:00"]) == plain)
    #expect(try fingerprint(["Z", "+02:00", "Z"]) != plain)
  }
}
