import Backbones
import Components
import Configuration
import Sharing
import TestSupport
import Testing
import Tasks
import Torch

@testable import Experiments

/// Two trunks: each task reads a mean of both, in shares of its own.
private final class Mixing: Module, MultiTaskNetwork {
  static let card = SharingCard(
    About(
      "mixing", title: "Mixing", "two trunks, of which each task reads a mean with shares of its own",
      settings: [Setting("first", .number(.fraction), default: 0.5, "the first trunk's share at the start")]),
    needs: .stages, words: "two mixed trunks"
  ) { setup in
    let trunks = try (0..<2).map { _ in try setup.trunk() }
    return Mixing(trunks, heads: try setup.heads(on: trunks[0].features), first: setup.settings.number("first"))
  }

  let trunks: [any Trunk]
  let heads: ModuleDictionary
  @Parameter var shares: Tensor
  private let ordered: [(task: String, head: any UnaryLayer)]

  init(_ trunks: [any Trunk], heads: [(task: String, head: any UnaryLayer)], first: Double) {
    self.trunks = trunks
    self.heads = ModuleDictionary(heads.map { ($0.task, $0.head) })
    ordered = heads
    shares = Tensor.full([heads.count, 1], first)
  }

  var tasks: [String] { ordered.map(\.task) }

  func callAsFunction(_ x: Tensor) -> TaskTensors {
    let (a, b) = (trunks[0](x), trunks[1](x))
    let outputs = ordered.enumerated().map { place, way in
      (way.task, way.head(b + (a - b) * shares[place]))
    }
    return TaskTensors(uniqueKeysWithValues: outputs)
  }

  var groups: [SharingGroup] {
    [
      SharingGroup(tasks, .balanced, parameters(below: "trunks")),
      SharingGroup(tasks, .joint, parameters(below: "shares")),
    ] + ownGroups(below: "heads")
  }
  var lastSharedParameters: [(name: String, tensor: Tensor)] { parameters(below: "trunks.1") }
}

/// A trunk without stages.
private final class Sum: Module, Trunk {
  static let card = TrunkCard(About("sum", "the sum of a vector's numbers"), takes: .vector) { _ in Sum() }

  let features = Features.vector(1)

  func callAsFunction(_ x: Tensor) -> Tensor { x.sum([1], keepDim: true) }
}

/// A sharing scheme that a program adds to the toolkit's.
@Suite struct OwnSharingTests {
  let scratch = TemporaryFolder()

  private func experiment(_ network: String, _ more: String = "") throws -> ExperimentConfiguration {
    var table = SmallTable()
    table.catalogue.sharing.add(Mixing.card)
    table.catalogue.trunks.add(Sum.card)
    return try table.experiment("network: \(network)\n\(more)", in: scratch)
  }

  @Test func itIsConfiguredTrainedAndNamed() throws {
    let experiment = try experiment(
      "{trunk: mlp, hidden: [4], sharing: {kind: mixing, first: 0.25}}", "training: {epochs: 2, batch: 8}")
    #expect(experiment.network.summary == "mlp 4, two mixed trunks, one head a task")

    let start = try #require(try ExperimentParts(experiment).network as? Mixing)
    let weights = start.trunks.map { $0.parameters[0] }
    #expect((weights[0] - weights[1]).abs().max().item() > 0, "each trunk has start values of its own")

    let run = try SingleRun(experiment).runner(resuming: false, restarting: false)
    #expect(try run.run().failure == nil)
    let trained = try #require(try run.folder.checkpoints.load("best")).model
    let shares = try #require(trained.first { $0.name == "shares" }).tensor
    #expect((shares - 0.25).abs().min().item() > 0)
  }

  @Test func itIsListedWithWhatItNeeds() throws {
    var catalogue = ExperimentCatalogue.toolkit
    catalogue.sharing.add(Mixing.card)
    let entry = try #require(Listing("sharing")).entries(in: catalogue).last
    #expect(entry?.name == "mixing" && entry?.details == ["trunks": "a trunk in stages", "settings": "first"])
  }

  @Test func aSingleTaskHasTrunkAndHead() throws {
    let experiment = try experiment("{trunk: mlp, hidden: [4], sharing: mixing}", "only: [sum]")
    #expect(try ExperimentParts(experiment).network is HardSharing)
  }

  @Test(arguments: [
    (
      "{trunk: sum, sharing: mixing}",
      "for the trunk sum. Found mixing, which needs a trunk in stages."
    ),
    (
      "{trunk: mlp, sharing: mtan}",
      "subspace or mixing for the trunk mlp. Found mtan, which needs segnet or a resnet."
    ),
    ("{trunk: mlp, sharing: {kind: mixing, first: 2}}", "`network.sharing.first` should be between 0 and 1. Found 2."),
    (
      "{trunk: mlp, sharing: {kind: mixing, share: 1}}",
      "`share` is not a key of `network.sharing` where `kind` is `mixing`."
    ),
  ])
  func whatIsWrongIsNamed(_ network: String, _ message: String) {
    let text = errorText { _ = try experiment(network) }
    #expect(text.contains(message), "\(text)")
  }
}
