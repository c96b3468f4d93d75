import Foundation
import TestSupport
import Testing
import Torch

@testable import Benchmarks

@Suite struct ManyTasksWorkerTests {
  @Test func aBatchIsThatOfATableWithAFifthOfTheLabels() throws {
    let problem = try ManyTasks(40)
    let batch = try problem.batch(), again = try ManyTasks(40).batch()
    #expect(batch.count == 64)
    #expect(batch.inputs.sole.shape == [64, 1024])
    #expect(Array(batch.targets.keys) == problem.tasks.map(\.name))
    let labels = batch.targets.values.flatMap { $0.array(of: Double.self) }
    let known = labels.filter { !$0.isNaN }
    let share = Double(known.count) / Double(labels.count)
    #expect(abs(share - 0.2) < 0.03)
    #expect(Set(known) == [0, 1])
    #expect(again.inputs.sole.array(of: Float.self) == batch.inputs.sole.array(of: Float.self))
  }

  @Test(arguments: ["ew", "uw-so", "pcgrad"])
  func stepsTrain(_ method: String) throws {
    let worker = try ManyTasksWorker(ManyTasks(5), method: method)
    let before = worker.losses()
    for _ in 0..<5 { try worker.train() }
    #expect(before.count == 5)
    let (first, last): (Double, Double) = (before.reduce(0, +), worker.losses().reduce(0, +))
    #expect(last < first)
  }

  @Test func anUnknownMethodIsNamed() throws {
    let problem = try ManyTasks(2)
    #expect { _ = try ManyTasksWorker(problem, method: "uws-so") } throws: { "\($0)".contains("Did you mean `uw-so`?") }
  }

  /// Batches that are made already are those of the loader, in the same order.
  @Test func anEvaluationOfReadyBatchesIsThatOfTheSplit() throws {
    let problem = try ManyTasks(3)
    let worker = try ManyTasksWorker(problem, method: "ew")
    let split = try problem.split(samples: 150)
    let ready = try ReadyBatches(split)
    #expect(ready.all.map(\.count) == [64, 64, 22])
    let figures = try worker.evaluate(ready.loader()), expected = try worker.evaluate(split)
    #expect(figures.losses == expected.losses)
    #expect(figures.metrics == expected.metrics)
    #expect(figures.metrics["task0"]?.keys.sorted() == ["accuracy", "auc"])
  }

  @Test func theFileHoldsWhatThePeerBeginsWith() throws {
    let problem = try ManyTasks(3)
    let folder = TemporaryFolder()
    let file = folder.url.appending(path: "problem.safetensors")
    try ManyTasksWorker(problem, method: "ew").write(to: file)
    let tensors = try SafeTensors.read(file).tensors
    #expect(tensors["input"]?.shape == [64, 1024])
    #expect(tensors["heads.task2.weight"]?.shape == [1, 128])
    let targets = try #require(tensors["targets"])
    #expect(targets.shape == [64, 3])
    let column = targets.narrow(1, start: 2, length: 1).contiguous().array(of: Double.self)
    let labels = try problem.batch().targets["task2"]!.array(of: Double.self)
    // NaN is not equal to itself, but its text is.
    #expect(column.map { "\($0)" } == labels.map { "\($0)" })
  }
}

/// Two sides whose answers are given.
@Suite struct ManyTasksAgreementTests {
  /// A process with ten parameters that answers `losses` and `step` as given.
  private func side(losses: String, parameters: Int = 10, step: String = "0.25 0.5 0.75") throws -> BenchmarkProcess {
    let script =
      "echo ready 1 \(parameters) 0; while read command rest; do "
      + "case $command in losses) echo \(losses);; step) echo \(step);; esac; done"
    return try BenchmarkProcess("a side", URL(filePath: "/bin/sh"), ["-c", script])
  }

  @Test func sidesThatAgreeAreTimed() throws {
    let seconds = try ManyTasksBenchmark.firstSteps(
      of: side(losses: "0.7 0.6"), side(losses: "0.70001 0.6"))
    #expect(seconds == 0.25)
  }

  @Test func anotherLossIsNamed() throws {
    let ours = try side(losses: "0.7 0.6"), theirs = try side(losses: "0.7 0.61")
    #expect {
      _ = try ManyTasksBenchmark.firstSteps(of: ours, theirs)
    } throws: {
      "\($0)"
        == "both sides should have the same losses before the first step. Found 0.6 and PyTorch's 0.61 for task 1."
    }
  }

  @Test(arguments: ["nan 0.6", "0.7", "0.7 0.6 0.5"])
  func lossesThatCannotBeComparedAreNoAgreement(_ losses: String) throws {
    let ours = try side(losses: "0.7 0.6"), theirs = try side(losses: losses)
    #expect(throws: BenchmarkError.self) { _ = try ManyTasksBenchmark.firstSteps(of: ours, theirs) }
  }

  @Test func anotherNetworkIsNoAgreement() throws {
    let ours = try side(losses: "0.7"), theirs = try side(losses: "0.7", parameters: 11)
    #expect {
      _ = try ManyTasksBenchmark.firstSteps(of: ours, theirs)
    } throws: { "\($0)" == "both sides should have the same network. Found 10 and 11 parameters." }
  }

  @Test func aMethodWithoutAnUpdateHasNoTime() throws {
    #expect(try ManyTasksBenchmark.firstSteps(of: side(losses: "0.7", step: "nan"), nil).isNaN)
  }
}

