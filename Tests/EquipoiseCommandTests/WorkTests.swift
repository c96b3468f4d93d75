import Foundation
import Testing

/// Workers share the runs of comparisons and searches, and lose nothing.
@Suite(.serialized) struct WorkTests {
  /// What a run leaves, without times.
  private struct Result: Decodable, Equatable {
    var label: String
    var role: String
    var seed: Int
    var steps: Int
    var metrics: [String: [String: [String: Double]]]
    var hyperparameters: [String: String]
  }

  private struct Left: Equatable {
    var results: [String: Result]
    var weights: [String: Data]
  }

  private func left(_ program: Program) throws -> Left {
    var left = Left(results: [:], weights: [:])
    for run in try program.runs(of: "tiny") {
      left.results[run] = try JSONDecoder().decode(Result.self, from: program.read("\(run)/result.json"))
      left.weights[run] = try program.read("\(run)/checkpoints/best/model.safetensors")
    }
    return left
  }

  private func program() throws -> Program {
    let program = Program()
    try program.write(TinyTable.csv, to: "table.csv")
    try program.write(TinyTable.yaml.replacing("epochs: 1", with: "epochs: 40"), to: "tiny.yaml")
    return program
  }

  private static let search = [
    "tune", "tiny.yaml", "--jobs", "1", "--balancing", "ew", "--set",
    "search={learning-rates: [1e-2, 3e-2], weight-decays: []}",
  ]
  private static let comparison = ["compare", "tiny.yaml", "--jobs", "1"]

  @Test(arguments: [comparison, search]) func workersThatAreKilledAtRandomLeaveWhatOneUndisturbedLeaves(
    command: [String]
  ) throws {
    let whole = try program()
    let output = try whole.run(command)
    #expect(output.status == 0, "\(output.error)")
    #expect(!whole.has("runs/tiny/plan.json"))

    let shared = try program()
    let plan = try shared.run(command + ["--plan"])
    #expect(plan.status == 0 && shared.has("runs/tiny/plan.json"), "\(plan.error)")
    #expect(try shared.runs(of: "tiny").isEmpty)
    let crew = Crew(3, in: shared)
    crew.work(killing: 3)
    #expect(crew.kills > 0)
    // What a kill at the very end has left over.
    let last = try shared.run(["work", "runs", "--wait"])
    #expect(last.status == 0, "\(last.error)")
    #expect(!shared.has("runs/tiny/plan.json") && shared.has("runs/tiny/report.html"))
    #expect(try left(shared) == left(whole))
    // Nothing that was done was trained again, and no claim is left.
    for (run, moment) in crew.done { #expect(try shared.changed(run) == moment, "\(run)") }
    for run in try shared.runs(of: "tiny") {
      let names = try FileManager.default.contentsOfDirectory(atPath: shared.folder.appending(path: run).path)
      #expect(!names.contains { $0.hasPrefix("claim.") })
    }
    let idle = try shared.run(["work", "runs"])
    #expect(idle.status == 0 && idle.error.contains("has no plan"), "\(idle.error)")
  }

  /// A cluster that runs fewer jobs at once than there are still runs each of them.
  @Test func oneOfFourWorkersIsEnough() throws {
    let program = try program()
    let script = try program.run(Self.search + ["--slurm", "4"])
    #expect(script.out.contains("#SBATCH --array=1-4\n"), "\(script.error)")
    #expect(script.out.contains(" work runs/tiny --wait\n"), "\(script.out)")
    for index in 1...4 {
      let output = try program.run(["work", "runs/tiny", "--wait"])
      #expect(output.status == 0 && output.out.isEmpty == (index > 1), "\(output.error)")
    }
    #expect(program.has("runs/tiny/report.html"))
  }

  @Test func aRunThatAnotherMachineHasClaimedIsLeftToItUntilItsClaimIsOld() throws {
    let program = try program()
    let few = Self.comparison + ["--balancing", "ew", "--seeds", "1"]
    #expect(try program.run(few).status == 0)
    let run = try #require(try program.runs(of: "tiny").first)
    try FileManager.default.removeItem(at: program.folder.appending(path: "\(run)/result.json"))
    try program.write(#"{"machine":"elsewhere","process":1,"token":"t"}"#, to: "\(run)/claim.3")
    #expect(try program.run(few + ["--plan"]).status == 0)
    let output = try program.run(["work", "runs"])
    #expect(output.status == 0 && output.error.contains("waiting for "), "\(output.error)")
    #expect(!program.has("\(run)/result.json"))
    #expect(try program.run(["runs", "list"]).out.contains("running"))
    let old = Date(timeIntervalSinceNow: -100)
    try FileManager.default.setAttributes(
      [.modificationDate: old], ofItemAtPath: program.folder.appending(path: "\(run)/claim.3").path)
    #expect(try program.run(few).status == 0)
    #expect(program.has("\(run)/result.json") && !program.has("\(run)/claim.3") && !program.has("\(run)/claim.4"))
  }

  @Test(arguments: [
    ("{", "Could not read `"), (#"{"schema": 2}"#, "should have schema 1. Found schema 2"),
    (#"{"schema": 1, "kind": "search", "command": "", "experiment": "name: [", "balancing": null}"#, "plan.json"),
  ])
  func aPlanThatCannotBeReadIsNamedAndKeepsNoOtherExperimentFromBeingTrained(text: String, message: String) throws {
    let program = try program()
    #expect(try program.run(Self.comparison + ["--balancing", "ew", "--seeds", "1", "--plan"]).status == 0)
    try FileManager.default.createDirectory(
      at: program.folder.appending(path: "runs/broken"), withIntermediateDirectories: true)
    try program.write(text, to: "runs/broken/plan.json")
    let output = try program.run(["work", "runs"])
    #expect(output.status == 1 && output.error.contains(message), "\(output.error)")
    #expect(program.has("runs/tiny/report.html"))
  }
}

/// Several workers at once, some of which are killed.
private final class Crew {
  private let program: Program
  private var workers: [Process] = []
  private(set) var kills = 0
  /// When the weights of runs that were seen done had been written.
  private(set) var done: [String: Date] = [:]

  init(_ count: Int, in program: Program) {
    self.program = program
    for _ in 0..<count { start() }
  }

  private func start() {
    let process = Process()
    process.executableURL = Program.executable
    process.arguments = ["work", "runs", "--wait"]
    process.currentDirectoryURL = program.folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return }
    workers.append(process)
  }

  /// Kills a worker, or one of its trainings, now and then, and starts another worker instead, until nothing is left to do.
  func work(killing most: Int) {
    while workers.contains(where: \.isRunning) {
      Thread.sleep(forTimeInterval: .random(in: 0.3...0.9))
      for run in (try? program.runs(of: "tiny")) ?? [] where done[run] == nil && program.has("\(run)/result.json") {
        done[run] = try? program.changed(run)
      }
      guard kills < most else { continue }
      if kills % 2 == 0, let worker = workers.filter(\.isRunning).randomElement() {
        kill(worker.processIdentifier, SIGKILL)
        start()
        kills += 1
      } else if let training = program.trainings().randomElement() {
        kill(training, SIGKILL)
        kills += 1
      }
    }
  }
}
