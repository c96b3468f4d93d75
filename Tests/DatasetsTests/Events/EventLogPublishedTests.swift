import Foundation
import Tasks
import TestSupport
import Testing
import Torch

@testable import Datasets

/// What the published experiments made of the log Sepsis, to the digits given.
@Suite("Sepsis, the published protocol", SepsisLog.present) struct EventLogPublishedTests {
  private let sepsis: SepsisLog

  init() throws { sepsis = try SepsisLog() }

  @Test func countsAgree() {
    let examples = sepsis.examples
    #expect(sepsis.log.count == 15_214)
    #expect(sepsis.log.cases.count == 1_049)
    #expect(sepsis.cases.events.reduce(0) { $0 + $1.count } == 15_190)
    #expect(examples.count == 14_141)
    #expect(examples.length == 185)
    #expect(sepsis.constants.activities.count == 16)
    #expect(sepsis.constants.resources.count == 26)
    #expect(Set(sepsis.log.times.map(EventLogConstants.weekdayCode)).count == 7)
    #expect(sepsis.log.resources.contains("?") && sepsis.constants.resources.code("?") == 0)
  }

  @Test func lengthsAgree() {
    let lengths = sepsis.examples.lengths.sorted()
    #expect(isClose(mean(lengths.map(Double.init)), 12.1218, .absolute(5e-5)))
    let quantiles = [0.5, 0.75, 0.9, 0.95, 0.99].map { lengths[Int((Double(lengths.count - 1) * $0).rounded())] }
    #expect(quantiles == [8, 13, 22, 35, 110])
    #expect(lengths.last == 184)
  }

  @Test func constantsAgree() {
    let constants = sepsis.constants
    #expect(constants.hours.lowerBound == 0)
    #expect(isClose(constants.hours.upperBound, 23.983333, .absolute(5e-7)))
    // Printed as 0.7816276845, from 0.78162768445.
    #expect(isClose(constants.sinceStart.mean, 0.78162768445, .absolute(5e-12)))
    #expect(isClose(constants.sinceStart.standardDeviation, 1.0672855802, .absolute(5e-11)))
    #expect(isClose(constants.sincePrevious.mean, 0.2821718513, .absolute(5e-11)))
    #expect(isClose(constants.sincePrevious.standardDeviation, 0.6628454193, .absolute(5e-11)))
    #expect(isClose(constants.remaining.mean, 2.2893435449, .absolute(5e-11)))
    #expect(isClose(constants.remaining.standardDeviation, 1.5837066561, .absolute(5e-11)))
    #expect(isClose(EventLogConstants.scaled(0, constants.sincePrevious), -0.42569776, .absolute(5e-9)))
    #expect(isClose(EventLogConstants.scaled(0, constants.sinceStart), -0.73235095, .absolute(5e-9)))
  }

  @Test func targetsAgree() {
    let (next, remaining) = (sepsis.nextDays, sepsis.remainingDays)
    func zeros(_ days: [Double]) -> Int { days.count { $0 == 0 } }
    #expect(isClose(mean(next), 2.113024, .absolute(5e-7)))
    #expect(isClose(median(next), 0.004537, .absolute(5e-7)))
    #expect(isClose(next.max()!, 417.260625, .absolute(5e-7)))
    #expect(isClose(Double(zeros(next)) / 14_141, 0.3141, .absolute(5e-5)))
    #expect(isClose(mean(remaining), 32.691013, .absolute(5e-7)))
    #expect(isClose(median(remaining), 7.343750, .absolute(5e-7)))
    #expect(isClose(remaining.max()!, 422.321447, .absolute(5e-7)))
    #expect(zeros(remaining) == 1_193)
    #expect(sepsis.examples.activities.reduce(0, +) == 81_675)
    #expect(isClose(next.reduce(0, +), 29_880.27727, .absolute(5e-6)))
    #expect(isClose(remaining.reduce(0, +), 462_283.61945, .absolute(1e-5)))
    let constants = sepsis.constants
    func scaledSum(_ days: [Double], _ scale: Scale) -> Double {
      days.reduce(0) { $0 + EventLogConstants.scaled($1 * 86_400, scale) }
    }
    #expect(isClose(scaledSum(next, constants.sincePrevious), 456.77369, .absolute(5e-6)))
    #expect(isClose(scaledSum(remaining, constants.remaining), 166.78924, .absolute(5e-6)))
  }

