import Balancing
import Foundation
import TestSupport
import Testing
import Torch

@testable import Printing
@testable import Runs

@Suite struct ResultsFolderTests {
  let scratch: TemporaryFolder
  let folder: RunFolder

  init() throws {
    scratch = TemporaryFolder()
    folder = try RunFolder.create(at: scratch.url.appending(path: "runs/scenes/ab12"))
  }

  func record(_ epoch: Int, weights: [String: Double]? = nil) -> EpochRecord {
    EpochRecord(
      epoch: epoch, step: 32 * epoch, learningRate: 1e-3, seconds: 1.25,
      losses: ["train": ["depth": 1 / Double(epoch)]], weights: weights,
      metrics: ["validation": ["depth": ["absolute error": 0.5]]])
  }

  static let result = RunResult(
    experiment: "scenes", cell: "ab12", method: "uw-so", label: "UW-SO", seed: 0, tasks: ["depth"],
    definitions: [MetricDefinition(task: "depth", name: "absolute error", unit: "m", direction: .lowerIsBetter)],
    selection: .init(split: "validation", criterion: "Δm, metric mean", epoch: 9),
    metrics: ["test": ["depth": ["absolute error": 0.31]]], losses: ["test": ["depth": 0.4]], seconds: 12.3,
    steps: 320, parameters: 123_456, hyperparameters: ["temperature": "3"])

  func text(_ name: String) throws -> String {
    try String(contentsOf: folder.url.appending(path: name), encoding: .utf8)
  }

  @Test func aResultComesBackAsItWas() throws {
    #expect(!folder.isDone)
    try folder.finish(Self.result)
    #expect(folder.isDone)
    #expect(try folder.result() == Self.result)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["result.json"])
  }

