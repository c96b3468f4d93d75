import Foundation
import Sharing
import TestSupport
import Testing
import Torch

@testable import Benchmarks

@Suite struct SharingBenchmarkTests {
  private func benchmark(batch: Int, peer: BenchmarkPeer? = nil) -> SharingBenchmark {
    var benchmark = SharingBenchmark(
      program: packageFolder.appending(path: ".build/debug/equipoise"),
      workerArguments: ["bench", "sharing", "--worker"])
    (benchmark.model, benchmark.batch, benchmark.rounds, benchmark.peer) = (.mlp, batch, 2, peer)
    return benchmark
  }

  @Test func everyRatioIsMeasuredInEveryRound() throws {
    let report = try benchmark(batch: 8).run()
    #expect(
      report.rows.map(\.measured) == [
        "routed step", "extracted network", "its parameters", "MMoE step", "CGC step", "cross-stitch step",
        "kronecker expansion", "dense expansion",
      ])
    for row in report.rows {
      #expect(row.ratios.allSatisfy { $0 > 0 && $0.isFinite })
      let isOfSizes = row.measured == "its parameters"
      #expect(row.ratios.count == (isOfSizes ? 1 : 2) && row.seconds.count == (isOfSizes ? 0 : 2))
      #expect(row.isMet == (row.ratios.median <= row.goal))
    }
    // Three layers of which half the units stay: of 128 · 512 + 512 weights a half, of the others a quarter and half the biases.
    let kept = 128 * 256 + 256 + 2 * (256 * 256 + 256)
    let all = 128 * 512 + 512 + 2 * (512 * 512 + 512)
    #expect(report.rows[2].ratios == [Double(kept) / Double(all)])
  }

  @Test func whatIsLeftOutIsNamed() throws {
    var benchmark = benchmark(batch: 8)
    let omissions = try benchmark.run().omissions
    #expect(
      omissions.first
        == "memory: the activations of mlp with 128 samples are too few to be seen in a process's memory")
    #expect(omissions.last?.contains("pip install LibMTL==1.1.5 --no-deps") == true)
    benchmark.isCompared = false
    #expect(try benchmark.run().omissions.last == "LibMTL was left out, so nothing to compare with")
  }

  /// A product with a mask keeps nothing for the backward pass, and takes an activation of one layer while it is made.
  @Test func memoryIsThatOfActivations() throws {
    var report = SharingReport(model: .mlp, batch: 4096, threads: 1)
    try benchmark(batch: 4096).addMemory(to: &report)
    let row = try #require(report.rows.first)
    #expect(row.measured == "routed activations" && row.reference == "hard step's, 4096 samples")
    #expect(row.ratios.count == 3 && row.ratios.allSatisfy { $0 > 0.8 && $0 < 2 })
  }

  @Test(arguments: [3, 1025])
  func aBatchThatCannotBeComparedIsRefused(_ batch: Int) {
    #expect(
      errorText { try benchmark(batch: batch).run() } == "the batch should have 4 to 1024 samples. Found \(batch).")
  }
}

@Suite struct SharingProblemTests {
  private let problem = SharingProblem(model: .mlp, samples: 4)

  @Test func theExpertsAndGatesOfAMixtureAreAllItsLayersButHeads() throws {
    for (scheme, experts) in [("mmoe", 3), ("cgc", 4)] {
      let network = try problem.network(scheme), parts = network.expertsAndGates
      #expect(parts.count == experts + 3)
      let count = parts.reduce(0) { $0 + $1.parameterCount }
      #expect(count == network.parameterCount - 3 * (512 * 10 + 10))
    }
  }