  @Test func nextActivitiesAgree() throws {
    #expect(sha256(sepsis.examples.activities.map { UInt8($0) }).hasPrefix("c1e107e0dcd864b7"))
    var rules = EventLogProtocol.published
    rules.order = .stable
    #expect(sha256(try SepsisLog(rules).examples.activities.map { UInt8($0) }).hasPrefix("0cab9fc997475a22"))
    let counts = sepsis.examples.activities.reduce(into: [Int](repeating: 0, count: 16)) { $0[Int($1)] += 1 }
    #expect(counts == [117, 1180, 3246, 55, 1041, 1046, 822, 738, 1463, 3358, 671, 56, 24, 24, 6, 294])
    #expect(
      sepsis.constants.activities.labels == [
        "Admission IC", "Admission NC", "CRP", "ER Registration", "ER Sepsis Triage", "ER Triage", "IV Antibiotics",
        "IV Liquid", "LacticAcid", "Leucocytes", "Release A", "Release B", "Release C", "Release D", "Release E",
        "Return ER",
      ])
  }

  @Test func tiesAreDecidedBySort() throws {
    var rules = EventLogProtocol.published
    rules.order = .stable
    let stable = try SepsisLog(rules).examples.activities
    let ties = zip(sepsis.examples.activities, stable).count { $0 != $1 }
    #expect(ties > 1000)
  }

  @Test(
    arguments: [
      (0, 1, [3, 1, 6, 0.469076, -0.425698, -0.732351], 9, 0.00785880, 11.158333),
      (5, 6, [4, 1, 6, 0.482279, -0.425296, -0.720508], 7, 0.10401620, 11.04945602),
    ] as [(Int, Int, [Double], Int64, Double, Double)])
  func examplesAgree(_ number: Int, _ length: Int, _ row: [Double], _ next: Int64, _ days: Double, _ rest: Double) {
    #expect(sepsis.log.cases[0] == "A")
    #expect(sepsis.examples.lengths[number] == length)
    #expect(zip(sepsis.lastRow(number), row).allSatisfy { isClose($0, $1, .absolute(1e-6)) })
    #expect(sepsis.examples.activities[number] == next)
    #expect(isClose(sepsis.nextDays[number], days, .absolute(1e-7)))
    #expect(isClose(sepsis.remainingDays[number], rest, .absolute(2e-6)))
  }

  @Test func theCaseNamedNAIsKeptWhereAsked() throws {
    let clean = try SepsisLog(.clean)
    #expect(clean.log.cases.count == 1_050)
    #expect(clean.examples.count == 14_164)
  }

  @Test(
    arguments: [
      (42, [13946, 9628, 234], [12611, 3810, 7306], [3525, 11186, 9149]),
      (123, [10088, 3810, 11363], [3189, 5492, 12366], [2238, 13397, 1314]),
      (2025, [955, 6575, 5736], [2491, 13725, 3136], [13796, 674, 13825]),
    ] as [(UInt64, [Int], [Int], [Int])])
  func splitsAgree(_ seed: UInt64, _ train: [Int], _ validation: [Int], _ test: [Int]) throws {
    let source = try sepsis.source(seed: seed)
    let parts = try [source.train, source.validation, source.test].map { try #require($0 as? PrefixDataset) }
    #expect(parts.map(\.count) == [9_049, 2_263, 2_829])
    #expect(parts.map { Array($0.numbers[..<3]) } == [train, validation, test])
    #expect(Set(parts.flatMap(\.numbers)).count == 14_141)
  }

  @Test(
    arguments: [
      (42, [0.2397, 0.5256], [0.0048, 1.9137, 1.9047, 2.2011, 3.3554], [7.4701, 30.2511, 30.2938, 32.5963, 38.9596]),
      (
        123, [0.2379, 0.5486], [0.0043, 2.0717, 2.0607, 2.1205, 3.4720], [7.3063, 29.0606, 29.0436, 33.0327, 37.9257]
      ),
      (
        2025, [0.2446, 0.5440], [0.0045, 2.1035, 2.1512, 2.0956, 3.4653], [7.2667, 28.8794, 28.8068, 32.5776, 37.4797]
      ),
    ] as [(UInt64, [Double], [Double], [Double])])
  func trivialPredictorsAgree(_ seed: UInt64, _ next: [Double], _ time: [Double], _ rest: [Double]) throws {
    let source = try sepsis.source(seed: seed)
    let train = try #require(source.train as? PrefixDataset).numbers
    let test = try #require(source.test as? PrefixDataset).numbers
    #expect(zip(activityBaselines(train, test), next).allSatisfy { isClose($0, $1, .absolute(5.1e-5)) })
    for (days, expected) in [(sepsis.nextDays, time), (sepsis.remainingDays, rest)] {
      let known = train.map { days[$0] }
      let errors = [median(known), mean(known)].map { guess in test.map { abs(guess - days[$0]) } }
      let found = [median(known), mean(errors[0]), meanOfBatches(errors[0]), mean(known), mean(errors[1])]
      #expect(zip(found, expected).allSatisfy { isClose($0, $1, .absolute(6e-5)) }, "\(found)")
    }
  }

  /// Accuracies of the most frequent activity, and of the most frequent one after the prefix's last.
  private func activityBaselines(_ train: [Int], _ test: [Int]) -> [Double] {
    func code(_ example: Int) -> Int { Int(sepsis.lastRow(example)[0]) }
    var counts = [[Int]](repeating: [Int](repeating: 0, count: 16), count: 16)
    for example in train { counts[code(example)][Int(sepsis.examples.activities[example])] += 1 }
    func most(_ counts: [Int]) -> Int { counts.firstIndex(of: counts.max()!)! }
    let overall = most((0..<16).map { next in counts.reduce(0) { $0 + $1[next] } })
    func share(_ guess: (Int) -> Int) -> Double {
      Double(test.count { guess($0) == Int(sepsis.examples.activities[$0]) }) / Double(test.count)
    }
    return [share { _ in overall }, share { most(counts[code($0)]) }]
  }

  @Test func codesAndTimesOfABatchAgree() throws {
    let source = try sepsis.source(seed: 42)
    let batch = try source.train.batch([0, 1])
    let number = try #require(source.train as? PrefixDataset).numbers[0]
    #expect(batch.inputs.sole.shape == [2, 185, 6])
    #expect(batch.targets.map(\.key) == ["next-activity", "next-time", "remaining-time"])
    let row = batch.inputs.sole.select(0, index: 0).select(0, index: 184).floats
    #expect(zip(row, sepsis.lastRow(number)).allSatisfy { isClose(Double($0), $1, .absolute(1e-7)) })
    let padding = 185 - sepsis.examples.lengths[number]
    #expect(batch.inputs.sole.select(0, index: 0).narrow(0, start: 0, length: padding).abs().sum().item() == 0)
    #expect(source.tasks.map(\.outputs) == [16, 1, 1])
    #expect(
      source.input
        == .sequence(length: 185, columns: [.code(16), .code(26), .code(7), .number, .number, .number]))
  }

  @Test func onlyTheNextActivityAloneGetsSeconds() throws {
    func largest(_ tasks: [String]?, _ rules: EventLogProtocol = .published) throws -> Double {
      try sepsis.source(seed: 42, rules, tasks: tasks).train.batch(Array(0..<9_049)).inputs.sole.max().item()
    }
    // Weeks in seconds; codes are below 26.
    let seconds = try largest(["next-activity"])
    #expect(seconds > 3e6, "\(seconds)")
    for tasks in [nil, ["next-time"], ["next-activity", "remaining-time"]] { #expect(try largest(tasks) < 26) }
    var rules = EventLogProtocol.published
    rules.timeScaling = .always
    #expect(try largest(["next-activity"], rules) < 26)
  }

  @Test func fingerprintsFollowLogAndProtocol() throws {
    let fingerprint = try sepsis.source(seed: 42).fingerprint
    #expect(try sepsis.source(seed: 123).fingerprint == fingerprint)
    #expect(try sepsis.source(seed: 42, tasks: ["next-activity"]).fingerprint == fingerprint)
    #expect(try sepsis.source(seed: 42, .clean).fingerprint != fingerprint)
  }
}
