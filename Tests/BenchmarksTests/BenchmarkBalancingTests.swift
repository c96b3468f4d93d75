import Components
import Foundation
import Testing
import Torch

@testable import Benchmarks

@Suite struct StepKindTests {
  @Test(arguments: [
    "ew fp32", "mgda:every=4 fp32 shared auto", "uw-so bf16", "mgda fp32 shared gramian", "mgda bf16 last-layer auto",
  ])
  func aKindIsToldAndReadInTheSameWords(_ words: String) throws {
    let kind = try #require(StepKind(words: words.split(separator: " ").map(String.init)))
    #expect(kind.words == words)
  }

  @Test(arguments: ["ew", "ew fp16", "mgda fp32 shared", "mgda fp32 everywhere auto", "mgda fp32 shared somehow"])
  func otherWordsAreNoKind(_ words: String) {
    #expect(StepKind(words: words.split(separator: " ").map(String.init)) == nil)
  }
}

@Suite struct BalancedStepTests {
  /// The summed gradients are those of the summed loss, whatever way they are made, so that both train alike.
  @Test(arguments: [
    StepKind("sum", scope: .shared, storage: .jacobian), StepKind("sum", scope: .shared, storage: .gramian),
    StepKind("sum", scope: .representation), StepKind("sum", scope: .lastLayer),
  ])
  func aSumOfGradientsTrainsAsEqualWeightsDo(_ kind: StepKind) throws {
    let losses = try [StepKind("ew"), kind].map { kind in
      let step = try BenchmarkSteps(.mlp, format: .contiguous)
      _ = try step.time(5, kind)
      return step.losses()
    }
    for (equal, sum) in zip(losses[0], losses[1]) { #expect(abs(equal - sum) < 1e-5) }
    #expect(losses[0] != (try BenchmarkSteps(.mlp, format: .contiguous).losses()))
  }

  @Test(arguments: [
    (StepKind("ew"), 1),
    (StepKind("sum", scope: .shared, storage: .jacobian), 7), (StepKind("sum", scope: .shared, storage: .gramian), 8),
    (StepKind("sum", scope: .representation), 1), (StepKind("sum", scope: .lastLayer), 1),
  ])
  func passesAreCounted(_ kind: StepKind, _ trunkBackward: Int) throws {
    let step = try BenchmarkSteps(.mlp, format: .contiguous)
    _ = try step.time(2, kind)
    let expected = StepPasses(trunkForward: 1, trunkBackward: trunkBackward, headForward: 7, headBackward: 7)
    #expect(try step.countPasses(kind) == expected)
  }

  /// The benchmark's methods share one network, and some of them look at a batch several times in a step. Convolutional networks,
  /// whose steps are long, make those of one method of each kind, and the large ones those of two.
  @Test(arguments: BenchmarkModel.allCases)
  func everyMethodMakesAStepOnEveryModel(_ model: BenchmarkModel) throws {
    let step = try BenchmarkSteps(model, format: .contiguous, samples: 4)
    let all = BalancingBenchmark.usualMethods + BalancingBenchmark.usualLossWeightings
    let chosen = model == .lenet ? ["uw-so", "famo", "auto-lambda", "mgda", "gradnorm"] : ["uw-so", "mgda"]
    for method in all where model == .mlp || chosen.contains(method) {
      for scope in try BalancingRow.scopes(of: method) {
        #expect(throws: Never.self, "\(method) \(scope.map { "\($0)" } ?? "")") {
          _ = try step.time(2, StepKind(method, scope: scope))
        }
      }
    }
  }

  @Test func anOptionIsPartOfTheStep() throws {
    let step = try BenchmarkSteps(.mlp, format: .contiguous)
    // The weights of MGDA are found at the first of four steps; the others are one backward pass.
    let periodic = StepKind("mgda:every=4", scope: .shared, storage: .jacobian)
    #expect(try (0..<5).map { _ in try step.countPasses(periodic).trunkBackward } == [7, 1, 1, 1, 7])
    let sharp = StepKind("ew:sharpness-aware=0.05")
    #expect(
      try step.countPasses(sharp) == StepPasses(trunkForward: 2, trunkBackward: 2, headForward: 14, headBackward: 14))
  }

  @Test(arguments: [
    "ew:every=4", "mgda:every=0", "mgda:every", "mgda:often=4", "ew:sharpness-aware=-1", "ew:sharpness-aware=x", "",
  ])
  func anotherOptionIsAnError(_ word: String) {
    #expect(throws: SettingError.self) { try MeasuredMethod(word) }
  }

  @Test func aSolverIsTimedWhereThereIsOne() throws {
    let step = try BenchmarkSteps(.mlp, format: .contiguous)
    let seconds = try step.solverSeconds(StepKind("sum", scope: .shared))
    #expect(try #require(seconds) > 0)
    #expect(try step.solverSeconds(StepKind("uw-so")) == nil)
  }

  @Test func anUnknownMethodIsNamed() throws {
    let step = try BenchmarkSteps(.mlp, format: .contiguous)
    #expect { _ = try step.time(1, StepKind("mgdb")) } throws: { "\($0)".contains("Did you mean `mgda`?") }
  }
}

