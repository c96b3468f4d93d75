import Foundation
import TestSupport
import Testing
import Training

@testable import Configuration
@testable import Experiments
@testable import Runs

/// Trainings that stop and go on, with their event files.
@Suite struct EventRunTests {
  let scratch = TemporaryFolder()

  private func prepare(_ extra: String = "") throws -> RunFolder {
    let table = (0..<40).map { row in "\(Double(row % 7) / 7),\(Double(row % 5) / 5),\(row % 7 - row % 5),\(row % 5)" }
    try Data((["a,b,s,d"] + table).joined(separator: "\n").utf8).write(to: scratch.url.appending(path: "table.csv"))
    let yaml = """
      name: tiny
      data:
        kind: table
        files: {train: \(scratch.url.path)/table.csv}
        targets: [{name: sum, column: s, kind: regression}, {name: difference, column: d, kind: regression}]
      network: {trunk: mlp, hidden: [4]}
      balancing: uw
      training: {epochs: 3, batch: 8, threads: 1}
      output: {folder: \(scratch.url.path)/runs\(extra)}
      """
    let configuration = try ExperimentConfiguration(
      reading: ConfigurationDocument(yaml: yaml), catalogue: .toolkit)
    return try SingleRun(configuration).runner(resuming: true, restarting: false).folder
  }

  private func events(_ folder: RunFolder) throws -> [TrainingEvent] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).filter { $0.contains("tfevents") }
    #expect(names.count == 1)
    return EventFile.events([UInt8](try Data(contentsOf: folder.url.appending(path: names[0]))))
  }

  @Test func aTrainingStoppedAnywhereHasEveryEpochOnce() throws {
    let folder = try prepare()
    var stops = 0
    // At the second question of the first start, the third of the second, …: before, within and after an update.
    while !folder.isDone {
      var questions = 0
      do {
        try RunTrainer(folder).run(shouldStop: {
          questions += 1
          return questions == stops + 2
        })
      } catch TrainingError.interrupted {
        stops += 1
      }
      #expect(try events(folder).filter { $0.scalars[0].tag == "epoch" }.map(\.step) == folder.records().map(\.step))
    }
    #expect(stops > 2)
    let events = try events(folder)
    #expect(events.dropLast().map { $0.scalars[0] } == (1...3).map { .init(tag: "epoch", value: Double($0)) })
    #expect(events.last?.scalars.contains { $0.tag.hasPrefix("final/metric/test/sum/") } == true)
    let result = try folder.result()
    let record = try #require(folder.records().first { $0.epoch == result.selection.epoch })
    #expect(result.epochs == 3 && result.selection.step == record.step)
    #expect(try #require(result.selection.seconds) <= result.seconds * 1.0001)
    #expect(events.last?.step == result.steps)
    // Weights and learning rate are numbers of the run.
    let tags = Set(events[0].scalars.map(\.tag))
    #expect(
      tags.isSuperset(of: ["weight/sum", "loss/train/sum", "loss/validation/difference", "training/learning-rate"]))
  }

  @Test func withoutTensorBoardThereIsNoEventFile() throws {
    let folder = try prepare(", tensorboard: false")
    try RunTrainer(folder).run()
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path).allSatisfy { !$0.contains("tfevents") })
  }
}
