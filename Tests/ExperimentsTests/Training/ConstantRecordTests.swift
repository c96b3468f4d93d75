import Datasets
import ExperimentFixtures
import Foundation
import TestSupport
import Testing
import Torch

@testable import Configuration
@testable import Experiments
@testable import Runs
@testable import Statistics

/// What `constant.json` holds.
@Suite struct ConstantRecordTests {
  private let scratch = TemporaryFolder()

  /// Eighty rows: `whole` has a label in each, `rare` in every fourth.
  private func configuration(_ extra: String = "") throws -> ExperimentConfiguration {
    let rows = (0..<80).map { "\($0),\(10 + 2 * $0),\($0 % 4 == 0 ? "\($0 % 8 / 4)" : "")" }
    let file = scratch.url.appending(path: "table.csv")
    try Data(("x,whole,rare\n" + rows.joined(separator: "\n")).utf8).write(to: file)
    return try ExperimentConfiguration(
      reading: ConfigurationSample.document(
        """
        name: constant
        data:
          kind: table
          files: {train: \(file.path)}
          targets: [{column: whole, kind: regression}, {column: rare, kind: binary}]
        network: {trunk: mlp, hidden: [4]}
        output: {folder: \(scratch.url.path)/runs}
        \(extra)
        """), catalogue: .toolkit)
  }

  /// The figures of a constant are those of the task's metrics, and are found again.
  @Test func theConstantIsMeasuredOnceAndFoundAgain() throws {
    let configuration = try configuration()
    let data = try configuration.dataSource()
    _ = try RunFolder.create(at: configuration.folder)
    let record = try ConstantRecord.of(configuration, data)
    let figures = try #require(record.figures.first)
    let test = try #require(figures.metrics["test"])
    #expect(test["rare"]?["auc"] == 0.5 && test["whole"]?["r2"].map { $0 <= 0 } == true)
    let batch = try data.train.batch(Array(0..<data.train.count))
    let truths = try data.test.batch(Array(0..<data.test.count))
    let scale = try #require(data.tasks.first { $0.name == "whole" }).scale
    func values(_ batch: Batch) throws -> [Double] {
      try #require(batch.targets["whole"]).array(of: Double.self).map { scale.restore($0) }
    }
    let mean = try #require(Statistics.mean(values(batch)))
    let error = try #require(Statistics.mean(values(truths).map { abs($0 - mean) }))
    let found = try #require(test["whole"]?["mae"])
    #expect(abs(found - error) < 1e-5)

    // Figures that are there are taken, those of another configuration are not.
    var known = record
    known.figures[0].metrics["test"]?["rare"]?["auc"] = 0.75
    try known.save(in: configuration.folder)
    #expect(try ConstantRecord.of(configuration, data) == known)
    known.figures[0].cell = "another"
    try known.save(in: configuration.folder)
    #expect(try ConstantRecord.of(configuration, data) == record)
    #expect(try ConstantRecord(in: configuration.folder) == record)
  }

  @Test func whereEachSeedHasItsSplitEachHasItsFigures() throws {
    let configuration = try configuration("comparison: {seeds: 2}")
    var document = try ConfigurationDocument(yaml: configuration.resolved.yaml())
    try document.set("data.split.seed", to: "run")
    let own = try ExperimentConfiguration(reading: document, catalogue: .toolkit)
    _ = try RunFolder.create(at: own.folder)
    let figures = try ConstantRecord.of(own, own.dataSource()).figures
    #expect(figures.map(\.seed) == [0, 1] && figures[0].metrics != figures[1].metrics)
    #expect(try ConstantRecord.of(configuration, configuration.dataSource()).figures.map(\.seed) == [nil])
  }
}
