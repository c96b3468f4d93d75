import Foundation
import TestSupport
import Testing
import Torch

@testable import Datasets
@testable import Statistics

@Suite("Event logs") struct EventLogTests {
  private let folder = TemporaryFolder()

  private static let header = "resource,activity,timestamp,case_id,age\n"

  /// Two cases and an event of a third one; rows are not in the order of time.
  private static let rows =
    header + """
      r2,register,2024-03-01 10:00:00+00:00,b,40
      r1,treat,2024-03-02 10:00:00+00:00,b,
      r1,register,2024-03-01 08:30:00+00:00,a,30
      ?,leave,2024-03-05 10:00:00+00:00,b,
      r1,treat,2024-03-01 09:30:00+00:00,a,
      r2,leave,2024-03-01 23:45:00+00:00,NA,

      """

  private func log(_ text: String = rows, missing: Set<String> = [""]) throws -> EventLog {
    try EventLog(folder.write(text, "log.csv"), missingCases: missing)
  }

  /// Many short cases: enough for three splits.
  private func long(_ count: Int = 20) throws -> EventLog {
    let rows = (0..<count).flatMap { number in
      (0..<3).map { event in
        "r\(number % 3),\(["in", "work", "out"][event]),2024-01-\(10 + number % 9) 0\(event):0\(number % 6):00,\(number),"
      }
    }
    return try log(Self.header + rows.joined(separator: "\n") + "\n")
  }

  private func failure(_ text: String) -> String {
    errorText { _ = try log(text) }.replacingOccurrences(of: folder.url.path + "/", with: "")
  }

