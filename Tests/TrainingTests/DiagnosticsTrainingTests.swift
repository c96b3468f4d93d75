import Backbones
import Balancing
import Datasets
import Foundation
import Sharing
import Tasks
import TestSupport
import Testing
import Torch
import Training

@testable import Components

/// Trainings of three regressions whose gradients are compared or not.
private struct Setting: CustomTestStringConvertible, Sendable {
  var method: String
  var scope: GradientScope?
  var accumulation = 1

  var testDescription: String { "\(method), scope \(scope?.rawValue ?? "none"), \(accumulation) batches an update" }

  static let all = [
    Setting(method: "rlw"), Setting(method: "ew", accumulation: 2), Setting(method: "pcgrad", scope: .shared),
    Setting(method: "cagrad", scope: .shared, accumulation: 2), Setting(method: "mgda", scope: .representation),
    Setting(method: "modo", scope: .shared), Setting(method: "graddrop", scope: .representation),
  ].filter { setting in Catalogue.cards.contains { $0.name == setting.method } }

  static let tasks: [LearningTask] = [.regression("x"), .regression("y"), .regression("z")]

  static func loader() throws -> DataLoader {
    let generator = Generator(seed: 5)
    let x = Tensor.randn([48, 6], generator: generator)
    let target = { x.matmul(Tensor.randn([6, 1], generator: generator)).array(of: Float.self) }
    return try DataLoader(
      InMemoryDataset(
        inputs: Field(x.array(of: Float.self), shape: [6]),
        targets: ["x": Field(target(), shape: [1]), "y": Field(target(), shape: [1]), "z": Field(target(), shape: [1])]),
      batchSize: 12)
  }

  /// With dropout, so that a number drawn from another's generator would show.
  func trainer(comparing: Bool, isPerSample: Bool = false, isOfLastLayer: Bool = false) throws -> (Trainer, Recorder) {
    let generator = Generator(seed: 1)
    let network = HardSharing(
      trunk: MLP(6, hidden: [8, 5], activation: .tanh, dropout: 0.2, generator: generator),
      heads: Self.tasks.map { ($0.name, Linear(5, 1, generator: generator)) })
    let card = try Catalogue.find(method).card
    let weighting = try Catalogue.lossWeighting(
      card.gradients?.losses ?? method, BalancingSetup(Self.tasks, generator: Generator(seed: 2)))
    let gradients = try card.gradients.map { _ in
      try GradientBalancer(
        GradientMethod(method, BalancingSetup(Self.tasks, generator: Generator(seed: 3))),
        tasks: Self.tasks.map(\.name),
        scope: scope)
    }
    var options = TrainingOptions(epochs: 3)
    options.accumulation = accumulation
    let trainer = Trainer(
      network: network, tasks: Self.tasks, weighting: weighting, gradients: gradients,
      optimizer: Adam(ParameterGroup.groups(of: network, weighting, learningRate: 1e-2)), schedule: ConstantRate(),
      options: options, generators: ["network": generator])
    if comparing {
      trainer.probe = GradientProbe(
        DiagnosticsSettings(every: 2, samples: 3, isPerSample: isPerSample, isOfLastLayer: isOfLastLayer),
        tasks: Self.tasks.map(\.name), generator: Generator(seed: 6))
    }
    let recorder = Recorder()
    trainer.observers = [recorder]
    return (trainer, recorder)
  }
}

private final class Recorder: TrainingObserver, @unchecked Sendable {
  var reports: [EpochReport] = []
  var steps = 0
  func stepEnded(_ step: Int, epoch: Int) { steps = step }
  func epochEnded(_ report: EpochReport) { reports.append(report) }
}

@Suite struct DiagnosticsTrainingTests {
  private static func weights(_ trainer: Trainer) -> [Float] {
    trainer.network.parameters.flatMap { $0.array(of: Float.self) }
  }

  @Test(arguments: Setting.all)
  private func comparingGradientsChangesNoBit(_ setting: Setting) throws {
    let (plain, silent) = try setting.trainer(comparing: false)
    _ = try plain.fit(Setting.loader())
    let (compared, recorder) = try setting.trainer(comparing: true)
    _ = try compared.fit(Setting.loader())
    #expect(Self.weights(compared) == Self.weights(plain))
    #expect(silent.reports.allSatisfy { $0.diagnostics == nil })
    // Four batches an epoch, and every second update is measured.
    let expected = setting.accumulation == 1 ? [2, 2, 2] : [1, 1, 1]
    #expect(recorder.reports.map { $0.diagnostics?.steps } == expected)
    for report in recorder.reports {
      let epoch = try #require(report.diagnostics)
      #expect(epoch.pairs.map(\.tasks) == [["x", "y"], ["x", "z"], ["y", "z"]])
      #expect(epoch.norms.values.allSatisfy { $0.mean > 0 })
      #expect(epoch.samples.values.reduce(0) { $0 + $1.cosine.count } == 3 * epoch.steps)
    }
  }

  /// The network has dropout, and its samples' own passes draw no number from it.
  @Test(arguments: Setting.all)
  private func measuringEachTaskOnEachSampleChangesNoBit(_ setting: Setting) throws {
    let (plain, _) = try setting.trainer(comparing: false)
    _ = try plain.fit(Setting.loader())
    let (compared, recorder) = try setting.trainer(comparing: true, isPerSample: true)
    _ = try compared.fit(Setting.loader())
    #expect(Self.weights(compared) == Self.weights(plain))
    for report in recorder.reports {
      let epoch = try #require(report.diagnostics)
      #expect(epoch.tasksOfSamples?.cosine.count == 3 * 3 * epoch.steps)
      #expect(epoch.passes == .init(forward: 3 * epoch.steps, backward: 9 * epoch.steps))
    }
  }

  /// The last layer has a part of the shared parameters, so its gradients are shorter and their cosines others.
  @Test func theLastSharedLayerCanBeComparedAlone() throws {
    let (whole, of) = try Setting.all[0].trainer(comparing: true)
    _ = try whole.fit(Setting.loader())
    let (last, ofLast) = try Setting.all[0].trainer(comparing: true, isOfLastLayer: true)
    _ = try last.fit(Setting.loader())
    #expect(Self.weights(last) == Self.weights(whole))
    let (all, part) = (try #require(of.reports[0].diagnostics), try #require(ofLast.reports[0].diagnostics))
    for (task, norm) in all.norms {
      let own = try #require(part.norms[task])
      #expect(own.mean > 0 && own.mean < norm.mean)
    }
    #expect(part.tasks?.cosine.mean != all.tasks?.cosine.mean)
  }

  @Test(arguments: Setting.all)
  private func aResumedTrainingEndsInTheSameFigures(_ setting: Setting) throws {
    let scratch = TemporaryFolder(), folder = scratch.url
    let (whole, figures) = try setting.trainer(comparing: true)
    _ = try whole.fit(Setting.loader())
    let store = CheckpointStore(folder: folder)
    let (part, stopped) = try setting.trainer(comparing: true)
    // In the middle of the second epoch, after its first measured update.
    let stop = setting.accumulation == 1 ? 5 : 3
    part.shouldStop = { stopped.steps == stop }
    #expect(throws: TrainingError.self) { try part.fit(Setting.loader(), checkpoints: store) }
    let (last, rest) = try setting.trainer(comparing: true)
    _ = try last.fit(Setting.loader(), checkpoints: store)
    #expect(Self.weights(last) == Self.weights(whole))
    #expect(rest.reports.map(\.diagnostics) == Array(figures.reports.map(\.diagnostics).dropFirst()))
  }
}
