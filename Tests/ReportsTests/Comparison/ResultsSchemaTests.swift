import Foundation
import TestSupport
import Testing

@testable import Reports
@testable import Runs

/// Files of older versions are read, those of newer ones refused with both numbers and the file's name.
@Suite struct ResultsSchemaTests {
  let scratch: TemporaryFolder
  let folder: RunFolder

  init() throws {
    scratch = TemporaryFolder()
    folder = try RunFolder.create(at: scratch.url.appending(path: "runs/scenes/ab12"))
  }

  /// As version 0.1.0 wrote it before there was a second schema.
  private static let first = """
    {"schema":1,"experiment":"scenes","cell":"ab12","method":"ew","label":"EW","seed":0,"role":"final","tasks":["depth"],
    "definitions":[],"selection":{"split":"validation","criterion":"loss","epoch":2},"metrics":{},"losses":{},
    "seconds":4.0,"steps":30,"parameters":7,"hyperparameters":{}}
    """

  private func write(_ text: String, to file: URL) throws { try Data(text.utf8).write(to: file) }

  private func append(epochs: ClosedRange<Int>) throws {
    for epoch in epochs {
      try folder.append(
        EpochRecord(epoch: epoch, step: 10 * epoch, learningRate: 1e-3, seconds: Double(epoch) / 2, losses: [:]))
    }
  }

  @Test func aResultOfTheFirstSchemaTakesItsCostFromTheRecords() throws {
    try append(epochs: 1...3)
    try write(Self.first, to: folder.resultFile)
    let result = try folder.result()
    #expect(result.schema == 2 && result.epochs == 3 && result.label == "EW")
    #expect(result.selection.step == 20 && result.selection.seconds == 1.5)
    // The file itself stays.
    #expect(try String(contentsOf: folder.resultFile, encoding: .utf8) == Self.first)
    try folder.finish(result)
    #expect(try folder.result() == result)
    #expect(try String(contentsOf: folder.resultFile, encoding: .utf8).contains("\"schema\" : 2"))
  }

  @Test func withoutRecordsTheCostIsUnknown() throws {
    try write(Self.first, to: folder.resultFile)
    let result = try folder.result()
    #expect(result.epochs == 0 && result.selection.step == nil && result.selection.seconds == nil)
  }

  @Test func theSecondSchemaSaysItsEpochs() throws {
    try write(Self.first.replacing("\"schema\":1", with: "\"schema\":2"), to: folder.resultFile)
    #expect(
      errorText { _ = try folder.result() }
        == "Could not read `\(folder.resultFile.path)`: `epochs` should be there. Found none.")
  }

  @Test(arguments: [(3, "a newer"), (0, "an older")])
  func anotherSchemaIsRefusedByName(schema: Int, version: String) throws {
    try write("{\"schema\":\(schema)}", to: folder.resultFile)
    #expect(
      errorText { _ = try folder.result() } == """
        `\(folder.resultFile.path)` should have schema 2. Found schema \(schema), written by \(version) version.
        """)
  }

  @Test func aJobSaysItsSchema() throws {
    try RunJob(experiment: "scenes", method: "ew", label: "EW").save(in: folder)
    let file = folder.url.appending(path: "job.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.contains("\"schema\" : 1"))
    // Older files do not.
    try write(text.replacing(",\n  \"schema\" : 1", with: ""), to: file)
    #expect(try !String(contentsOf: file, encoding: .utf8).contains("schema"))
    #expect(try RunJob(in: folder).label == "EW")
    try write(text.replacing("\"schema\" : 1", with: "\"schema\" : 7"), to: file)
    #expect(
      errorText { _ = try RunJob(in: folder) }
        == "`\(file.path)` should have schema 1. Found schema 7, written by a newer version.")
  }

  @Test func theRecordOfAComparisonOfANewerVersionIsRefused() throws {
    let experiment = folder.url.deletingLastPathComponent()
    let file = experiment.appending(path: "experiment.json")
    try write("{\"schema\":4}", to: file)
    #expect(
      errorText { _ = try ExperimentReport(of: experiment, split: "test") }
        == "`\(file.path)` should have schema 1. Found schema 4, written by a newer version.")
  }
}
