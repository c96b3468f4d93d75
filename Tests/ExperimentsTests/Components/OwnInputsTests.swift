import Backbones
import Components
import Configuration
import Datasets
import Runs
import Sharing
import Statistics
import Tasks
import TestSupport
import Testing
import Torch
import Training

@testable import Experiments

/// Samples of two tensors: a curve of eight numbers and three traits. One task depends on both, the other on the curve.
private struct Signals: DataKind {
  static let card = DataCard(
    About(
      "signals", "curves and traits",
      settings: [Setting("count", .wholeNumber(.positive), default: 48, "samples of each split")]),
    usualTrunk: "mlp", Self.self)

  let count: Int

  init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws { count = try section.int("count") }

  let taskNames = ["both", "curve"]

  struct Samples: Dataset {
    let curves, traits: [[Float]]

    init(_ count: Int, seed: UInt64) {
      var random = SplitMix64(seed: seed)
      func rows(_ width: Int) -> [[Float]] { (0..<count).map { _ in (0..<width).map { _ in random.uniform() } } }
      curves = rows(8)
      traits = rows(3)
    }

    var count: Int { curves.count }

    func batch(_ indices: [Int]) throws -> Batch {
      func tensor(_ rows: [[Float]]) -> Tensor {
        Tensor(indices.flatMap { rows[$0] }, shape: [indices.count, rows[0].count])
      }
      let (curve, traits) = (tensor(curves), tensor(traits))
      return Batch(
        inputs: Inputs([("curve", curve), ("traits", traits)]),
        targets: [
          "both": curve.mean([1], keepDim: true) * 3 - traits.sum([1], keepDim: true),
          "curve": curve.sum([1], keepDim: true),
        ], labelled: ["both": true, "curve": true], count: indices.count)
    }
  }

  func source(_ reading: DataReading) throws -> DataSource {
    DataSource(
      name: "signals", train: Samples(count, seed: 1), validation: Samples(count, seed: 2),
      test: Samples(count, seed: 3), tasks: [.regression("both"), .regression("curve")],
      input: .several([.init("curve", .vector(8)), .init("traits", .vector(3))]), fingerprint: "signals \(count)")
  }
}

/// A layer for each tensor of the inputs, whose outputs are joined.
private final class Views: Module, MultiTaskNetwork {
  static let card = SharingCard(
    About(
      "views", "a layer for each tensor of the inputs",
      settings: [Setting("width", .wholeNumber(.between(1, 1000)), default: 8, "outputs of each layer")]),
    needs: .anyTrunk, words: "a layer for each tensor"
  ) { setup in
    guard case .several(let parts) = setup.input else {
      throw ShapeError("views", "needs samples of several tensors. Found \(setup.input.sizes).")
    }
    let width = setup.settings.wholeNumber("width")
    let layers = parts.map { (task: $0.name, head: Linear($0.input.shape[0], width, generator: setup.generator)) }
    return Views(layers, heads: try setup.heads(on: .vector(width * parts.count)))
  }

  let views: ModuleDictionary
  let heads: ModuleDictionary
  private let layers: [(task: String, head: Linear)]
  private let ordered: [(task: String, head: any UnaryLayer)]

  init(_ layers: [(task: String, head: Linear)], heads: [(task: String, head: any UnaryLayer)]) {
    self.layers = layers
    ordered = heads
    views = ModuleDictionary(layers.map { ($0.task, $0.head) })
    self.heads = ModuleDictionary(heads.map { ($0.task, $0.head) })
  }

  var tasks: [String] { ordered.map(\.task) }

  func callAsFunction(_ x: Tensor) -> TaskTensors { outputs(Inputs(x), tasks: tasks) }

  func outputs(_ inputs: Inputs, tasks: [String]) -> TaskTensors {
    let views = layers.map { view in inputs[view.task].map { view.head($0).relu() } ?? .failed }
    let joined = Tensor.cat(views, 1)
    return TaskTensors(
      uniqueKeysWithValues: ordered.filter { tasks.contains($0.task) }.map { ($0.task, $0.head(joined)) })
  }

  var groups: [SharingGroup] {
    [SharingGroup(tasks, .balanced, parameters(below: "views"))] + ownGroups(below: "heads")
  }
  var lastSharedParameters: [(name: String, tensor: Tensor)] { sharedParameters }
}

/// Inputs of several named tensors, from data to figures.
@Suite struct OwnInputsTests {
  private let scratch = TemporaryFolder()

  private func experiment(_ more: String, sharing: String = "views") throws -> ExperimentConfiguration {
    var catalogue = ExperimentCatalogue.toolkit
    catalogue.data.add(Signals.card)
    catalogue.sharing.add(Views.card)
    let yaml = """
      data: {kind: signals}
      network: {sharing: \(sharing)}
      output: {folder: \(scratch.url.path)/runs}
      \(more)
      """
    return try ExperimentConfiguration(reading: ConfigurationDocument(yaml: yaml), catalogue: catalogue)
  }

  @Test(arguments: ["ew", "pcgrad"]) func aNetworkLearnsFromBothTensors(_ method: String) throws {
    let experiment = try experiment(
      """
      balancing: \(method)
      training: {epochs: 30, batch: 8, learning-rate: 0.02, accumulate: 2, threads: 1}
      """)
    let run = try SingleRun(experiment).runner(resuming: false, restarting: false)
    let result = try run.run()
    #expect(result.failure == nil && result.losses["test"]?.keys.sorted() == ["both", "curve"])
    let records = try run.folder.records()
    for task in ["both", "curve"] {
      #expect(records.last!.losses["train"]![task]! < 0.3 * records[0].losses["train"]![task]!, "\(task)")
    }
    // The first task's answer depends on the second tensor.
    let kept = try ExperimentParts(experiment).network
    let model = try #require(try run.folder.checkpoints.load("best")).model
    try kept.load(Dictionary(uniqueKeysWithValues: model.map { ($0.name, $0.tensor) }))
    let batch = try Signals.Samples(16, seed: 4).batch(Array(0..<16))
    let traits = try #require(batch.inputs["traits"])
    let flat = Inputs([("curve", batch.inputs["curve"]!), ("traits", traits.zerosLike())])
    func outputs(_ inputs: Inputs) -> Tensor { withoutGradients { kept.outputs(inputs, tasks: kept.tasks)["both"]! } }
    #expect((outputs(batch.inputs) - outputs(flat)).abs().max().item() > 0.5)
  }

  @Test func aRunThatIsStoppedAnywhereEndsWithTheSameBits() throws {
    let experiment = try experiment("training: {epochs: 2, batch: 16, threads: 1, checkpoint-every: 1}")
    #expect(try TrainingOutcome(stopping: experiment) == TrainingOutcome(training: experiment))
  }

  @Test func dataOfSeveralTensorsIsCheckedAndDescribed() throws {
    let experiment = try experiment("")
    #expect(try DataCheck(of: experiment).isWhole)
    #expect(
      try DataDescription(of: experiment).text.hasPrefix("signals: 48 training, 48 validation, 48 test samples\n"))
    #expect(try experiment.dataSource().summary.hasSuffix("test samples of curve [8] and traits [3]"))
  }

  @Test func aTrunkThatReadsOneTensorIsRefused() {
    let text = errorText { _ = try ExperimentParts(experiment("", sharing: "hard")) }
    #expect(text == "`network.trunk: mlp` needs vectors. Found samples of curve [8] and traits [3].")
  }
}
