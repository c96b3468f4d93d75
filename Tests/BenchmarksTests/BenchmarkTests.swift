import Foundation
import TestSupport
import Testing
import Torch

@testable import Benchmarks

@Suite struct BenchmarkModelTests {
  /// Counted by hand from the layers: two operations for each weight, position and sample, three times.
  @Test(arguments: [
    (BenchmarkModel.mlp, 2 * 3 * 256 * (21 * 64 + 64 * 64 + 7 * 64)),
    (.lenet, 2 * 3 * 256 * (25 * 10 * 1024 + 250 * 20 * 144 + 720 * 50 + 2 * (50 * 50 + 50 * 10))),
  ])
  func operationsAreThoseOfTheLayers(_ model: BenchmarkModel, _ expected: Int) throws {
    let step = try BenchmarkSteps(model, format: .contiguous)
    #expect(model.operationsPerStep(of: step.network) == Double(expected))
  }

  @Test(arguments: [(BenchmarkModel.segnet, 82e9), (.resnet18, 56e9)])
  func operationsOfTheLargeModelsAreTheKnownOnes(_ model: BenchmarkModel, _ expected: Double) throws {
    let generator = Generator(seed: 0)
    let network = try model.network(for: model.tasks(generator), generator: generator)
    #expect(abs(model.operationsPerStep(of: network) / expected - 1) < 0.03)
  }

  @Test(arguments: [BenchmarkModel.mlp, .lenet], ["ew", "uw-so"])
  func aStepTrains(_ model: BenchmarkModel, _ weighting: String) throws {
    let step = try BenchmarkSteps(model, format: .contiguous)
    let before = step.losses().reduce(0, +)
    let seconds = try step.time(20, StepKind(weighting))
    #expect(seconds.count == 20)
    #expect(seconds.allSatisfy { $0 > 0 })
    #expect(step.losses().reduce(0, +) < before)
  }

  @Test func bothWeightingsDiffer() throws {
    let losses = try ["ew", "uw-so"].map { weighting in
      let step = try BenchmarkSteps(.lenet, format: .channelsLast)
      _ = try step.time(5, StepKind(weighting, .bf16))
      return step.losses()
    }
    #expect(losses[0] != losses[1])
  }
}

@Suite struct BenchmarkProcessTests {
  private let shell = URL(filePath: "/bin/sh")

  /// A peer that answers as the script says.
  private func peer(_ script: String) throws -> BenchmarkProcess {
    try BenchmarkProcess("the peer", shell, ["-c", script])
  }

  @Test func aProcessIsToldAndAnswersLineByLine() throws {
    let peer = try peer("echo ready 1.2.3 42 1e9; while read line; do [ $line = quit ] && exit; echo 1.5 2.5; done")
    defer { peer.quit() }
    #expect(peer.version == "1.2.3")
    #expect(peer.parameterCount == 42)
    #expect(try peer.ask("anything") == [1.5, 2.5])
    #expect(try peer.ask("more") == [1.5, 2.5])
  }

  /// The program that `swift build` leaves for the tests.
  private var program: URL {
    packageFolder.appending(path: ".build/debug/equipoise")
  }

  @Test func aWorkerStepsCountsAndSolves() throws {
    let worker = try BenchmarkProcess("a worker", program, ["bench", "steps", "--worker", "mlp", "1", "auto"])
    defer { worker.quit() }
    let kind = StepKind("mgda", scope: .shared)
    #expect(try worker.steps(3, kind).count == 3)
    #expect(try worker.steps(2, "uw-so", .bf16).allSatisfy { $0 > 0 })
    #expect(try worker.ask("passes \(kind.words)") == [1, 7, 7, 7])
    #expect(try worker.ask("solver \(kind.words)")[0] > 0)
    #expect(try worker.ask("solver ew fp32") == [0])
    #expect(try worker.ask("memory")[0] > 1e7)
  }

  @Test func aProcessThatCannotStartIsNamedWithItsReason() {
    #expect {
      _ = try peer("echo no torch here >&2; exit 1")
    } throws: { "\($0)" == "the peer should have started. Found: no torch here." }
  }

  @Test func aProcessThatEndsEarlyIsNamedWithItsReason() throws {
    let peer = try peer("echo ready 1 1 0; read line; echo out of memory >&2")
    #expect { _ = try peer.ask("step 1 ew fp32") } throws: {
      "\($0)" == "the peer should have answered. Found: out of memory."
    }
  }
}

@Suite struct BenchmarkReportTests {
  private func report() -> BenchmarkReport {
    var report = BenchmarkReport(threads: 2)
    report.version = "2.13.0"
    report.peerVersion = "2.13.0"
    report.dispatch = 5.5e-7
    report.peerDispatch = 1.05e-6
    var step = StepMeasurement(model: .lenet, parameterCount: 10, operations: 2e9)
    for (equal, peer) in [(0.010, 0.020), (0.012, 0.020), (0.030, 0.040)] {
      step.add(rate: 500e9)
      step.add(equal: equal, soft: equal * 1.01, peer: peer)
      step.add(half: equal / 2, peer: peer)
    }
    step.memory = 200_000_000
    step.peerMemory = 350_000_000
    report.steps = [step]
    report.foreignLoads = [1.3]
    return report
  }

  @Test func ratiosAreTakenWithinRounds() {
    let step = report().steps[0]
    #expect(step.ratios == [0.5, 0.6, 0.75])
    #expect(step.seconds == 0.012)
    #expect(abs(step.softOverhead - 0.01) < 1e-9)
    #expect(abs(step.share - 2e9 / 0.012 / 500e9) < 1e-9)
  }

  @Test func theTableSaysWhatWasMeasuredAndHowNoisyItWas() {
    #expect(
      report().table == """
        model    ms  PyTorch             ratio  bf16 ms             ratio   UW-SO  GFLOP/s  of matmul   MB  PyTorch  rounds
        lenet  12.0     20.0  0.60 (0.55–0.68)     6.00  0.30 (0.28–0.34)  +1.0 %      167       33 %  200      350       3

        a small operation: 0.55 µs, PyTorch 1.05 µs
        2 threads, LibTorch 2.13.0, PyTorch 2.13.0, its default loop (NCHW, float32, Adam)
        other programs kept up to 1.3 cores busy meanwhile: repeat this on a quiet machine
        ratios: our time over PyTorch's, the median of the rounds with their quartiles
        """)
  }

  @Test func withoutAPeerTheTableSaysSo() {
    var report = report()
    report.peerVersion = nil
    var alone = StepMeasurement(model: .mlp, parameterCount: 10, operations: 2e9)
    alone.add(rate: 500e9)
    alone.add(equal: 0.01, soft: 0.01, peer: nil)
    alone.add(half: 0.01, peer: nil)
    report.steps = [alone]
    #expect(report.table.contains("Python has no torch, so nothing to compare with"))
    #expect(report.table.contains("–"))
  }
}
