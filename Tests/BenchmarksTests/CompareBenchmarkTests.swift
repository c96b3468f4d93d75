import Configuration
import Foundation
import TestSupport
import Testing

@testable import Benchmarks

@Suite struct ComparedProblemTests {
  @Test(arguments: ComparedProblem.allCases)
  func anExperimentCanBeReadAndTrainsOnItsData(_ problem: ComparedProblem) throws {
    let folder = TemporaryFolder()
    var size = ComparedProblem.Size()
    (size.rows, size.images, size.epochs, size.seeds) = (200, 15, 3, 2)
    let file = try problem.write(to: folder.url, size)
    let configuration = try ExperimentConfiguration(
      reading: ConfigurationDocument(contentsOf: file), catalogue: .toolkit)
    #expect(configuration.name == problem.rawValue)
    #expect(configuration.training.epochs == 3)
    #expect(configuration.comparison.seeds.count == 2)
    let data = try configuration.dataSource()
    #expect(data.tasks.count == (problem == .table ? 2 : 3))
    let counts: [Int] = [data.train.count, data.validation.count, data.test.count]
    if problem != .table { #expect(counts == [15, 3, 6]) }
  }

  @Test func theTableHasTheColumnsOfACensus() throws {
    let folder = TemporaryFolder()
    let file = folder.url.appending(path: "people.csv")
    try AdultLikeTable(rows: 500).write(to: file)
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { $0.split(separator: ",") }
    #expect(lines.count == 501)
    #expect(lines.allSatisfy { $0.count == 16 })
    let high = lines.dropFirst().count { $0[14] == "high" }
    #expect((50...300).contains(high))
  }
}

/// A comparison of an instant, and its trainings alone.
@Suite struct CompareBenchmarkTests {
  private var program: URL { packageFolder.appending(path: ".build/debug/equipoise") }

  private func size() -> ComparedProblem.Size {
    var size = ComparedProblem.Size()
    (size.rows, size.epochs) = (300, 2)
    return size
  }

  @Test func aComparisonIsMeasuredWholeAndAlone() throws {
    var benchmark = CompareBenchmark(
      size(), executable: program, workerArguments: ["bench", "compare", "--worker"])
    benchmark.problems = [.table]
    var notes: [String] = []
    let report = try benchmark.run { notes.append($0) }
    let round = try #require(report.rounds.first)
    #expect(round.trainings >= 6)
    // 156 of 300 rows are one batch an epoch; each epoch is evaluated, and the kept one twice.
    #expect(round.alone.updateCount == 2 * round.trainings)
    #expect(round.alone.evaluationCount == 4 * round.trainings)
    #expect(round.aloneSeconds > 0 && round.whole > round.aloneSeconds)
    #expect(round.recorded > 0 && round.start > 0)
    #expect(notes.last == "table: steps and evaluations alone, run \(round.trainings) of \(round.trainings)")
  }

  @Test func trainingsAloneThatAreNotThoseOfTheComparisonAreRefused() throws {
    let folder = TemporaryFolder()
    let file = try ComparedProblem.table.write(to: folder.url, size())
    let process = Process()
    process.executableURL = program
    process.arguments = ["compare", file.path, "--json", "--balancing", "ew"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    let runs = ComparedProblem.table.runs(in: folder.url)
    let trainings = try BareTrainings(of: runs)
    try #require(trainings.count == 3)
    #expect(try trainings.train(1).updateCount == 2)
    let settings = trainings.folders[0].appending(path: "config.yaml")
    let text = try String(contentsOf: settings, encoding: .utf8)
    let changed = text.replacingOccurrences(of: "learning-rate: 0.001", with: "learning-rate: 0.1")
    #expect(changed != text)
    try Data(changed.utf8).write(to: settings)
    #expect {
      _ = try trainings.train(1)
    } throws: { "\($0)".contains("should have the validation loss of its comparison") }
  }

  @Test func aCommandThatFailsIsNamed() throws {
    let benchmark = CompareBenchmark(size(), executable: URL(filePath: "/bin/false"), workerArguments: [])
    #expect { _ = try benchmark.run() } throws: { "\($0)".hasPrefix("`equipoise compare` should have ended well.") }
  }
}

@Suite struct CompareReportTests {
  private func report() -> CompareReport {
    var report = CompareReport(jobs: 1, epochs: 10, seeds: 1)
    var round = CompareRound(problem: .table, jobs: 1)
    (round.trainings, round.whole, round.wall) = (4, 14, 15.5)
    (round.recorded, round.start, round.planning, round.report) = (9, 0.2, 0.5, 0.25)
    round.alone.add(BareTrainings.Cost([0.4, 6, 2.5, 1.5, 1200, 48])!)
    report.rounds = [round]
    report.foreignLoad = 0.02
    return report
  }

  @Test func theTableSaysWhatAComparisonTakesAndWhere() {
    #expect(
      report().table == """
               trainings  updates  evaluations  whole s  alone s  ratio  wall s
        table          4     1200           48    14.00    10.00   1.40   15.50

        the rest, s  starts  planning  data and network  loops  report  other
        table          0.40      0.50              0.40   0.50    0.25   1.95

        goal: a whole comparison takes at most 1.1 of the processor seconds of its steps and evaluations
          alone
        missed: table 1.40
        10 epochs, 1 seed, 1 training at a time with one thread; processor seconds of all processes, but
          for wall
        alone: the same updates, batches and evaluations in one process, to the same losses
        starts: of each process; data and network: reading and building them in each training; loops: what
          the trainings' own loops take more than alone; other: checkpoints, records, results and claims
        """)
  }

  @Test func thePiecesAreTheWhole() throws {
    let round = try #require(report().rounds.first)
    let pieces = round.aloneSeconds + round.starts + round.planning + round.alone.parts + round.loops + round.report
    #expect(abs(pieces + round.other - round.whole) < 1e-12)
    #expect(round.ratio == 1.4)
  }

  @Test func theJSONHoldsEveryRound() throws {
    let decoded = try JSONDecoder().decode(CompareReport.self, from: Data(report().json().utf8))
    #expect(decoded.rounds.map(\.whole) == [14])
    #expect(decoded.rounds.map(\.alone) == report().rounds.map(\.alone))
  }
}
