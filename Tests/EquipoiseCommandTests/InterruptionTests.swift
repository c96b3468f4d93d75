import ExperimentFixtures
import Foundation
import Testing

/// Nothing that is killed loses more than the time since its last checkpoint, and no bit of the result.
@Suite struct InterruptionTests {
  private func runFolder(_ program: Program) throws -> String {
    let runs = program.folder.appending(path: "runs/small").path
    let names = try FileManager.default.contentsOfDirectory(atPath: runs)
    #expect(names.count == 1)
    return "runs/small/" + (names.first ?? "")
  }

  private func finalBytes(_ program: Program) throws -> [Data] {
    let folder = try runFolder(program)
    return try ["last/model", "last/optimizer", "best/model"].map {
      try program.read("\(folder)/checkpoints/\($0).safetensors")
    }
  }

  @Test func aRunKilledTenTimesEndsInTheSameBits() throws {
    let whole = Program()
    try whole.write(SmallExperiment.yaml, to: "small.yaml")
    let start = ContinuousClock.now
    let output = try whole.run(["train", "small.yaml"])
    #expect(output.status == 0, "\(output.error)")
    let length = Double(start.duration(to: .now) / .milliseconds(1)) / 1000
    let expected = try finalBytes(whole)

    let killed = Program()
    try killed.write(SmallExperiment.yaml, to: "small.yaml")
    var random = SystemRandomNumberGenerator()
    var kills = 0
    for _ in 0..<10 {
      let moment = Double.random(in: 0.1...length * 0.7, using: &random)
      let output = try killed.run(["train", "small.yaml", "--resume"], killAfter: moment)
      kills += output.killed ? 1 : 0
    }
    let end = try killed.run(["train", "small.yaml", "--resume"])
    #expect(end.status == 0, "\(end.error)")
    #expect(kills > 0)
    #expect(try finalBytes(killed) == expected)
    let metrics = { (program: Program) in
      try String(decoding: program.read("\(runFolder(program))/metrics.jsonl"), as: UTF8.self).split(separator: "\n")
        .count
    }
    #expect(try metrics(killed) == metrics(whole))
  }

  @Test func controlCEndsWithACheckpoint() throws {
    let program = Program()
    try program.write(
      SmallExperiment.yaml.replacingOccurrences(of: "epochs: 4", with: "epochs: 400"), to: "small.yaml")
    let output = try program.run(["train", "small.yaml"], killAfter: 0, signal: SIGINT) {
      program.hasBegun("small", runs: 1)
    }
    #expect(output.status == 130 && !output.killed, "\(output.error)")
    #expect(output.error.contains("resume to continue"))
    #expect(
      FileManager.default.fileExists(
        atPath: program.folder.appending(path: "\(try runFolder(program))/checkpoints/last/state.json").path))
  }

  @Test func beforeTheFirstUpdateASignalEndsATrainingAtOnce() throws {
    let program = Program()
    // Generating the data takes minutes.
    try program.write(
      SmallExperiment.yaml.replacing("train: 40", with: "train: 40000").replacing(
        "16, width: 24", with: "96, width: 128"),
      to: "small.yaml")
    let start = ContinuousClock.now
    let output = try program.run(["train", "small.yaml"], killAfter: 2, signal: SIGTERM)
    #expect(output.status == 130 && !output.killed, "\(output.error)")
    #expect(start.duration(to: .now) < .seconds(10))
  }

  @Test func aTrainingDoesNotOutliveItsComparison() throws {
    let program = Program()
    // A first step of ten seconds, after which alone a training would look.
    let rows = TinyTable.csv.split(separator: "\n")
    let many = [rows[0]] + Array(repeating: rows[1...], count: 200).joined()
    try program.write(many.joined(separator: "\n") + "\n", to: "table.csv")
    try program.write(
      TinyTable.yaml.replacing("hidden: [4]", with: "hidden: [1500, 1500, 1500]").replacing(
        "batch: 16", with: "batch: 7000"), to: "tiny.yaml")
    let arguments = ["compare", "tiny.yaml", "--balancing", "ew", "--seeds", "1", "--jobs", "2"]
    let output = try program.run(arguments, killAfter: 0) { program.trainings().count == 2 }
    #expect(output.killed)
    let deadline = ContinuousClock.now + .seconds(5)
    while !program.trainings().isEmpty, .now < deadline { Thread.sleep(forTimeInterval: 0.05) }
    #expect(program.trainings().isEmpty)
  }

  @Test func aComparisonWaitsForTheTrainingsOfAKilledOne() throws {
    let program = try TinyTable.program()
    let arguments = ["compare", "tiny.yaml", "--balancing", "ew", "--seeds", "1"]
    #expect(try program.run(arguments).status == 0)
    let run = try #require(try program.runs(of: "tiny").first)
    try FileManager.default.removeItem(at: program.folder.appending(path: "\(run)/result.json"))
    // As a training that is about to end.
    let descriptor = open(program.folder.appending(path: "\(run)/lock").path, O_RDWR)
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    Thread.detachNewThread {
      Thread.sleep(forTimeInterval: 2)
      close(descriptor)
    }
    let again = try program.run(arguments)
    #expect(again.status == 0, "\(again.error)")
    #expect(program.has("\(run)/result.json"))
  }
}