  @Test func theResultHasTheKeysOfTheSchema() throws {
    try folder.finish(Self.result)
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: folder.resultFile)) as? [String: Any]
    #expect(
      Set(try #require(object).keys) == [
        "schema", "experiment", "cell", "method", "label", "seed", "role", "tasks", "definitions", "selection",
        "metrics", "losses", "seconds", "steps", "epochs", "parameters", "hyperparameters",
      ])
    #expect(object?["schema"] as? Int == 2)
  }

  @Test func valuesThatAreNotFiniteSurvive() throws {
    var result = Self.result
    result.metrics["test"] = ["depth": ["absolute error": .infinity]]
    result.failure = "The loss of `depth` is not finite at step 77."
    try folder.finish(result)
    #expect(try folder.result() == result)
  }

  @Test func epochsAreAppendedOneLineEach() throws {
    try folder.append(record(1, weights: ["depth": 0.3]))
    try folder.append(record(2))
    #expect(try folder.records() == [record(1, weights: ["depth": 0.3]), record(2)])
    let lines = try text("metrics.jsonl").split(separator: "\n")
    #expect(
      lines[1] == """
        {"epoch":2,"learningRate":0.001,"losses":{"train":{"depth":0.5}},\
        "metrics":{"validation":{"depth":{"absolute error":0.5}}},"seconds":1.25,"step":64}
        """)
  }

  @Test func whatGradientsHadInCommonComesBack() throws {
    var history = DiagnosticsHistory(tasks: ["depth", "normals"])
    history.append(
      tasks: GradientDiagnostics(Tensor([0.3, 1, -0.1, 2] as [Float], shape: [2, 2]), places: [0, 1], count: 2))
    var (with, without) = (record(1), record(2))
    with.diagnostics = history.epoch()
    without.diagnostics = nil
    try folder.append(with)
    try folder.append(without)
    #expect(try folder.records() == [with, without])
    let lines = try text("metrics.jsonl").split(separator: "\n")
    #expect(lines[0].contains(#""tasks":["depth","normals"]"#) && !lines[1].contains("diagnostics"))
  }

  @Test func everyTornTailIsForgottenAndOverwritten() throws {
    for epoch in 1...3 { try folder.append(record(epoch)) }
    let whole = try Data(contentsOf: folder.metricsFile)
    let second = try #require(whole.dropLast().lastIndex(of: UInt8(ascii: "\n"))) + 1
    for cut in [second + 1, second + 20, whole.count - 1] {
      try whole.prefix(cut).write(to: folder.metricsFile)
      #expect(try folder.records() == [record(1), record(2)])
      try folder.append(record(3))
      #expect(try Data(contentsOf: folder.metricsFile) == whole)
    }
  }

  @Test func aTailLongerThanOneBlockIsForgotten() throws {
    try folder.append(record(1))
    let whole = try Data(contentsOf: folder.metricsFile)
    try (whole + Data(repeating: UInt8(ascii: "x"), count: 9000)).write(to: folder.metricsFile)
    try folder.append(record(2))
    #expect(try folder.records() == [record(1), record(2)])
  }

  @Test func aDamagedLineInTheMiddleIsAnError() throws {
    try Data("{\"epoch\":1\n".utf8).write(to: folder.metricsFile)
    #expect(
      errorText { _ = try folder.records() }
        == "Could not read line 1 of `\(folder.metricsFile.path)`: it is not whole JSON.")
    try folder.truncateRecordsForTest(to: [record(1), record(2), record(2)])
    #expect(
      errorText { _ = try folder.records() } == """
        Could not read line 3 of `\(folder.metricsFile.path)`: `epoch` should be 3, since every epoch has a line. Found 2.
        """)
  }

  @Test func aResumedRunStartsFromItsCheckpoint() throws {
    for epoch in 1...5 { try folder.append(record(epoch)) }
    try folder.truncateRecords(afterEpoch: 3)
    #expect(try folder.records().map(\.epoch) == [1, 2, 3])
    try folder.append(record(4))
    #expect(try folder.records().map(\.epoch) == [1, 2, 3, 4])
    try folder.truncateRecords(afterEpoch: 0)
    #expect(try folder.records().isEmpty)
  }

  @Test func twoWritersEndWithAClearError() throws {
    let first = try folder.lock()
    #expect(
      errorText { _ = try folder.lock() } == """
        The run folder `\(folder.url.path)` should be written by one process at a time. \
        Found it locked by process \(getpid()).
        """)
    withExtendedLifetime(first) {}
  }

  @Test func theLockOfAFinishedWriterIsFree() throws {
    do { _ = try folder.lock() }
    #expect(FileManager.default.fileExists(atPath: folder.url.appending(path: "lock").path))
    try Data("half".utf8).write(to: folder.url.appending(path: ".result.json.99.equipoise-tmp"))
    let second = try folder.lock()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["lock"])
    withExtendedLifetime(second) {}
  }

  @Test(arguments: [
    ("{\"sche", "it is not whole JSON."), ("{}", "`schema` should be there. Found none."),
    ("{\"schema\":2}", "`experiment` should be there. Found none."),
    ("{\"schema\":\"one\"}", "`schema` should be a whole number. Found something else."),
  ])
  func aDamagedResultIsNamed(content: String, reason: String) throws {
    try Data(content.utf8).write(to: folder.resultFile)
    #expect(errorText { _ = try folder.result() } == "Could not read `\(folder.resultFile.path)`: \(reason)")
  }

  @Test func aMissingResultIsNamed() {
    #expect(errorText { _ = try folder.result() } == "`\(folder.resultFile.path)` should be a file. Found none.")
  }

  /// `/dev/full` accepts no byte: every write ends with "no space left".
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func aFullDiskNamesTheFile() throws {
    let full = open("/dev/full", O_WRONLY)
    defer { close(full) }
    #expect(
      errorText { try ResultsError.appending(Data("x".utf8), to: full, "runs/metrics.jsonl") }
        == "Could not write `runs/metrics.jsonl`: No space left on device.")
  }

  @Test func aFolderThatIsGoneIsNamed() throws {
    try FileManager.default.removeItem(at: folder.url)
    #expect(
      errorText { try folder.finish(Self.result) }
        == "Could not write `\(folder.resultFile.path)`: No such file or directory.")
    #expect(
      errorText { _ = try folder.lock() }
        == "Could not write `\(folder.url.path)/lock`: No such file or directory.")
  }

  @Test func aFailedReplacementLeavesTheOldFile() throws {
    try folder.finish(Self.result)
    // A folder stands where the temporary file would be.
    let blocked = folder.url.path + "/.result.json.\(getpid())" + AtomicFile.temporarySuffix
    try FileManager.default.createDirectory(atPath: blocked, withIntermediateDirectories: true)
    var other = Self.result
    other.seed = 5
    #expect(
      errorText { try folder.finish(other) } == "Could not write `\(folder.resultFile.path)`: Is a directory.")
    #expect(try folder.result().seed == 0)
  }

  @Test func aFileInTheWayIsNamed() throws {
    let file = scratch.url.appending(path: "file")
    try Data().write(to: file)
    let message = errorText { _ = try RunFolder.create(at: file.appending(path: "run")) }
    #expect(message.hasPrefix("Could not create `\(file.path)/run`: "))
  }

  @Test func discoveryKeepsWhatCanBeRead() throws {
    try folder.append(record(1))
    try folder.finish(Self.result)
    let experiment = folder.url.deletingLastPathComponent()
    let broken = try RunFolder.create(at: experiment.appending(path: "cd34"))
    try Data("{".utf8).write(to: broken.resultFile)
    let running = try RunFolder.create(at: experiment.appending(path: "ef56"))
    try running.append(record(1))
    _ = try RunFolder.create(at: experiment.appending(path: "empty"))

    let discovery = try RunFolder.discover(in: experiment)
    #expect(discovery.finished.map(\.result) == [Self.result])
    #expect(discovery.finished.map(\.records) == [[record(1)]])
    #expect(discovery.unfinished.map(\.lastPathComponent) == ["ef56"])
    #expect(
      discovery.unreadable.map(\.description) == ["Could not read `\(broken.resultFile.path)`: it is not whole JSON."])
    #expect(
      errorText { _ = try RunFolder.discover(in: experiment.appending(path: "none")) }
        == "`\(experiment.path)/none` should be a folder of runs. Found none.")
  }
}

extension RunFolder {
  /// Writes records as they are, without the checks of the real writer.
  fileprivate func truncateRecordsForTest(to records: [EpochRecord]) throws {
    let lines = try records.map { try JSONText.encoder().encode($0) + Data("\n".utf8) }
    try Data(lines.joined()).write(to: metricsFile)
  }
}
