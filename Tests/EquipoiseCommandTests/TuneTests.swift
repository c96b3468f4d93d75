import Foundation
import TestSupport
import Testing

/// A small search, as its user runs it.
@Suite(.serialized) struct TuneTests {
  private static let yaml = """
    name: tiny
    data:
      kind: table
      files: {train: table.csv}
      targets:
        - {name: sum, column: s, kind: regression}
        - {name: difference, column: d, kind: regression}
    network: {trunk: mlp, hidden: [4]}
    training: {epochs: 8, batch: 16, threads: 1}
    comparison:
      methods:
        - ew
        - {method: uw-so, grid: {temperature: {from: 2, to: 10, step: 2, refine: 1}}}
      seeds: 2
      jobs: 2
    search: {learning-rates: [1e-2, 3e-2], weight-decays: [0, 1e-3], weight-decay: 0}
    output: {folder: runs}
    """

  /// What matters of `search.json`: everything but times.
  private struct Record: Decodable, Equatable {
    struct Cell: Decodable, Equatable {
      struct Pruning: Decodable, Equatable {
        var epoch: Int
        var rule: String
        var reason: String
      }
      var cell: String
      var label: String
      var stage: String
      var point: [String: String]
      var seed: Int
      var epochsTrained: Int
      var isChosen: Bool
      var validationDeltaM: Double?
      var testDeltaM: Double?
      var pruned: Pruning?
      var steps: Int
    }
    struct Row: Decodable, Equatable {
      var label: String
      var point: [String: String]?
      var learningRate: Double?
      var weightDecay: Double?
      var testDeltaM: Double?
      var runs: Int
      var searchRuns: Int
      var prunedRuns: Int
    }
    var rows: [Row]
    var cells: [Cell]
    var isComplete: Bool
  }

  /// The result of an undisturbed search, and the seconds that it takes.
  private static let undisturbed = Result {
    let program = try TuneTests().program()
    let start = ContinuousClock.now
    let output = try program.run(["tune", "tiny.yaml"])
    let seconds = Double(start.duration(to: .now) / .milliseconds(1)) / 1000
    return (output: output, record: try TuneTests().record(program), seconds: seconds)
  }

  private func program() throws -> Program {
    let program = Program()
    try program.write(Self.yaml, to: "tiny.yaml")
    try program.write(TinyTable.csv, to: "table.csv")
    return program
  }

  private func record(_ program: Program) throws -> Record {
    try JSONDecoder().decode(Record.self, from: program.read("runs/tiny/search.json"))
  }

