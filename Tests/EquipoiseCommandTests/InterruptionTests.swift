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
    let whole = try Program("whole")
    defer { whole.remove() }
    try whole.write(SmallExperiment.yaml, to: "small.yaml")
    let start = ContinuousClock.now
    let output = try whole.run(["train", "small.yaml"])
    #expect(output.status == 0, "\(output.error)")
    let length = Double(start.duration(to: .now) / .milliseconds(1)) / 1000
    let expected = try finalBytes(whole)

    let killed = try Program("killed")
    defer { killed.remove() }
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
    let program = try Program()
    defer { program.remove() }
    try program.write(
      SmallExperiment.yaml.replacingOccurrences(of: "epochs: 4", with: "epochs: 400"), to: "small.yaml")
    let output = try program.run(["train", "small.yaml"], killAfter: 2, signal: SIGINT)
    #expect(output.status == 130 && !output.killed, "\(output.error)")
    #expect(output.error.contains("resume to continue"))
    #expect(
      FileManager.default.fileExists(
        atPath: program.folder.appending(path: "\(try runFolder(program))/checkpoints/last/state.json").path))
  }
}
