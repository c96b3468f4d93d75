import Backbones
import Components
import Configuration
import Sharing
import TestSupport
import Testing
import Torch

@testable import Experiments

/// A linear layer and a factor, both trained.
private final class Scaled: Module, UnaryLayer, BatchBound {
  static let leastBatch = 4
  static let reason = "scaled heads, which are an example"
  static let card = HeadCard(
    About(
      "scaled", title: "Scaled", "one layer times a factor, on a vector",
      settings: [Setting("factor", .number(.positive), default: 1, "the factor at the start")]), reading: .vector
  ) { setup in
    guard case .vector(let size) = setup.features else { preconditionFailure("The card reads vectors alone.") }
    return Scaled(
      size, outputs: setup.outputs, factor: setup.settings.number("factor"), generator: setup.generator)
  }

  let linear: Linear
  @Parameter var factor: Tensor

  init(_ size: Int, outputs: Int, factor: Double, generator: Generator) {
    linear = Linear(size, outputs, generator: generator)
    self.factor = Tensor.full([1], factor)
  }

  func callAsFunction(_ x: Tensor) -> Tensor { linear(x) * factor }
}

/// A head that a program adds to the toolkit's.
@Suite struct OwnHeadTests {
  let scratch = TemporaryFolder()

  private func experiment(_ heads: String, batch: Int = 8) throws -> ExperimentConfiguration {
    var table = SmallTable()
    table.catalogue.heads.add(Scaled.card)
    return try table.experiment(
      "network: {trunk: mlp, hidden: [4], heads: \(heads)}\ntraining: {epochs: 2, batch: \(batch)}", in: scratch)
  }

  @Test func itIsConfiguredAndTrained() throws {
    let experiment = try experiment("{kind: scaled, factor: 3}")
    let run = try SingleRun(experiment).runner(resuming: false, restarting: false)
    #expect(try run.run().failure == nil)
    let trained = try #require(try run.folder.checkpoints.load("best")).model
    let factor = try #require(trained.first { $0.name == "heads.sum.factor" }).tensor
    #expect(factor.shape == [1] && factor.item() != 3 && abs(factor.item() - 3) < 0.5)
  }

  @Test func itIsListedWithItsSettings() throws {
    var catalogue = ExperimentCatalogue.toolkit
    catalogue.heads.add(Scaled.card)
    let entry = try #require(Listing("heads")).entries(in: catalogue).last
    #expect(entry?.name == "scaled" && entry?.details == ["reads": "vector, sequence", "settings": "factor"])
  }

  @Test(arguments: [
    ("{kind: scaled, factor: 0}", "`network.heads.factor` should be positive. Found 0."),
    ("{kind: scaled, width: 4}", "`width` is not a key of `network.heads` where `kind` is `scaled`."),
    ("scald", "Did you mean `scaled`?"),
  ])
  func whatIsWrongIsNamed(_ heads: String, _ message: String) {
    let text = errorText { _ = try experiment(heads) }
    #expect(text.contains(message), "\(text)")
  }

  @Test func aBatchThatIsTooSmallForItIsRefused() throws {
    let experiment = try experiment("scaled", batch: 3)
    let text = errorText { _ = try ExperimentParts(experiment) }
    #expect(text == "`training.batch` should be at least 4 for scaled heads, which are an example. Found 3.")
  }

  @Test func aMapIsRefusedWithBothNamed() throws {
    let scaled = try Heads.all.adding(Scaled.card).choose("scaled")
    let text = errorText {
      _ = try scaled.head(on: .map(channels: 4, stride: 2), outputs: 1, generator: Generator(seed: 0))
    }
    #expect(text == "a scaled head should be put on a vector. Found a map of 4 channels at stride 2.")
  }
}
