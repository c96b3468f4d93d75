import Components
import Configuration
import Datasets
import Foundation
import Statistics
import Tasks
import TestSupport
import Testing
import Torch

@testable import Experiments

/// Points, and the values of two formulas at them: data that a program makes itself.
private struct Formulas: DataKind {
  static let card = DataCard(
    About(
      "formulas", title: "Formulas", "points, and the values of two formulas at them",
      settings: [
        Setting("points", .int(8...1000), default: 32, "points of each split"),
        Setting(
          "square", .section([Setting("side", .number(.positive), default: 1, "length of a side")]),
          "the square in which the points lie"),
      ]),
    usualTrunk: "mlp", usualEpochs: 3, Self.self)

  let points: Int
  let side: Double

  init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    points = try section.int("points")
    side = try section.section("square").double("side")
  }

  var taskNames: [String] { ["sum", "product"] }

  func source(_ reading: DataReading) throws -> DataSource {
    func split(_ number: Int) -> InMemoryDataset {
      var random = SplitMix64(seed: UInt64(number))
      let places = (0..<2 * points).map { _ in Float(side) * random.uniform() }
      let sums: [Float] = (0..<points).map { places[2 * $0] + places[2 * $0 + 1] }
      let products: [Float] = (0..<points).map { places[2 * $0] * places[2 * $0 + 1] }
      return InMemoryDataset(
        inputs: Field(places, shape: [2]),
        targets: ["sum": Field(sums, shape: [1]), "product": Field(products, shape: [1])])
    }
    return DataSource(
      name: "formulas", train: split(0), validation: split(1), test: split(2),
      tasks: [.regression("sum"), .regression("product")], input: .vector(2))
  }
}

/// Adds a number to all inputs.
private struct Move: Augmentation {
  static let card = AugmentationCard(About("move", "adds 100 to the inputs")) { _ in Move() }

  func augment(_ batch: inout Batch, random: inout SplitMix64) { batch.inputs = batch.inputs.map { $0 + 100.0 } }
}

/// Doubles all inputs.
private struct Doubling: Augmentation {
  static let card = AugmentationCard(About("double", "doubles the inputs")) { _ in Doubling() }

  func augment(_ batch: inout Batch, random: inout SplitMix64) { batch.inputs = batch.inputs.map { $0 * 2.0 } }
}

/// Kinds of data and augmentations that a program adds to the toolkit's.
@Suite struct OwnDataTests {
  private let scratch = TemporaryFolder()

  private var catalogue: ExperimentCatalogue {
    var catalogue = ExperimentCatalogue.toolkit
    catalogue.data.add(Formulas.card)
    for card in [Move.card, Doubling.card] { catalogue.augmentations.add(card) }
    return catalogue
  }

  private func experiment(_ data: String, _ more: String = "") throws -> ExperimentConfiguration {
    let yaml = """
      name: own
      data: \(data)
      output: {folder: \(scratch.url.path)/runs}
      \(more)
      """
    return try ExperimentConfiguration(reading: ConfigurationDocument(yaml: yaml), catalogue: catalogue)
  }

  @Test func aKindOfDataOfOnesOwnIsConfiguredAndTrains() throws {
    let own = try experiment("{kind: formulas, square: {side: 2}}")
    #expect(own.training.epochs == 3 && own.network.trunk.name == "mlp")
    let data = try #require(own.data as? Formulas)
    #expect(data.points == 32 && data.side == 2)

    let run = try SingleRun(own).runner(resuming: false, restarting: false)
    let result = try run.run()
    #expect(result.failure == nil && result.steps == 3)
    #expect(result.losses["test"]?.keys.sorted() == ["product", "sum"])
  }

  @Test func itIsListedAndDescribed() throws {
    let entry = try #require(Listing("data")?.entries(in: catalogue).first { $0.name == "formulas" })
    #expect(entry.summary == "points, and the values of two formulas at them")
    #expect(
      try ComponentDescription.all(named: "formulas", in: catalogue).map(\.text) == [
        """
        Formulas (formulas) · kind of data
        Points, and the values of two formulas at them.

        Usual trunk  mlp
        Parameters
          points (a whole number, between 8 and 1000; default 32): points of each split
          square (a section): the square in which the points lie
            side (a number, positive; default 1): length of a side
        Deviations   none
        Example      data: { kind: formulas }
        """
      ])
    #expect(CardTables(Formulas.card, below: "data").markdown.contains("| `points` | 32 | points of each split |"))
  }

  @Test(arguments: [
    ("{kind: formulas, points: 1}", "`data.points` should be at least 8. Found 1. (experiment.yaml:2)"),
    (
      "{kind: formulas, square: {sides: 1}}",
      "`sides` is not a key of `data.square`. Did you mean `side`? (experiment.yaml:2)"
    ),
    ("{kind: formula}", "`data.kind` should be one of"),
  ]) func aWrongKeyOrValueIsNamed(data: String, message: String) {
    #expect(errorText { _ = try experiment(data) }.contains(message))
  }

  @Test func augmentationsOfOnesOwnRunInTheirOrderAfterTheToolkits() throws {
    let rooms = "{kind: scenes, train: 8, validation: 2, test: 2, height: 16, width: 16}"
    func inputs(_ names: String) throws -> [Float] {
      let parts = try ExperimentParts(
        experiment(rooms, "training: {batch: 8, augmentation: [\(names)]}\nnetwork: {widths: [2]}"))
      return try #require(try parts.trainLoader.batches(epoch: 0).next()).inputs.sole.array(of: Float.self)
    }
    let plain = try inputs(""), mirrored = try inputs("flip")
    #expect(plain != mirrored)
    #expect(try inputs("move, flip, double") == mirrored.map { ($0 + 100) * 2 })
    #expect(try inputs("double, flip, move") == mirrored.map { $0 * 2 + 100 })
  }

  @Test func anAugmentationOfOnesOwnIsListed() throws {
    let names = try #require(Listing("augmentations")).entries(in: catalogue).map(\.name)
    #expect(names == ["scale-crop", "flip", "linear-normals", "corruption", "volume-motion", "move", "double"])
  }
}