  @Test func aSearchEndsInItsReportAndItsCosts() throws {
    let program = try program()
    let output = try program.run(["tune", "tiny.yaml"])
    #expect(output.status == 0, "\(output.error)")
    #expect(output.error.contains("UW-SO: quarter after epoch 2 of 8, at most 6 of 10 points go on."))
    #expect(output.out.contains("best point") && output.out.contains("\nReport: runs/tiny/report.html"))
    let record = try record(program)
    #expect(record.isComplete && record.rows.map(\.label) == ["Single-task", "Single-task", "EW", "UW-SO"])
    let cells = Dictionary(grouping: record.cells, by: \.label)
    let stages = cells.mapValues { Dictionary(grouping: $0, by: \.stage).mapValues(\.count) }
    #expect(stages["Single-task"] == ["grid": 4, "weight-decay": 2, "final": 2])
    #expect(stages["EW"] == ["grid": 2, "weight-decay": 1, "final": 1])
    #expect(stages["UW-SO"]?["grid"] == 10)
    // Those that were stopped trained a quarter and have no result; each rate keeps its best temperature.
    let pruned = record.cells.filter { $0.pruned != nil }
    #expect(pruned.count >= 4 && pruned.allSatisfy { $0.label == "UW-SO" && $0.epochsTrained == 2 && !$0.isChosen })
    for cell in pruned { #expect(!program.has("runs/tiny/\(cell.cell)/result.json")) }
    #expect(record.cells.filter { $0.pruned == nil }.allSatisfy { $0.epochsTrained == 8 && $0.steps == 8 * 2 })
    // The chosen point is the best that was tried, and has both seeds.
    for label in ["EW", "UW-SO"] {
      let tried = (cells[label] ?? []).filter { $0.stage != "final" && $0.pruned == nil }
      let chosen = try #require(tried.first { $0.isChosen })
      #expect(chosen.validationDeltaM == tried.compactMap(\.validationDeltaM).min())
      #expect(cells[label]?.count { $0.isChosen } == 2)
      #expect(record.rows.first { $0.label == label }?.testDeltaM != nil)
    }
    let note = "UW-SO: \(pruned.count) trainings were stopped early (quarter, after epoch 2 of 8)"
    #expect(output.out.contains(note))
    #expect(try String(decoding: program.read("runs/tiny/report.md"), as: UTF8.self).contains("were stopped early"))
    let row = try #require(record.rows.last)
    #expect(row.runs == cells["UW-SO"]?.count && row.searchRuns == row.runs - 1 && row.prunedRuns == pruned.count)

    let again = try program.run(["tune", "tiny.yaml"])
    #expect(again.status == 0 && !again.error.contains("before the next decision"), "\(again.error)")
    #expect(try self.record(program) == record)
  }

  @Test func aKilledSearchGoesOnToTheSameChoice() throws {
    let whole = try Self.undisturbed.get()
    let killed = try program()
    var kills = 0
    for share in [0.2, 0.4] {
      kills += try killed.run(["tune", "tiny.yaml"], killAfter: whole.seconds * share).killed ? 1 : 0
    }
    #expect(kills > 0)
    var end = try killed.run(["tune", "tiny.yaml"])
    // A training that the last search has left behind may still be at its cell.
    for _ in 0..<50 where end.status == 75 {
      Thread.sleep(forTimeInterval: 0.2)
      end = try killed.run(["tune", "tiny.yaml"])
    }
    #expect(end.status == 0, "\(end.error)")
    #expect(try record(killed) == whole.record)
  }

  @Test func workersThatAreKilledLoseNothing() throws {
    let disturbed = try program()
    let killer = WorkerKiller(of: disturbed)
    var output = try disturbed.run(["tune", "tiny.yaml"])
    // A training that is killed too often ends the search, which the same command then goes on with.
    for _ in 0..<3 where output.status != 0 { output = try disturbed.run(["tune", "tiny.yaml"]) }
    let kills = killer.stop()
    #expect(output.status == 0, "\(output.error)")
    #expect(kills > 0)
    #expect(try record(disturbed) == Self.undisturbed.get().record)
  }

  @Test func shardsTrainTheirPartsAndWaitForEachOther() throws {
    let parts = try program()
    let first = try parts.run(["tune", "tiny.yaml", "--shard", "1/2"])
    #expect(first.status == 75, "\(first.error)")
    #expect(first.error.contains("waiting for") && first.error.contains("of other shards or processes"))
    let both = try Self.undisturbed.get().record
    #expect(try parts.runs(of: "tiny").count < both.cells.count)
    var statuses: [Int32] = []
    for round in 0..<20 where !statuses.suffix(2).elementsEqual([0, 0]) {
      statuses.append(try parts.run(["tune", "tiny.yaml", "--shard", "\(2 - round % 2)/2"]).status)
    }
    #expect(statuses.suffix(2).elementsEqual([0, 0]) && Set(statuses).isSubset(of: [0, 75]), "\(statuses)")
    #expect(try record(parts) == both)
  }

  @Test func aRunThatAnotherProcessHoldsIsWaitedFor() throws {
    let program = try program()
    let few = ["tune", "tiny.yaml", "--balancing", "ew", "--set", "search.weight-decays=[]"]
    #expect(try program.run(few).status == 0)
    let cell = try #require(try record(program).cells.last { $0.label == "EW" }).cell
    let folder = program.folder.appending(path: "runs/tiny/\(cell)")
    try FileManager.default.removeItem(at: folder.appending(path: "result.json"))
    let descriptor = open(folder.appending(path: "lock").path, O_RDWR)
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    let output = try program.run(few)
    #expect(output.status == 75 && output.error.contains("waiting for 1 training of other shards or processes;"))
    close(descriptor)
    #expect(try program.run(few).status == 0)
    #expect(program.has("runs/tiny/\(cell)/result.json"))
  }

  @Test func whatCannotBeSearchedEndsBeforeAnyTraining() throws {
    let program = try program()
    let cases = [
      (["--shard", "3/2"], "`--shard` should be between 1/2 and 2/2. Found 3/2."),
      (
        ["--set", "search.limit=5"],
        "A search should have at most 5 trainings (`search.limit`) where `--yes` is not given. Found 26."
      ),
      (
        ["--set", "comparison.methods=[{method: uw-so, grid: {temprature: [1, 2]}}]"],
        "`temprature` is not a key of `comparison.methods.0.grid`. Did you mean `temperature`? (--set)"
      ),
      (
        ["--set", "comparison.single-task=false"],
        "`comparison.single-task` should be `true` in a search, which chooses by Δm. Found `false`. (--set)"
      ),
      (
        ["--set", "training.select={split: train}"],
        "`training.select.split` should be `validation` in a search. Found \"train\". (--set)"
      ),
      (
        ["--set", "comparison.methods=[{method: uw, label: a}, {method: uw, label: b}]"],
        "`comparison.methods`: each training should belong to one row. \"a\" and \"b\" share one: uw at "
      ),
    ]
    for (options, message) in cases {
      let output = try program.run(["tune", "tiny.yaml"] + options)
      #expect(output.status == 1 && output.error.contains("Error: \(message)"), "\(output.error)")
    }
    #expect(!program.has("runs/tiny"))
  }

  @Test func aPlanAndAScriptTrainNothing() throws {
    let program = try program()
    let plan = try program.run(["tune", "tiny.yaml", "--dry-run"])
    #expect(plan.status == 0 && plan.out.contains("At most 26 trainings, 2 at a time: about "), "\(plan.error)")
    let script = try program.run(["tune", "tiny.yaml", "--slurm", "8", "--set", "name=a b"])
    #expect(script.status != 0)
    // Jobs that would all be refused are no script.
    let large = try program.run(["tune", "tiny.yaml", "--slurm", "8", "--set", "search.limit=5"])
    #expect(large.status == 1 && large.out.isEmpty && large.error.contains("where `--yes` is not given"))
    #expect(!program.has("runs/tiny"))
    let right = try program.run(["tune", "tiny.yaml", "--seeds", "3", "--slurm", "8"])
    #expect(right.out.contains("#SBATCH --array=1-8\n"))
    #expect(right.out.hasSuffix("\nexec \(Program.executable.path) work runs/tiny --wait\n"), "\(right.out)")
    #expect(try program.runs(of: "tiny").isEmpty && program.has("runs/tiny/plan.json"))
  }

  @Test func theProtocolHasAPlan() throws {
    let program = try program()
    let file = packageFolder.appending(path: "examples/scenes-protocol.yaml").path
    let fewer = ["train", "validation", "test"].flatMap { ["--set", "data.\($0)=16"] }
    let output = try program.run(["tune", file, "--dry-run"] + fewer)
    #expect(output.status == 0, "\(output.error)")
    #expect(output.out.contains("Scalarization  108      0       3      4        115   1,840"), "\(output.out)")
    #expect(output.out.contains("UW-SO: quarter after epoch 4 of 16, at most 9 of 30 points go on."))
    #expect(!program.has("runs/tiny"))
  }
}

/// Kills trainings below a folder now and then, a few times at most, until it is told to stop.
private final class WorkerKiller: @unchecked Sendable {
  private static let most = 8
  private let lock = NSLock()
  private var isStopped = false
  private var kills = 0
  private let program: Program
  private let ended = DispatchSemaphore(value: 0)

  init(of program: Program) {
    self.program = program
    Thread { [self] in
      while !lock.withLock({ isStopped || kills == Self.most }) {
        Thread.sleep(forTimeInterval: .random(in: 0.2...0.8))
        guard let victim = program.trainings().randomElement() else { continue }
        if kill(victim, SIGKILL) == 0 { lock.withLock { kills += 1 } }
      }
      ended.signal()
    }.start()
  }

  /// How many were killed.
  func stop() -> Int {
    lock.withLock { isStopped = true }
    ended.wait()
    return lock.withLock { kills }
  }
}