@Suite struct BalancingReportTests {
  private func report() -> BalancingReport {
    var report = BalancingReport(threads: 2)
    report.version = "2.13.0"
    report.peerVersion = "0.18.0"
    var model = BalancingMeasurement(model: .segnet, tasks: 3)
    var mgda = BalancingRow("mgda", scope: .shared)
    for (equal, ours, peer) in [(0.5, 1.0, 1.5), (0.5, 1.1, 1.5), (0.4, 1.2, 2.0)] {
      var visit = BalancingVisit()
      visit.equal = [.fp32: equal, .bf16: equal / 2]
      visit.ours = [.fp32: ours, .bf16: ours / 2]
      visit.peer = peer
      visit.backward = 0.3
      mgda.visits.append(visit)
    }
    mgda.passes = StepPasses(trunkForward: 1, trunkBackward: 3, headForward: 3, headBackward: 3)
    mgda.solverSeconds = 0.00011
    var nash = BalancingRow("nash-mtl", scope: .representation)
    nash.failure = "no solution"
    var soft = BalancingRow("uw-so", scope: nil)
    var visit = BalancingVisit()
    visit.equal = [.fp32: 0.5, .bf16: 0.25]
    visit.ours = [.fp32: 0.505, .bf16: 0.25]
    soft.visits = [visit]
    soft.passes = StepPasses(trunkForward: 1, trunkBackward: 1, headForward: 3, headBackward: 3)
    model.rows = [mgda, nash, soft]
    model.memory = BalancingMemory(equal: 500_000_000, jacobian: 550_000_000, gramian: 600_000_000)
    model.foreignLoad = 1.25
    report.models = [model]
    return report
  }

  @Test func ratiosAreTakenWithinVisits() {
    let row = report().models[0].rows[0]
    for (found, expected) in zip(row.equalSteps(.fp32), [2.0, 2.2, 3.0]) { #expect(abs(found - expected) < 1e-12) }
    let overPeer = zip(row.peerRatios(.bf16), [1.0 / 3, 1.1 / 3, 0.3])
    for (found, expected) in overPeer { #expect(abs(found - expected) < 1e-12) }
    #expect(abs(row.solverShare! - 1e-4) < 1e-12)
  }

  @Test func theLimitIsAStepAndABackwardPassForEachFurtherTask() {
    // 0.5 + 2 · 0.3 seconds, where a step with equal weights takes 0.5.
    var model = report().models[0]
    #expect(abs(model.limit! - 2.2) < 1e-12)
    #expect(abs(model.rows[0].shareOfLimit(tasks: 3)! - 1) < 1e-12)
    #expect(model.beyondLimit.isEmpty && model.rows[2].shareOfLimit(tasks: 3) == nil)
    for visit in model.rows[0].visits.indices { model.rows[0].visits[visit].ours[.fp32]! *= 1.2 }
    #expect(model.beyondLimit.map(\.row.name) == ["mgda shared"])
    model.rows.removeFirst()
    #expect(model.limit == nil)
  }

  @Test func aBackwardPassLeavesNoGradient() throws {
    let steps = try BenchmarkSteps(.mlp, format: .contiguous)
    #expect(steps.timeBackward(3).allSatisfy { $0 > 0 })
    #expect(steps.network.parameters.leaves.gradients.allSatisfy { $0 == nil })
  }

  @Test func theTableSaysWhatAStepCosts() {
    #expect(
      report().table == """
        segnet: 3 tasks; a step with equal weights (EW) 500.0 ms fp32, 250.0 ms bf16; limit 2.20 EW steps
        method             scope      ms          EW steps  of limit        of TorchJD     bf16 EW steps        of TorchJD  trunk f+b  heads f+b  solver  visits
        mgda              shared  1100.0  2.20 (2.10–2.60)      1.00  0.67 (0.63–0.70)  2.20 (2.10–2.60)  0.33 (0.32–0.35)        1+3        3+3  0.01 %       3
        nash-mtl  representation       –                 –         –                 –                 –                 –          –          –       –       –
        uw-so                  –   505.0  1.01 (1.01–1.01)         –                 –  1.00 (1.00–1.00)                 –        1+1        3+3       –       1
        peak memory in MB: EW 500, gradients kept 550 (1.10×), their inner products alone 600 (1.20×)
        beyond the limit: none
        nash-mtl representation has no answer: no solution
        other programs kept 1.2 cores busy meanwhile: repeat this on a quiet machine

        2 threads, LibTorch 2.13.0, TorchJD 0.18.0 (NCHW, float32)
        EW steps: time over that of a step with equal weights of the same precision; of TorchJD: over its float32 time; medians of the visits with their quartiles
        limit: an EW step and a backward pass through the network for each further task
        solver: share of a float32 step; f+b: passes forward and backward of one step
        """)
  }

  @Test func theJSONHoldsEveryVisit() throws {
    let text = try report().json()
    let decoded = try JSONDecoder().decode(BalancingReport.self, from: Data(text.utf8))
    #expect(decoded.models[0].rows[0].equalSteps(.bf16) == report().models[0].rows[0].equalSteps(.bf16))
    #expect(text.contains("bf16"))
  }

  @Test func withoutAPeerTheTableSaysSo() {
    var report = report()
    report.peerVersion = nil
    #expect(report.table.contains("Python has no torchjd, so nothing to compare with"))
  }
}
