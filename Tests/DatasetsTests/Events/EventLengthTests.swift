import TestSupport
import Testing
import Torch

@testable import Datasets

/// How long samples of an event log are, which cases give none, and what a trained network reads.
@Suite("Lengths of event logs") struct EventLengthTests {
  private let folder = TemporaryFolder()

  /// Cases of so many events each; `last` replaces the activity of the last event of each case.
  private func log(_ lengths: [Int], _ name: String = "log.csv", last: String? = nil, caseless: Int = 0) throws
    -> EventLog
  {
    var rows = "case_id,activity,resource,timestamp\n"
    for (number, length) in lengths.enumerated() {
      for event in 0..<length {
        let activity = event == length - 1 ? last ?? "a\(event % 3)" : "a\(event % 3)"
        rows += "c\(number),\(activity),r\(number % 2),2024-01-\(10 + event / 1440 % 20) \(clock(event))\n"
      }
    }
    for _ in 0..<caseless { rows += ",a0,r0,2024-01-01 00:00\n" }
    return try EventLog(folder.write(rows, name))
  }

  private func clock(_ event: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(two(event / 60 % 24)):\(two(event % 60))"
  }

  @Test func anInputHoldsTheLastEventsOfAPrefix() throws {
    let log = try log(Array(repeating: 6, count: 10))
    var rules = EventLogProtocol.clean
    let whole = try DataSource.eventLog(log, rules, seed: 0)
    rules.longest = 2
    let short = try DataSource.eventLog(log, rules, seed: 0)
    #expect(whole.inputShape == [6, 6] && short.inputShape == [2, 6])
    #expect(whole.test.count == short.test.count && whole.fingerprint != short.fingerprint)
    let all = Array(0..<whole.test.count)
    let (a, b) = (try whole.test.batch(all), try short.test.batch(all))
    #expect(a.inputs.sole.narrow(1, start: 4, length: 2).floats == b.inputs.sole.floats)
    #expect(a.targets["remaining-time"]!.floats == b.targets["remaining-time"]!.floats)
  }

  @Test(.timeLimit(.minutes(1))) func aCaseThatIsTooLongIsNamedAtOnce() throws {
    let log = try log([3, 40_000, 3, 3, 3, 3])
    let path = folder.url.path + "/log.csv"
    #expect(
      errorText { _ = try DataSource.eventLog(log, .clean, seed: 0) }
        == "The case `c1` of `\(path)` should have at most 4096 events, since every sample is as long as the longest case. "
        + "Found 40000. With `longest: 256` a sample holds the last 256 events of a prefix.")
    var rules = EventLogProtocol.clean
    rules.longest = 256
    #expect(try DataSource.eventLog(log, rules, seed: 0).inputShape == [256, 6])
  }

  @Test func whatGivesNoSampleIsCounted() throws {
    let source = try DataSource.eventLog(try log([3, 1, 3, 3, 3, 3, 3, 3, 1, 3], caseless: 4), .clean, seed: 0)
    #expect(source.notes == ["4 events belong to no case", "2 cases have one event, and so no prefix"])
    #expect(try DataSource.eventLog(try log(Array(repeating: 3, count: 10)), .clean, seed: 0).notes.isEmpty)
  }

  @Test func aCaseIsReadAsTheTrainingReadsItsPrefix() throws {
    let training = try log([5, 5, 5, 5, 5, 5, 5, 5, 5, 5])
    let source = try DataSource.eventLog(training, .clean, seed: 0)
    let latest = try LatestPrefixes(try log([1, 3, 7], "new.csv"), like: training, .clean, seed: 0)
    #expect(latest.cases == ["c0", "c1", "c2"] && latest.activities == ["a0", "a1", "a2", "unknown"])
    #expect(latest.activities == source.classNames["next-activity"])
    #expect(latest.unknown.isEmpty && latest.shortened == 1)
    let inputs = latest.inputs(0..<3)
    #expect(inputs.shape == [3, 5, 6])
    // Prefixes of three events of the training: the clock of all cases is the same, resources alternate.
    let dataset = try #require(source.train as? PrefixDataset)
    let three = dataset.numbers.indices.first { dataset.numbers[$0] % 4 == 2 && dataset.numbers[$0] / 4 % 2 == 1 }!
    #expect(try source.train.batch([three]).inputs.sole.floats == inputs.select(0, index: 1).floats)
    // Of seven events the last five: activities a2, a0, a1, a2, a0, after the code for padding.
    let codes = inputs.select(0, index: 2).floats.enumerated().filter { $0.offset % 6 == 0 }.map(\.element)
    #expect(codes == [3, 1, 2, 3, 1])
  }

  @Test func whatTheTrainingDoesNotKnowIsNamed() throws {
    let training = try log(Array(repeating: 4, count: 10)), new = try log([2, 3], "new.csv", last: "odd")
    let latest = try LatestPrefixes(new, like: training, .clean, seed: 0)
    #expect(latest.unknown.map(\.label) == ["activity \"odd\""] && latest.unknown.map(\.events) == [2])
    let text = errorText { _ = try LatestPrefixes(new, like: training, .published, seed: 0) }
    #expect(text.hasSuffix("where `constants` is `log`. Found the activity \"odd\"."), "\(text)")
  }
}
