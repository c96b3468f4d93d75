import Balancing
import Testing
import Torch
import Training

/// Two losses of one shared matrix, with a head each.
private struct Net {
  let trunk: Tensor
  let heads: [Tensor]
  let inputs: Tensor

  init(tasks: Int = 2, samples: Int = 6) {
    let generator = Generator(seed: 3)
    trunk = Tensor.randn([4, 5], generator: generator).requiringGrad()
    heads = (0..<tasks).map { _ in Tensor.randn([5, 1], generator: generator).requiringGrad() }
    inputs = Tensor.randn([samples, 4], generator: generator)
  }

  func outputs() -> [Tensor] {
    let features = inputs.matmul(trunk).tanh()
    return heads.map { features.matmul($0) }
  }

  func losses(_ outputs: [Tensor]) -> Tensor { Tensor.stack(outputs.map { ($0 - 1).square().mean() }) }
}

@Suite struct GradientProbeTests {
  private func probe(_ settings: DiagnosticsSettings, tasks: Int = 2, seed: UInt64 = 8) -> GradientProbe {
    GradientProbe(settings, tasks: (0..<tasks).map { "t\($0)" }, generator: Generator(seed: seed))
  }

  private func measure(_ probe: GradientProbe, _ net: Net, present: [Bool]? = nil) {
    let outputs = net.outputs()
    probe.measure(
      net.losses(outputs).unbind(), update: 0, present: present, shared: [net.trunk], samples: net.inputs.size(0)
    ) {
      (outputs[$0][$1..<$1 + 1] - 1).square().mean()
    }
  }

  @Test func rowsAreTheGradientsOfTheLosses() {
    let net = Net()
    let losses = net.losses(net.outputs())
    let unused = Tensor.ones([3]).requiringGrad()
    let rows = GradientProbe.taskGradients(losses.unbind(), shared: [net.trunk, unused])
    #expect(rows.shape == [2, 23])
    #expect(rows[.all, 20...].abs().sum().item() == 0)
    for index in 0..<2 {
      net.trunk.grad = nil
      losses[index].backward(retainGraph: true)
      #expect(net.trunk.grad!.flatten().array(of: Float.self) == rows[index, 0..<20].array(of: Float.self))
    }
  }

  @Test func measuringLeavesTheStepAsItIs() throws {
    let (plain, measured) = (Net(), Net())
    plain.losses(plain.outputs()).sum().backward()
    let outputs = measured.outputs()
    let losses = measured.losses(outputs)
    let probe = probe(DiagnosticsSettings(every: 1, samples: 3))
    probe.measure(losses.unbind(), update: 0, shared: [measured.trunk], samples: 6) {
      (outputs[$0][$1..<$1 + 1] - 1).square().mean()
    }
    #expect(measured.trunk.grad == nil && measured.heads[0].grad == nil)
    losses.sum().backward()
    #expect(measured.trunk.grad!.array(of: Float.self) == plain.trunk.grad!.array(of: Float.self))
    let epoch = try #require(probe.finishEpoch())
    #expect(epoch.steps == 1 && epoch.pairs.count == 1)
    #expect(epoch.samples.values.map(\.cosine.count) == [3])
    #expect(probe.finishEpoch() == nil)
  }

  @Test func theGradientsOfAllSamplesMeanThatOfTheBatch() {
    let net = Net()
    let outputs = net.outputs()
    let whole = GradientProbe.taskGradients([net.losses(outputs)[0]], shared: [net.trunk])
    let parts = GradientProbe.taskGradients(
      (0..<6).map { (outputs[0][$0..<$0 + 1] - 1).square().mean() }, shared: [net.trunk])
    #expect((parts.mean([0]) - whole[0]).abs().max().item() < 1e-6)
  }