  @Test func casesAreInTheOrderOfCodePoints() throws {
    #expect(try log().cases == ["NA", "a", "b"])
    #expect(try log(missing: ["NA"]).cases == ["a", "b"])
    #expect(try long(12).cases == (0..<12).map(String.init))
    #expect(
      try log(Self.header + "r,x,2024-01-01 00:00,AA,\nr,x,2024-01-01 00:00,é,\nr,x,2024-01-01 00:00,B,\n").cases == [
        "AA", "B", "é",
      ])
  }

  @Test func timesPassWithinACase() throws {
    let cases = try OrderedCases(try log(), order: .stable)
    #expect(cases.events == [[5], [2, 4], [0, 1, 3]])
    #expect(cases.sincePrevious == [0, 86_400, 0, 259_200, 3_600, 0])
    #expect(cases.sinceStart == [0, 86_400, 0, 345_600, 3_600, 0])
    #expect(cases.remaining == [345_600, 259_200, 3_600, 0, 0, 0])
    #expect(cases.prefixCount == 3)
  }

  @Test func constantsAreOfTheGivenEvents() throws {
    let log = try log(missing: ["NA"]), cases = try OrderedCases(log, order: .stable)
    let constants = EventLogConstants(log, cases, events: Array(0..<6))
    #expect(constants.activities.labels == ["leave", "register", "treat"])
    #expect(constants.resources.labels == ["?", "r1", "r2"])
    #expect(constants.hours == 8.5...23.75)
    // ln(1 + days); the event of no case counts as one without time since the event before.
    let hour = Foundation.log(1 + 1 / 24.0)
    let logarithms: [Double] = [0, Foundation.log(2.0), 0, Foundation.log(4.0), hour, 0]
    let average = mean(logarithms)
    #expect(isClose(constants.sincePrevious.mean, average, .absolute(1e-12)))
    let squares = logarithms.map { ($0 - average) * ($0 - average) }
    #expect(
      isClose(constants.sincePrevious.standardDeviation, (squares.reduce(0, +) / 5).squareRoot(), .absolute(1e-12)))
    let starts: [Double] = [0, Foundation.log(2.0), 0, Foundation.log(5.0), hour]
    #expect(isClose(constants.sinceStart.mean, mean(starts), .absolute(1e-12)))
    let some = EventLogConstants(log, cases, events: [2, 4])
    #expect(some.activities.code("leave") == 2 && some.activities.labels == ["register", "treat"])
  }

  @Test func theRemainingTimeCountsFromWhereTheProtocolSays() throws {
    let log = try log(), cases = try OrderedCases(log, order: .stable)
    let constants = EventLogConstants(log, cases, events: Array(0..<6))
    var rules = EventLogProtocol.published
    func days() -> [Double] {
      PrefixExamples(log, cases, constants, rules, scalesTimes: true).remainingTimes.map {
        (constants.remaining.restore(Double($0)) * 1000).rounded() / 1000
      }
    }
    #expect(days() == [0, 3, 0])
    rules.remainingTime = .prefixEnd
    #expect(days() == [0.042, 4, 3])
  }

  @Test func paddingHasACodeOfItsOwnWhereAsked() throws {
    let log = try log(), cases = try OrderedCases(log, order: .stable)
    let constants = EventLogConstants(log, cases, events: Array(0..<6))
    func firstRow(_ rules: EventLogProtocol) -> [Float] {
      Array(PrefixExamples(log, cases, constants, rules, scalesTimes: false).rows[6..<12])
    }
    // The case `a` begins on a Friday with `register` by r1 at 8:30.
    #expect(firstRow(.published) == [1, 1, 0, 0, 0, 0])
    #expect(firstRow(.clean) == [2, 2, 1, 0, 0, 0])
  }

  @Test func prefixesStandAtTheEndOfAnInput() throws {
    let source = try DataSource.eventLog(try long(), .published, seed: 0)
    let batch = try source.train.batch(Array(0..<source.train.count))
    #expect(batch.inputs.sole.shape == [source.train.count, 3, 6])
    for sample in 0..<batch.count {
      let rows = batch.inputs.sole.select(0, index: sample)
      #expect(rows.select(0, index: 0).abs().sum().item() == 0)
      // The second event of a case is `work`, third by its letter; the first one is `in`.
      let next = batch.targets["next-activity"]!.floats[sample]
      #expect(rows.select(0, index: 2).floats[0] == (next == 2 ? 0 : 2))
    }
  }

  @Test func casesStayTogetherInTheCleanProtocol() throws {
    let log = try long()
    let source = try DataSource.eventLog(log, .clean, seed: 3)
    let parts = [source.train, source.validation, source.test].compactMap { $0 as? PrefixDataset }
    let cases = parts.map { Set($0.numbers.map { $0 / 2 }) }
    #expect(cases.map(\.count) == [12, 4, 4])
    #expect(
      cases[0].isDisjoint(with: cases[1]) && cases[0].isDisjoint(with: cases[2]) && cases[1].isDisjoint(with: cases[2]))
    let other = try DataSource.eventLog(log, .clean, seed: 4)
    #expect((other.test as? PrefixDataset)?.numbers != parts[2].numbers)
    #expect(source.fingerprint == other.fingerprint)
    // One class more than training has, for activities that only others have.
    #expect(source.tasks.map(\.outputs) == [4, 1, 1])
    // The same for their codes, and one for padding.
    #expect(codes(of: source) == [5, 5, 8])
  }

  /// The numbers of codes that the data names, which come before the numbers of an event.
  private func codes(of source: DataSource) -> [Int] {
    guard case .sequence(_, let columns) = source.input, columns.suffix(3) == [.number, .number, .number] else {
      return []
    }
    return columns.compactMap { if case .code(let count) = $0 { count } else { nil } }
  }

  @Test(arguments: [EventLogProtocol.published, .clean])
  func everyCodeOfAnEventIsOneThatTheDataNames(_ rules: EventLogProtocol) throws {
    let source = try DataSource.eventLog(try long(), rules, seed: 0)
    let codes = self.codes(of: source)
    let parts = try [source.train, source.validation, source.test].map { try $0.batch(Array(0..<$0.count)).inputs.sole }
    let largest = (0..<3).map { column in parts.map { Int($0.select(2, index: column).max().item()) }.max()! }
    #expect(zip(largest, codes).allSatisfy { $0 < $1 })
    // All activities of this log are in its training part; with a code for padding, one for the unknown.
    #expect(codes[0] == largest[0] + (rules == .published ? 1 : 2))
    #expect(codes[2] == (rules == .published ? 7 : 8))
    #expect(self.codes(of: try source.first(train: 1)) == codes)
  }

  @Test func lossesAndErrorsAreInDays() throws {
    let source = try DataSource.eventLog(try long(), .clean, seed: 0)
    let task = source.tasks[1], batch = try source.test.batch(Array(0..<source.test.count))
    let target = batch.targets["next-time"]!
    let prediction = (target.unsqueeze(1) + 0.5).requiringGrad()
    let truth = target.floats.map { task.scale.restore(Double($0)) }
    let guess = target.floats.map { task.scale.restore(Double($0) + 0.5) }
    let expected = mean(zip(truth, guess).map { abs($0 - $1) })
    let loss = task.loss(prediction, target)
    #expect(isClose(loss.item(), expected, .absolute(1e-6)))
    let evaluation = task.evaluation()
    evaluation.update(prediction, target)
    #expect(isClose(try evaluation.compute()[0].value!, expected, .absolute(1e-6)))
    #expect(task.metrics[0].unit == "d")
  }

  @Test func figuresAreMeansOfBatchesInThePublishedProtocolAlone() throws {
    let log = try long()
    for (rules, isPooled) in [(EventLogProtocol.published, false), (.clean, true)] {
      let task = try DataSource.eventLog(log, rules, seed: 0).tasks[0]
      let evaluation = task.evaluation()
      // One of one right, then one of three.
      evaluation.update(Tensor([5, 0, 0, 0] as [Float], shape: [1, 4]), Tensor([0] as [Int64]))
      evaluation.update(
        Tensor([5, 0, 0, 0, 5, 0, 0, 0, 5, 0, 0, 0] as [Float], shape: [3, 4]), Tensor([0, 1, 1] as [Int64]))
      #expect(isClose(try evaluation.compute()[0].value!, isPooled ? 0.5 : 2 / 3.0, .absolute(1e-9)))
      #expect(task.metrics[0].version == (isPooled ? "1" : "1-batches"))
      #expect(task.lossAveraging == (isPooled ? .labels : .batches))
    }
  }

  @Test(arguments: [
    ("2024-03-01 10:05:06+02:00", 605, 5), ("2024/03/01T10:05:06.5Z", 605, 5), ("2024-03-03 00:00", 0, 0),
    ("1969-12-31 23:59:59", 1439, 3), ("2000-02-29 12:00:00 +0100", 720, 2),
  ])
  func timestampsAreReadAsWritten(_ text: String, _ minutes: Int, _ weekday: Int) throws {
    let time = try #require(Timestamp(text))
    #expect(time.minuteOfDay == minutes)
    #expect(time.weekday == weekday)
  }

  @Test func secondsAreCountedOverDays() throws {
    let times = try ["2014-10-22 11:15:41+00:00", "2014-10-23 11:15:41.25"].map { try #require(Timestamp($0)) }
    #expect(Timestamp.seconds(from: times[0].instant, to: times[1].microseconds) == 86_400.25)
    #expect(times[0].microseconds == 1_413_976_541_000_000)
  }

  @Test(arguments: [
    "", "2024-13-01 10:00", "2023-02-29 10:00", "2024-03-01", "2024-03-01 24:00", "2024-03-01 10:00 tomorrow",
    "2024-03/01 10:00", "01-03-2024 10:00", "2024-03-01 10:00:00.", "2024-03-01 10:00:00+1",
  ])
  func whatIsNoTimestampIsRefused(_ text: String) { #expect(Timestamp(text) == nil) }

  @Test func aPublishedOrderOfDifferentKeysIsSorted() {
    var random = SplitMix64(seed: 1)
    for count in [0, 1, 2, 15, 16, 17, 100, 1000] {
      let keys = random.permutation(count)
      #expect(publishedOrder(of: keys).map { keys[$0] } == Array(0..<count))
    }
  }

  @Test func aPublishedOrderOfManyEqualKeysIsSortedAndNotStable() {
    var random = SplitMix64(seed: 2)
    let keys = (0..<200).map { _ in random.integer(below: 5) }
    let order = publishedOrder(of: keys)
    #expect(order.sorted() == Array(0..<200))
    #expect(order.map { keys[$0] } == keys.sorted())
    #expect(order != (0..<200).sorted { (keys[$0], $0) < (keys[$1], $1) })
    #expect(publishedOrder(of: [Int](repeating: 1, count: 16)) == Array(0..<16))
  }

  @Test func errorsNameFileLineAndColumn() {
    #expect(
      failure(Self.header + "r,x,2024-01-01 00:00,a,\nr,x,yesterday,a,\n")
        == "`log.csv` line 3, column `timestamp` should be a time such as 2014-10-22 11:15:41. Found \"yesterday\".")
    #expect(
      failure(Self.header + "r,,2024-01-01 00:00,a,\n")
        == "`log.csv` line 2, column `activity` should name an activity. Found nothing.")
    #expect(
      failure("case-id,activity,timestamp,resource\na,x,2024-01-01 00:00,r\n")
        == "`case_id` is not a column of `log.csv`. Did you mean `case-id`?")
    #expect(
      failure(Self.header + "r,x,2024-01-01 00:00,,\n") == "`log.csv`, column `case_id` should name cases. Found none.")
    #expect(failure(Self.header + "r,x,2024-01-01 00:00,a\n").contains("`log.csv` line 2 should have 5 cells"))
  }

  @Test func aLogTooSmallForThreeSplitsSaysSo() throws {
    let small = Self.header + (1...3).map { "r,x,2024-01-01 0\($0):00,a," }.joined(separator: "\n")
    let text = errorText { _ = try DataSource.eventLog(try log(small), .published, seed: 0) }
    #expect(text.hasSuffix("should have enough prefixes for three splits, 3 or more. Found 2."))
    let cases = errorText { _ = try DataSource.eventLog(try log(small), .clean, seed: 0) }
    #expect(cases.hasSuffix("should have enough cases for three splits, 3 or more. Found 1."))
    let empty = errorText { _ = try DataSource.eventLog(try log(), .clean, seed: 0) }
    #expect(empty.contains("The split `") && empty.hasSuffix("should have prefixes. Found none."))
  }

  @Test func constantsOfTrainingGoWithADivisionByCase() throws {
    var rules = EventLogProtocol.clean
    rules.division = .prefix
    let text = errorText { _ = try DataSource.eventLog(try long(), rules, seed: 0) }
    #expect(text == "Constants of training cases should go with a division by case. Found one by prefix.")
  }
}
