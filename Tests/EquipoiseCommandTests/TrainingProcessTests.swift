import Foundation
import Testing

/// A process trains one run after the other, and no run can tell.
@Suite struct TrainingProcessTests {
  /// Two splits, dropout and a method that draws: what a run could leave for the next.
  private static let drawn = [
    "compare", "tiny.yaml", "--jobs", "1", "--balancing", "ew,rlw", "--set", "network.dropout=0.3", "--set",
    "training.epochs=3", "--set", "data.split={validation: 0.2, test: 0.2, seed: run}",
  ]

  /// The weights of a run, and the states of its generators.
  private func bits(_ program: Program, _ run: String) throws -> [Data] {
    try ["best/model", "last/model", "last/optimizer", "last/training"].map {
      try program.read("\(run)/checkpoints/\($0).safetensors")
    }
  }

  @Test func runsInOneProcessHaveTheBitsOfProcessesOfTheirOwn() throws {
    let program = try TinyTable.program()
    let output = try program.run(Self.drawn)
    #expect(output.status == 0, "\(output.error)")
    let runs = try program.runs(of: "tiny")
    #expect(runs.count == 8)
    for run in runs {
      let expected = try bits(program, run)
      for name in ["result.json", "metrics.jsonl", "environment.json", "checkpoints"] {
        try FileManager.default.removeItem(at: program.folder.appending(path: "\(run)/\(name)"))
      }
      let name = URL(filePath: run).lastPathComponent
      let alone = try program.run(["cell", "runs/tiny"], through: ["sh", "-c", "echo \(name) | \"$@\"", "sh"])
      #expect(alone.status == 0 && alone.out.hasSuffix("trained \(name)\n"), "\(alone.error)")
      #expect(try bits(program, run) == expected, "\(run)")
    }
  }

  @Test(arguments: [1, 2]) func aComparisonStartsAsManyProcessesAsItHasPlaces(jobs: Int) throws {
    let program = try TinyTable.program()
    var processes: Set<pid_t> = []
    let arguments = ["compare", "tiny.yaml", "--jobs", "\(jobs)", "--set", "training.epochs=20"]
    let output = try program.run(arguments, killAfter: 0) {
      processes.formUnion(program.trainings())
      return false
    }
    #expect(output.status == 0, "\(output.error)")
    #expect(processes.count == jobs)
    #expect(try program.runs(of: "tiny").count == 10)
  }

  @Test func aProcessThatIsKilledInItsSecondRunLosesOnlyThatOne() throws {
    let whole = try TinyTable.program(), killed = try TinyTable.program()
    let arguments = [
      "compare", "tiny.yaml", "--jobs", "1", "--balancing", "ew", "--seeds", "1", "--set", "training.epochs=60",
    ]
    #expect(try whole.run(arguments).status == 0)
    var first: (run: String, process: pid_t, end: Date)?
    var hasKilled = false
    let output = try killed.run(arguments, killAfter: 0) {
      let process = killed.trainings().first, runs = (try? killed.runs(of: "tiny")) ?? []
      if first == nil, let process, let done = runs.first(where: { killed.has("\($0)/result.json") }),
        let end = try? killed.changed(done)
      {
        first = (done, process, end)
      }
      if !hasKilled, let first, killed.hasBegun("tiny", runs: 2), process == first.process {
        hasKilled = kill(first.process, SIGKILL) == 0
      }
      return false
    }
    #expect(output.status == 0 && hasKilled, "\(output.error)")
    let done = try #require(first)
    #expect(try killed.changed(done.run) == done.end)
    for run in try whole.runs(of: "tiny") { #expect(try bits(killed, run) == bits(whole, run), "\(run)") }
  }

  @Test func aRunThatFailsDoesNotStopTheNext() throws {
    let program = try TinyTable.program()
    // Weights that are exp(1000).
    let rows = "[{method: uw, start: -1000}, ew]"
    let output = try program.run(
      ["compare", "tiny.yaml", "--jobs", "1", "--seeds", "2", "--set", "comparison.methods=\(rows)"])
    #expect(output.status == 1, "\(output.error)")
    let failures = output.error.split(separator: "\n").filter { $0.hasPrefix("failed: UW") }
    #expect(failures.count == 2 && failures.allSatisfy { $0.contains("finite") }, "\(output.error)")
    let results = try program.runs(of: "tiny").map {
      try String(decoding: program.read("\($0)/result.json"), as: UTF8.self)
    }
    #expect(results.count { $0.contains("\"failure\"") } == 2)
    #expect(results.count { $0.contains("\"EW\"") } == 2)
  }

  @Test(arguments: ["../elsewhere", "a b", "a 0", " a", ""]) func otherLinesAreRefused(line: String) throws {
    let program = try TinyTable.program()
    let output = try program.run(["cell", "runs/tiny"], through: ["sh", "-c", "echo '\(line)' | \"$@\"", "sh"])
    #expect(output.status != 0 && output.error.contains("A line should be the name of a run"), "\(output.error)")
  }
}
