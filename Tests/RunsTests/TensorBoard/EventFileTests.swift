import Foundation
import TestSupport
import Testing

@testable import Configuration
@testable import Runs

/// A run's event file holds every epoch once, no matter when the training was killed.
@Suite struct EventFileTests {
  let scratch: TemporaryFolder
  let folder: RunFolder
  let configuration: ResolvedConfiguration

  init() throws {
    scratch = TemporaryFolder()
    folder = try RunFolder.create(at: scratch.url.appending(path: "runs/scenes/ab12"))
    let document = try ConfigurationDocument(
      yaml: "name: scenes\nbalancing: {method: uw-so, temperature: 3}\nonly: [depth]")
    configuration = try ExperimentConfiguration(reading: document, catalogue: .toolkit).resolved
    try folder.write(Data(configuration.yaml().utf8), as: "config.yaml")
  }

  private var file: EventFile { EventFile(in: folder, configuration, now: { 1_790_000_000.5 }) }
  private var bytes: [UInt8] { get throws { [UInt8](try Data(contentsOf: file.url)) } }

  private func record(_ epoch: Int) -> EpochRecord {
    EpochRecord(
      epoch: epoch, step: 32 * epoch, learningRate: 0.5, seconds: 1.25,
      losses: ["train": ["depth": 1 / Double(epoch)], "validation": ["depth": 0.75]], weights: ["depth": 0.25],
      metrics: ["validation": ["depth": ["absolute-error": 0.5]]], deltaM: -2, deltaMConvention: "metricMean")
  }

  private func epochs() throws -> [Double] {
    EventFile.events(try bytes).compactMap { $0.scalars.first { $0.tag == "epoch" }?.value }
  }

  private var result: RunResult {
    var result = ResultsFolderTests.result
    result.selection.epoch = 2
    result.steps = 96
    return result
  }

  @Test func anEpochHasItsFigures() throws {
    try file.match([])
    try file.append(record(2))
    let event = try #require(EventFile.events(try bytes).last)
    #expect(event.step == 64)
    #expect(
      event.scalars.map { "\($0.tag) \($0.value)" } == [
        "epoch 2.0", "loss/train/depth 0.5", "loss/validation/depth 0.75", "weight/depth 0.25",
        "metric/validation/depth/absolute-error 0.5", "delta-m/metricMean -2.0", "training/learning-rate 0.5",
        "training/seconds 1.25",
      ])
  }

  @Test func penaltiesOfTheNetworkAreKeptAndShown() throws {
    var own = record(1)
    own.penalties = ["sparsity": 0.125, "entropy": 2]
    try folder.append(own)
    #expect(try folder.records() == [own])
    let tags = TrainingEvent(own).scalars.map { "\($0.tag) \($0.value)" }
    #expect(tags.filter { $0.hasPrefix("penalty/") } == ["penalty/entropy 2.0", "penalty/sparsity 0.125"])
    #expect(RunCurve.lines([own]).contains { $0.contains("penalty.sparsity") && $0.contains("0.125") })
    try folder.append(record(2))
    let lines = try String(contentsOf: folder.metricsFile, encoding: .utf8).split(separator: "\n")
    #expect(lines.map { $0.contains("penalties") } == [true, false])
  }

  @Test func thereIsOneFileByTensorBoardsName() throws {
    try file.match([])
    try EventFile(in: folder, configuration, now: { 1_790_000_900 }).match([record(1)])
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).filter { $0 != "config.yaml" }
    #expect(names.count == 1 && names[0].hasPrefix("events.out.tfevents.1790000000."))
    #expect(try epochs() == [1])
  }

  /// Killed between the record and its event, in the middle of an event, and after an event whose epoch runs again.
  @Test func noEpochIsMissingOrTwice() throws {
    let records = (1...3).map(record)
    try file.match([])
    for record in records { try file.append(record) }
    try file.finish(result)
    let whole = try bytes
    #expect(try epochs() == [1, 2, 3] && EventFile.events(whole).count == 4)
    var ends = [0]
    while let frame = EventFrame.read(whole, at: ends[ends.count - 1]) { ends.append(frame.end) }
    #expect(ends.count == 8)
    let cuts = Set(ends.flatMap { [$0 - 1, $0, $0 + 1, $0 + 20] }).filter { (0...whole.count).contains($0) }
    for count in cuts.sorted() {
      for kept in 0...3 {
        try Data(whole[..<count]).write(to: file.url)
        try file.match(Array(records[..<kept]))
        #expect(try epochs() == records[..<kept].map { Double($0.epoch) }, "\(count) bytes, \(kept) epochs")
        for record in records[kept...] { try file.append(record) }
        try file.finish(result)
        #expect(try bytes == whole)
      }
    }
  }

  @Test func anotherTrainingsEventsAreDropped() throws {
    try file.match((1...3).map(record))
    var other = record(1)
    other.step = 10
    try file.match([other])
    #expect(EventFile.events(try bytes).map(\.step) == [10])
  }

  @Test func aFolderThatIsGoneIsNamed() throws {
    let file = file
    try FileManager.default.removeItem(at: folder.url)
    #expect(errorText { try file.match([]) } == "Could not write `\(file.url.path)`: No such file or directory.")
  }

  /// What TensorBoard itself reads: its own reader, its check of every checksum, its pages of texts and hyper-parameters.
  @Test func tensorBoardReadsIt() throws {
    guard let python = TensorBoardReader.found else { return }
    try file.match([record(1)])
    try file.append(record(2))
    try file.append(record(3))
    try file.finish(result)
    // The tail of a killed writer.
    let whole = try bytes
    try Data(whole + EventFrame.wrap(TrainingEvent(record(4)).encoded(at: 1)).dropLast(3)).write(to: file.url)
    let read = try python.read(folder.url)
    #expect(
      read.scalars["loss/train/depth"] == [[32, 1], [64, 0.5], [96, 1.0 / 3]].map { $0.map { Double(Float($0)) } })
    #expect(read.scalars["epoch"] == [[32, 1], [64, 2], [96, 3]])
    #expect(read.scalars["final/metric/test/depth/absolute error"] == [[96, Double(Float(0.31))]])
    #expect(read.scalars["delta-m/metricMean"]?.count == 3)
    #expect(read.times == [1_790_000_000.5])
    #expect(read.text.contains("    balancing:\n      method: uw-so"))
    #expect(read.hyperparameters["balancing.temperature"] == "3.0")
    #expect(read.hyperparameters["balancing.method"] == "uw-so")
  }
}