  @Test func networksApartAreThoseOfTheStitches() throws {
    let stitches = 3 * 3 * (512 + 512 + 512)
    #expect(
      try problem.networksApart().parameterCount == problem.network("cross-stitch").parameterCount - stitches)
  }

  @Test func aSampleHasALabelOfOneTaskOrOfEach() {
    for (isOfOneTask, count) in [(true, 1.0), (false, 3.0)] {
      let batch = problem.batch(isOfOneTask: isOfOneTask)
      let labels = batch.targets.values.map { $0.notEqual(-1).to(.float64) }
      #expect(Tensor.stack(labels).sum([0]).array(of: Double.self) == Array(repeating: count, count: 4))
      let classes = batch.targets.values.flatMap { $0.array(of: Int64.self) }
      #expect(classes.allSatisfy { (-1...9).contains($0) })
    }
    let few = SharingProblem(model: .mlp, samples: 2).batch(isOfOneTask: true)
    #expect(few.labelled == ["task0": true, "task1": true, "task2": false])
  }

  @Test(arguments: [false, true])
  func stepsTrain(_ isOfOneTask: Bool) throws {
    let network = try problem.network("hard")
    let before = network.parameters.map { $0.array(of: Float.self) }
    let step = try problem.step(network, isOfOneTask: isOfOneTask)
    for _ in 0..<2 { try step() }
    let after = network.parameters.map { $0.array(of: Float.self) }
    #expect(zip(before, after).allSatisfy { $0 != $1 })
    #expect(after.allSatisfy { $0.allSatisfy(\.isFinite) })
  }

  @Test func layersAloneTrainToo() throws {
    let layers = try problem.network("mmoe").expertsAndGates
    let before = layers[0].parameters[0].array(of: Float.self)
    try problem.step(alone: layers)()
    #expect(layers[0].parameters[0].array(of: Float.self) != before)
  }

  @Test func aWorkerThatIsToldAnotherNetworkSaysWhatItTakes() {
    #expect(
      errorText { try SharingWorker(arguments: ["soft", "mlp", "4", "1"]) }
        == "a worker should be given hard or routing, a model, samples and threads. "
        + #"Found ["soft", "mlp", "4", "1"]."#)
  }
}

/// The steps of `Scripts/sharing_peer.py`, where Python has LibMTL.
@Suite(.enabled(if: BenchmarkPeer.find(check: SharingBenchmark.peerCheck) != nil, "Python has no LibMTL"))
struct LibMTLTests {
  /// The benchmark refuses a peer whose networks have other parameters.
  @Test func itsNetworksAreOurs() throws {
    var benchmark = SharingBenchmark(
      program: packageFolder.appending(path: ".build/debug/equipoise"),
      workerArguments: ["bench", "sharing", "--worker"])
    (benchmark.model, benchmark.batch, benchmark.rounds) = (.mlp, 4, 1)
    benchmark.peer = .find(check: SharingBenchmark.peerCheck)
    let report = try benchmark.run()
    #expect(
      report.rows.suffix(4).map(\.reference)
        == ["LibMTL's HPS", "LibMTL's Cross_stitch", "LibMTL's MMoE", "LibMTL's MTAN"])
    #expect(report.rows.suffix(4).allSatisfy { $0.ratios.count == 1 && $0.ratios[0] > 0 })
    #expect(report.peerVersion?.hasPrefix("1.1.5,") == true)
  }
}

@Suite struct SharingReportTests {
  private func report() -> SharingReport {
    var report = SharingReport(model: .vgg11, batch: 16, threads: 1)
    report.rows = [
      RatioRow(
        "routed step", over: "hard step, as many losses", goal: 1.1, ratios: [1.0, 1.2, 1.1],
        seconds: [0.1, 0.12, 0.11]),
      RatioRow("its parameters", over: "the routed trunk's", goal: 0.35, ratios: [0.36]),
    ]
    report.peerVersion = "1.1.5,2.13.0"
    report.foreignLoad = 0.5
    report.omissions = ["memory: too few"]
    return report
  }

  @Test func theTableSaysWhetherEachGoalIsMet() {
    #expect(
      report().table == """
        measured        divided by                    ms             ratio    goal
        routed step     hard step, as many losses  110.0  1.10 (1.05–1.15)   ≤ 1.1  met
        its parameters  the routed trunk's             –              0.36  ≤ 0.35  missed

        vgg11, 16 samples, three tasks, 1 threads, float32
        LibMTL 1.1.5 with PyTorch 2.13.0 on ResNet-18 at 64×64, three tasks, EW, Adam without options
        other programs used 0.5 processors meanwhile
        memory: too few
        ratios: the median of the rounds with their quartiles
        """)
  }

  @Test func theJSONHasTheRoundsAndTheGoals() throws {
    let json = try #require(try JSONSerialization.jsonObject(with: Data(report().json().utf8)) as? [String: Any])
    let rows = try #require(json["rows"] as? [[String: Any]])
    #expect(rows[0]["ratios"] as? [Double] == [1.0, 1.2, 1.1] && rows[0]["goal"] as? Double == 1.1)
    #expect(rows.map { $0["isMet"] as? Bool } == [true, false])
    #expect(json["peerVersion"] as? String == "1.1.5,2.13.0")
  }
}