  /// Of 6 samples and 3 tasks each pair is of one sample, of one task, or of neither.
  @Test func everyTaskIsMeasuredOnEverySample() throws {
    let net = Net(tasks: 3)
    let probe = probe(DiagnosticsSettings(every: 1, samples: 6, isPerSample: true), tasks: 3)
    let outputs = net.outputs()
    func losses(_ sample: Int) -> [Tensor] { outputs.map { ($0[sample..<sample + 1] - 1).square().mean() } }
    probe.measure(
      net.losses(outputs).unbind(), update: 0, shared: [net.trunk], samples: 6, sampleLoss: { losses($1)[$0] },
      passOfSample: losses)
    let state = probe.state
    let epoch = try #require(probe.finishEpoch())
    #expect(epoch.tasks?.cosine.count == 3)
    #expect(epoch.tasksOfSamples?.cosine.count == 6 * 3)
    #expect(
      epoch.allSamples?.cosine.count == 3 * 15
        && epoch.samples.mapValues(\.cosine.count) == ["t0": 15, "t1": 15, "t2": 15])
    #expect(epoch.across?.cosine.count == 18 * 17 / 2 - 18 - 45)
    #expect(epoch.passes == .init(forward: 6, backward: 18))
    // Of all samples the mean gradients are those of the batch.
    let whole = GradientDiagnostics(
      GradientProbe.taskGradients(net.losses(net.outputs()).unbind(), shared: [net.trunk]))
    #expect(abs(whole.pairs.map(\.cosine).reduce(0, +) / 3 - epoch.tasks!.cosine.mean) < 1e-6)
    #expect(abs(whole.norms[0]! - epoch.norms["t0"]!.mean) < 1e-6)
    // The mean over the samples of one pair of tasks, worked out one by one.
    let cosines = (0..<6).map { sample in
      GradientDiagnostics(GradientProbe.taskGradients(losses(sample), shared: [net.trunk])).pairs.map(\.cosine)
    }
    #expect(abs(cosines.joined().reduce(0, +) / 18 - epoch.tasksOfSamples!.cosine.mean) < 1e-12)
    let resumed = self.probe(probe.settings, tasks: 3, seed: 1)
    try resumed.load(state: state)
    #expect(resumed.finishEpoch() == epoch)
  }

  /// A task without a label of some samples has the mean gradient of the others, and without any label none.
  @Test func samplesWithoutALabelAreLeftOutOfTheMean() throws {
    let net = Net(tasks: 3)
    let probe = probe(DiagnosticsSettings(every: 1, samples: 4, isPerSample: true), tasks: 3)
    let outputs = net.outputs()
    // The second task has labels of the first two samples alone, the third of none.
    func losses(_ sample: Int) -> [Tensor] {
      let counts: [Double] = [1, sample < 2 ? 1 : 0, 0]
      return zip(outputs, counts).map { (($0[sample..<sample + 1] - 1).square() * $1).mean() }
    }
    probe.measure(
      net.losses(outputs).unbind(), update: 0, shared: [net.trunk], samples: 4, sampleLoss: { losses($1)[$0] },
      passOfSample: losses)
    let epoch = try #require(probe.finishEpoch())
    let rows = GradientProbe.taskGradients([losses(0)[1], losses(1)[1]], shared: [net.trunk])
    #expect(abs(rows.mean([0]).square().sum().item().squareRoot() - epoch.norms["t1"]!.mean) < 1e-6)
    #expect(epoch.norms["t2"] == nil && epoch.pairs.map(\.tasks) == [["t0", "t1"]])
  }

  @Test func absentTasksAreGaps() throws {
    let probe = probe(DiagnosticsSettings(every: 1, samples: 0), tasks: 3)
    measure(probe, Net(tasks: 3), present: [true, false, true])
    let epoch = try #require(probe.finishEpoch())
    #expect(epoch.norms.keys.sorted() == ["t0", "t2"])
    #expect(epoch.pairs.map(\.tasks) == [["t0", "t2"]] && epoch.samples.isEmpty)
    measure(probe, Net(tasks: 3), present: [false, false, false])
    #expect(probe.finishEpoch() == nil)
  }

  @Test func ofManyTasksEightAreDrawn() throws {
    let probe = probe(DiagnosticsSettings(every: 1, samples: 0), tasks: 20)
    let net = Net(tasks: 20)
    measure(probe, net)
    let one = try #require(probe.finishEpoch())
    #expect(one.pairs.count == 28 && one.norms.count == 8)
    measure(probe, net)
    #expect(probe.finishEpoch()?.norms.keys.sorted() != one.norms.keys.sorted())
  }

  @Test func aResumedProbeEndsInTheSameFigures() throws {
    let net = Net(tasks: 12)
    let settings = DiagnosticsSettings(every: 1, samples: 2)
    let whole = probe(settings, tasks: 12)
    let resumed = probe(settings, tasks: 12, seed: 99)
    for _ in 0..<3 { measure(whole, net) }
    try resumed.load(state: whole.state)
    for _ in 0..<3 {
      measure(whole, net)
      measure(resumed, net)
    }
    #expect(whole.finishEpoch() == resumed.finishEpoch())
    #expect(throws: (any Error).self) { try resumed.load(state: [:]) }
  }

  @Test func theFirstUpdateIsMeasuredAndThenEveryFew() {
    let probe = probe(DiagnosticsSettings(every: 3, samples: 0))
    #expect((0..<8).filter { probe.isDue(update: $0) } == [0, 3, 6])
    // Of the batches that are accumulated to one update, the first.
    measure(probe, Net())
    #expect(!probe.isDue(update: 0) && probe.isDue(update: 3))
  }
}
