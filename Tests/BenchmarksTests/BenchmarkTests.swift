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
    let best = PeerLoop(.channelsLastFused, .fp32, seconds: [0.016, 0.015, 0.030])
    let half = PeerLoop(.standard, .bf16, seconds: [0.008, 0.008, 0.015])
    var failed = [PeerLoop(.compileFused, .fp32), PeerLoop(.compileFused, .bf16)]
    for index in failed.indices { failed[index].failure = "did not compile: no compiler" }
    step.configurations = [PeerLoop(.standard, .fp32, seconds: step.peer), best, half] + failed
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
        model    ms  bf16 ms   UW-SO  GFLOP/s  of matmul   MB  PyTorch MB  rounds
        lenet  12.0     6.00  +1.0 %      167       33 %  200         350       3

        PyTorch        default ms             ratio  best ms             ratio  configuration
        lenet    fp32        20.0  0.60 (0.55–0.68)     16.0  0.80 (0.71–0.90)  channels_last+fused
        lenet    bf16        20.0  0.30 (0.28–0.34)     8.00  0.75 (0.69–0.88)  autocast

        a small operation: 0.55 µs, PyTorch 1.05 µs
        2 threads, LibTorch 2.13.0, PyTorch 2.13.0
        default: PyTorch's loop without options (NCHW, float32, Adam), compared with both precisions
        best: the fastest of its configurations in the same precision, bf16 by autocast
        compile+fused on lenet fp32, lenet bf16 did not compile: no compiler
        other programs kept up to 1.3 cores busy meanwhile: repeat this on a quiet machine
        ratios: our time over PyTorch's, the median of the rounds with their quartiles
        """)
  }

  /// The widest texts are those of the last model and of the configuration with the most options.
  @Test func theTableFitsIn100Columns() {
    var report = report()
    var step = StepMeasurement(model: .resnet18, parameterCount: 10, operations: 2e9)
    step.add(rate: 500e9)
    for (ours, peer) in [(1.1, 1.9), (1.3, 1.8)] {
      step.add(equal: ours, soft: ours, peer: peer)
      step.add(half: ours, peer: peer)
    }
    var failed = BenchmarkPrecision.allCases.map { PeerLoop(.compileFused, $0) }
    for index in failed.indices {
      failed[index].failure = "did not compile: " + String(repeating: "some reason ", count: 20)
    }
    step.configurations =
      BenchmarkPrecision.allCases.map { PeerLoop(.compileChannelsLastFused, $0, seconds: [1.2, 1.4]) } + failed
    report.steps = [step]
    let lines = report.table.split(separator: "\n")
    #expect(lines.contains { $0.hasSuffix("compile+channels_last+fused") })
    #expect(lines.allSatisfy { $0.count <= 100 }, "\(report.table)")
  }

  @Test func onlyTheDefaultLoopHasNoBestOne() {
    var report = BenchmarkReport(threads: 2, peers: .standard)
    report.peerVersion = "2.13.0"
    report.steps = self.report().steps
    #expect(report.table.contains("lenet    fp32        20.0  0.60 (0.55–0.68)\n"))
    #expect(!report.table.contains("best"))
  }

  @Test func whoLeavesPyTorchOutIsNotToldThatItIsMissing() {
    var report = BenchmarkReport(threads: 2, peers: .omitted)
    report.steps = self.report().steps
    #expect(report.table.contains("PyTorch was left out, so nothing to compare with"))
    #expect(!report.table.contains("Python has no torch"))
  }

  @Test func theJSONHasEveryConfiguration() throws {
    let json = try #require(try JSONSerialization.jsonObject(with: Data(report().json().utf8)) as? [String: Any])
    let step = try #require((json["steps"] as? [[String: Any]])?.first)
    let configurations = try #require(step["configurations"] as? [[String: Any]])
    #expect(
      configurations.map { $0["configuration"] as? String }
        == ["default", "channels_last+fused", "autocast", "compile+fused", "compile+fused"])
    #expect(configurations[1]["median"] as? Double == 0.016)
    #expect(configurations[1]["quartiles"] as? [Double] == [0.0155, 0.023])
    #expect(configurations[1]["precision"] as? String == "fp32")
    #expect(configurations[3]["failure"] as? String == "did not compile: no compiler")
    #expect(configurations[3]["median"] == nil)
    #expect(json["peers"] as? String == "best")
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
