import Backbones
import Components
import Configuration
import TestSupport
import Testing
import Torch

@testable import Experiments

/// Two layers, each a stage of its own.
private final class Tower: Module, StagedTrunk {
  static let card = TrunkCard(
    About(
      "tower", title: "Tower", "two layers that become narrower, for vectors",
      settings: [Setting("width", .wholeNumber(.between(2, 1_000)), default: 16, "outputs of the first layer")],
      check: { settings throws(SettingError) in
        let width = settings.wholeNumber("width")
        guard width % 2 == 0 else { throw SettingError("width", "should be even. Found \(width).") }
      }),
    takes: .vector, size: { "of \($0.wholeNumber("width"))" },
    // Heads start at zero.
    start: { head, _, _ in withoutGradients { for tensor in head.parameters { _ = tensor.fillInPlace(0) } } }
  ) { setup in
    Tower(setup.input.shape[0], width: setup.settings.wholeNumber("width"), generator: setup.generator)
  }

  let features: Features
  let first: Linear, second: Linear

  init(_ inputs: Int, width: Int, generator: Generator) {
    features = .vector(width / 2)
    first = Linear(inputs, width, generator: generator)
    second = Linear(width, width / 2, generator: generator)
  }

  var stages: [Stage] {
    [
      Stage("first", [first], .vector(first.weight.size(0))) { [self] in first($0).relu() },
      Stage("second", [second], features) { [self] in second($0).relu() },
    ]
  }
}

/// A trunk that a program adds to the toolkit's.
@Suite struct OwnTrunkTests {
  let scratch = TemporaryFolder()

  private func experiment(_ network: String, _ more: String = "") throws -> ExperimentConfiguration {
    var table = SmallTable()
    table.catalogue.trunks.add(Tower.card)
    return try table.experiment("network: \(network)\n\(more)", in: scratch)
  }

  @Test func itIsConfiguredTrainedAndNamed() throws {
    let experiment = try experiment("{trunk: tower, width: 8}", "balancing: pcgrad\ntraining: {epochs: 2, batch: 8}")
    #expect(experiment.network.summary == "tower of 8, hard parameter sharing, one head a task")

    let start = try ExperimentParts(experiment).network
    #expect(start.namedParameters().first { $0.name == "trunk.first.weight" }?.tensor.shape == [8, 2])
    #expect(start.parameters(of: "sum").allSatisfy { $0.tensor.abs().max().item() == 0 })

    let run = try SingleRun(experiment).runner(resuming: false, restarting: false)
    #expect(try run.run().failure == nil)
    #expect(try run.folder.records().count == 2)
  }

  @Test func itIsListedWithItsInputAndSettings() throws {
    var catalogue = ExperimentCatalogue.toolkit
    catalogue.trunks.add(Tower.card)
    let entry = try #require(Listing("trunks")).entries(in: catalogue).last
    #expect(entry?.name == "tower" && entry?.details == ["input": "vector", "settings": "width"])
  }

  @Test(arguments: [
    ("{trunk: tower, width: 7}", "`network.width` should be even. Found 7."),
    ("{trunk: tower, width: 1}", "`network.width` should be at least 2. Found 1."),
    ("{trunk: towr}", "Did you mean `tower`?"),
    ("{trunk: tower, hidden: [4]}", "`hidden` is not a key of `network` where `trunk` is `tower`."),
    (
      "{trunk: tower, sharing: mtan}",
      "muir or subspace for the trunk tower. Found mtan, which needs segnet or a resnet."
    ),
  ])
  func whatIsWrongIsNamed(_ network: String, _ message: String) {
    let text = errorText { _ = try experiment(network) }
    #expect(text.contains(message), "\(text)")
  }

  @Test func samplesThatItDoesNotTakeAreRefused() throws {
    let tower = try ExperimentCatalogue.toolkit.trunks.adding(Tower.card).choose("tower")
    let text = errorText {
      _ = try tower.trunk(for: .image(channels: 3, height: 8, width: 8), generator: Generator(seed: 0))
    }
    #expect(text == "`tower` needs vectors. Found samples of the shape [3, 8, 8].")
  }
}
