import Backbones
import Components
import Configuration
import Foundation
import Runs
import Sharing
import TestSupport
import Testing
import Tasks
import Torch
import Training

@testable import Experiments

/// A trunk whose features each task reads through gates of its own. The gates' temperature falls with the epochs, and
/// the weight of a penalty on their mean rises.
private final class Gating: Module, MultiTaskNetwork, Penalised, EpochAware {
  static let card = SharingCard(
    About(
      "gating", title: "Gating", "a trunk whose features each task reads through gates",
      settings: [
        Setting("sparsity", .number(.nonNegative), default: 0.1, "weight of the gates' mean in the last epoch"),
        Setting("coldest", .number(.positive), default: 0.25, "temperature of the last epoch"),
        Setting("breaks", .truth, default: false, "whether the penalty is no number after the first epoch"),
      ]),
    needs: .anyTrunk, words: "gates for each task"
  ) { setup in
    let trunk = try setup.trunk()
    return Gating(
      trunk, heads: try setup.heads(on: trunk.features), sparsity: setup.settings.number("sparsity"),
      coldest: setup.settings.number("coldest"), breaks: setup.settings.truth("breaks"), generator: setup.generator)
  }

  let trunk: any Trunk
  let heads: ModuleDictionary
  @Parameter var logits: Tensor
  /// An evaluation depends on it, so it is a part of the weights.
  @Buffer var temperature: Tensor
  private let ordered: [(task: String, head: any UnaryLayer)]
  private let sparsity, coldest: Double
  private let breaks: Bool
  /// Only training depends on it.
  private var weight = 0.0
  private var factor = 1.0
  private var gates = Tensor.zeros([1])

  init(
    _ trunk: any Trunk, heads: [(task: String, head: any UnaryLayer)], sparsity: Double, coldest: Double,
    breaks: Bool, generator: Generator
  ) {
    guard case .vector(let size) = trunk.features else { preconditionFailure("The tests have vectors alone.") }
    self.trunk = trunk
    self.heads = ModuleDictionary(heads.map { ($0.task, $0.head) })
    ordered = heads
    self.sparsity = sparsity
    self.coldest = coldest
    self.breaks = breaks
    logits = Tensor.randn([heads.count, size], generator: generator)
    temperature = Tensor.ones([])
  }

  var tasks: [String] { ordered.map(\.task) }

  func callAsFunction(_ x: Tensor) -> TaskTensors {
    let features = trunk(x)
    gates = (logits / temperature).sigmoid()
    return TaskTensors(
      uniqueKeysWithValues: ordered.enumerated().map { ($1.task, $1.head(features * gates[$0])) })
  }

  var penalties: [Penalty] { [Penalty("sparsity", gates.mean() * factor, weight: weight)] }

  func epochBegins(_ epoch: Int, of epochs: Int) {
    let progress = Double(epoch + 1) / Double(epochs)
    _ = withoutGradients { temperature.fillInPlace(1 + (coldest - 1) * progress) }
    weight = sparsity * progress
    if breaks, epoch > 0 { factor = .nan }
  }

  var groups: [SharingGroup] {
    [
      SharingGroup(tasks, .balanced, parameters(below: "trunk")),
      SharingGroup(tasks, .joint, parameters(below: "logits")),
    ] + ownGroups(below: "heads")
  }
  var lastSharedParameters: [(name: String, tensor: Tensor)] { sharedParameters(of: trunk.lastLayer) }
}

/// A sharing scheme with a penalty of its own that is told of the epochs.
@Suite struct OwnPenaltiesTests {
  private let scratch = TemporaryFolder()

  private func experiment(_ method: String, _ scheme: String = "gating") throws -> ExperimentConfiguration {
    var table = SmallTable()
    table.catalogue.sharing.add(Gating.card)
    return try table.experiment(
      """
      network: {trunk: mlp, hidden: [4], sharing: \(scheme)}
      balancing: \(method)
      training: {epochs: 3, batch: 8, threads: 1, checkpoint-every: 2, learning-rate: 0.05}
      """, in: scratch)
  }

  @Test(arguments: ["ew", "{method: uw-so, temperature: 2}", "pcgrad"])
  func aRunThatIsStoppedAnywhereEndsWithTheSameBits(_ method: String) throws {
    let experiment = try experiment(method)
    let whole = try TrainingOutcome(training: experiment)
    #expect(whole.weights["last temperature"] == [0.25])
    #expect(try TrainingOutcome(stopping: experiment) == whole)
  }

  @Test func itsValueIsRecordedAndShown() throws {
    let run = try SingleRun(try experiment("ew", "{kind: gating, sparsity: 20}")).runner(
      resuming: false, restarting: false)
    try run.run()
    let values = try run.folder.records().map { try #require($0.penalties) }
    #expect(values.allSatisfy { Array($0.keys) == ["sparsity"] })
    #expect(values[2]["sparsity"]! < values[0]["sparsity"]!)
    let page = RunPage(run.folder)
    #expect(page.text.contains("penalty.sparsity"))

    let plain = try SingleRun(try experiment("ew", "hard")).runner(resuming: false, restarting: false)
    try plain.run()
    let text = try String(contentsOf: plain.folder.metricsFile, encoding: .utf8)
    #expect(!text.contains("penalt"))
  }

  @Test func aPenaltyThatIsNotFiniteFailsTheRun() throws {
    let run = try SingleRun(try experiment("ew", "{kind: gating, breaks: true}")).runner(
      resuming: false, restarting: false)
    let updates = try ExperimentParts(run.configuration).trainLoader.batchesPerEpoch
    let message = "the penalty `sparsity` should be finite. Found nan at step \(updates + 1)."
    #expect(errorText { try run.run() }.contains(message))
    #expect(try run.folder.result().failure?.contains(message) == true)
  }
}