@Suite struct ManyTasksBenchmarkTests {
  private func benchmark(_ methods: [String], peer: BenchmarkPeer?) -> ManyTasksBenchmark {
    var frame = StepBenchmark(
      threads: 1, peer: peer, program: packageFolder.appending(path: ".build/debug/equipoise"),
      workerArguments: ["bench", "tasks", "--worker"])
    frame.seconds = 0.01
    frame.peers = peer == nil ? .omitted : .standard
    var benchmark = ManyTasksBenchmark(frame)
    benchmark.counts = [2]
    benchmark.methods = methods
    return benchmark
  }

  @Test func oursIsMeasuredAloneWithoutAPeer() throws {
    let report = try benchmark(["uw-so", "mgda"], peer: nil).run()
    #expect(report.rows.map(\.method) == ["uw-so", "mgda"])
    for row in report.rows {
      #expect(row.failure == nil)
      #expect(row.steps.count >= 3 && row.steps.allSatisfy { $0 > 0 })
      #expect(row.evaluations.count >= 3 && row.evaluations.allSatisfy { $0 > 0 })
      #expect(row.peerSteps.isEmpty && row.memoryRatio == nil)
      #expect(try #require(row.loading) > 0)
    }
    #expect(report.table.contains("PyTorch was left out"))
  }

  /// The benchmark refuses a peer whose losses are not ours, before and after the first steps.
  @Test(.enabled(if: BenchmarkPeer.find() != nil, "Python has no torch"))
  func theHandWrittenStepIsOurs() throws {
    let report = try benchmark(["ew", "uw-so", "mgda"], peer: .find()).run()
    #expect(report.rows.map { $0.stepRatios.isEmpty } == [false, false, true])
    #expect(try #require(report.rows[0].peerMemory) > 1_000_000)
  }
}

@Suite struct ManyTasksReportTests {
  private func report() -> ManyTasksReport {
    var report = ManyTasksReport(threads: 2, isCompared: true)
    (report.version, report.peerVersion) = ("2.13.0", "2.13.0")
    for (tasks, factor) in [(40, 1.0), (617, 10.0)] {
      var row = ManyTasksRow(tasks: tasks, method: "ew", parameterCount: 10)
      for scale in [1.0, 1.5, 1.2] {
        row.add(step: 0.002 * factor * scale, peer: 0.002 * scale)
        row.add(pass: 0.010, evaluation: 0.014 * scale)
      }
      row.loading = 0.0005
      (row.memory, row.peerMemory) = (220_000_000, 200_000_000)
      report.rows.append(row)
    }
    var alone = ManyTasksRow(tasks: 40, method: "pcgrad", parameterCount: 10)
    alone.add(step: 0.0101, peer: nil)
    alone.memory = 300_000_000
    var failed = ManyTasksRow(tasks: 617, method: "nash-mtl", parameterCount: 10)
    failed.failure = "no solution"
    report.rows += [alone, failed]
    report.foreignLoad = 0.5
    return report
  }

  @Test func theTableAndTheBarsSayWhatManyTasksCost() {
    #expect(
      report().table == """
          K  method      ms  PyTorch                ratio  eval ms        of forward  batch ms   MB  PyTorch  ratio
         40  ew        2.40     2.40     1.00 (1.00–1.00)     16.8  1.68 (1.54–1.89)      0.50  220      200   1.10
        617  ew        24.0     2.40  10.00 (10.00–10.00)     16.8  1.68 (1.54–1.89)      0.50  220      200   1.10
         40  pcgrad    10.1        –                    –        –                 –         –  300        –      –
        617  nash-mtl     –        –                    –        –                 –         –    –        –      –

        milliseconds of a step
        ew 40      equipoise  ██████ 2.40
                   PyTorch    ██████ 2.40
        ew 617     equipoise  ████████████████████████████████████████████████████████████ 24.0
                   PyTorch    ██████ 2.40
        pcgrad 40  equipoise  █████████████████████████ 10.1

        goals: a step at most 1.2 of PyTorch's, an evaluation at most 1.5 of its forward passes, peak
          memory at most 1.2 of PyTorch's
        missed: evaluation of ew with 40, 617 tasks; step of ew with 617 tasks
        nash-mtl with 617 tasks has no answer: no solution
        2 threads, LibTorch 2.13.0, PyTorch 2.13.0 with one head and one masked loss for all tasks and
          Adam(fused=True), from the same parameters and batch
        eval: 1728 samples in batches of 64, made before; batch: making one of them
        other programs kept 0.5 cores busy meanwhile: repeat this on a quiet machine
        ratios: the median of the rounds with their quartiles
        """)
  }

  @Test func theJSONHoldsEveryRound() throws {
    let report = report()
    let decoded = try JSONDecoder().decode(ManyTasksReport.self, from: Data(report.json().utf8))
    #expect(decoded.rows.map(\.stepRatios) == report.rows.map(\.stepRatios))
    #expect(decoded.rows[3].failure == "no solution")
  }
}
