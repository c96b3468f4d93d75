import Datasets
import ExperimentFixtures
import Foundation
import TestSupport
import Testing

@testable import Configuration
@testable import Experiments

@Suite("Event logs, molecules and ARFF in a configuration")
struct DataKindTests {
  private func experiment(_ yaml: String) throws -> ExperimentConfiguration { try ConfigurationSample.read(yaml) }

  private func failure(_ yaml: String) -> String { errorText { _ = try experiment(yaml) } }

  @Test func aProtocolGivesEveryChoiceFromWhichSingleOnesDepart() throws {
    func rules(_ keys: String) throws -> EventLogProtocol {
      try #require(try experiment("data: {kind: event-log, file: a.csv\(keys)}").data as? EventLogConfiguration).rules
    }
    #expect(try rules("") == .clean)
    #expect(try rules(", protocol: published") == .published)
    var expected = EventLogProtocol.published
    (expected.timeScaling, expected.order, expected.missingCases) = (.always, .stable, [])
    #expect(try rules(", protocol: published, scale-times: always, order: stable, missing-cases: []") == expected)
    #expect(
      failure("data: {kind: event-log, file: a.csv, divide: prefix}")
        == "`data.constants` should be `log` where `divide` is `prefix`: its cases are in several splits. "
        + "Found \"train\". (experiment.yaml:1)")
  }

  @Test func targetsOfARFFAreANumberNamesOrThoseOfAFileBesideIt() throws {
    func targets(_ text: String) throws -> ARFFTargets {
      try #require(try experiment("data: {kind: arff, files: {train: a.arff}\(text)}").data as? ARFFConfiguration)
        .targets
    }
    #expect(try targets("") == .besideFile)
    #expect(try targets(", targets: 3") == .last(3))
    #expect(try targets(", targets: [a, b]") == .named(["a", "b"]))
    #expect(
      failure("data: {kind: arff, files: {train: a.arff}, targets: [a, a]}").contains(
        "different attributes, at least one"))
  }

  @Test func sharesOfMoleculesLeaveSomeToTrainOn() {
    #expect(
      failure("data: {kind: moleculenet, file: a.csv, split: {validation: 0.5, test: 0.5}}").contains(
        "`data.split` should leave molecules for training. Found validation 0.5 and test 0.5."))
    #expect(
      failure("data: {kind: moleculenet, file: a.csv, targets: []}").contains(
        "`data.targets` should name at least one column. Found none."))
  }

  /// A small log of enough cases.
  private static let log =
    "case_id,activity,resource,timestamp\n"
    + (0..<40).flatMap { number in
      (0..<3).map { "c\(number),\(["in", "work", "out"][$0]),r,2024-01-\(10 + number % 9) 0\($0):00:00" }
    }.joined(separator: "\n") + "\n"

  @Test func aRunsSeedAndTasksReachTheDataAndItsFingerprintStays() throws {
    let scratch = TemporaryFolder(), file = scratch.url.appending(path: "log.csv")
    try Data(Self.log.utf8).write(to: file)
    func source(_ keys: String) throws -> DataSource {
      try experiment(
        "data: {kind: event-log, file: \(file.path), protocol: published}\n\(keys)"
      ).dataSource()
    }
    func inputs(_ source: DataSource) throws -> Double {
      try source.train.batch(Array(0..<source.train.count)).inputs.sole.max().item()
    }
    let (all, other) = (try source("seed: 1"), try source("seed: 2"))
    #expect(all.fingerprint == other.fingerprint)
    let codes = try [all, other].map { try $0.test.batch([0, 1, 2]).inputs.sole.array(of: Float.self) }
    #expect(codes[0] != codes[1])
    // Seconds, where the next activity is alone.
    #expect(try inputs(all) < 10)
    #expect(try inputs(source("seed: 1\nonly: [next-activity]")) > 1000)
    #expect(try source("seed: 1\nonly: [next-activity]").fingerprint == all.fingerprint)
  }

  @Test func dataIsCheckedToItsLastLabel() throws {
    let scratch = TemporaryFolder(), file = scratch.url.appending(path: "log.csv")
    try Data(Self.log.utf8).write(to: file)
    let check = try DataCheck(of: experiment("data: {kind: event-log, file: \(file.path)}"))
    #expect(check.text.contains("train · next-activity: "))
    #expect(check.text.contains("damaged: none"))
  }
}
