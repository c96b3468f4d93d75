import Components
import Configuration
import Datasets
import Foundation
import Reports
import Runs
import TestSupport
import Testing
import Training

@testable import Experiments

/// Pictures of 16 × 16 pixels that are bright on the left or on the right.
private struct Pictures: DataKind {
  static let card = DataCard(
    About(
      "pictures", "pictures that are bright on one side",
      settings: [Setting("count", .wholeNumber(.positive), default: 24, "training pictures")]), usualTrunk: "lenet",
    Self.self)

  let count: Int

  init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws { count = try section.int("count") }

  let taskNames = ["side"]

  func source(_ reading: DataReading) throws -> DataSource {
    func set(_ count: Int) -> InMemoryDataset {
      let sides = (0..<count).map { Int64($0 % 2) }
      let values = (0..<count * 256).map { place -> Float in
        let isLeft = place % 16 < 8
        return (isLeft == (sides[place / 256] == 0) ? 1 : 0) + Float(place * 7919 % 100) / 500
      }
      return InMemoryDataset(inputs: Field(values, shape: [1, 16, 16]), targets: ["side": Field(classes: sides)])
    }
    return DataSource(
      name: "pictures", train: set(count), validation: set(8), test: set(8),
      tasks: [.classification("side", classes: 2)], input: .image(channels: 1, height: 16, width: 16))
  }
}

/// Experiments on a set of pictures and a table, from YAML to figures.
@Suite struct SeveralSetsRunTests {
  let scratch = TemporaryFolder()

  private var catalogue: ExperimentCatalogue {
    var catalogue = ExperimentCatalogue.toolkit
    catalogue.data.add(Pictures.card)
    return catalogue
  }

  private static let stems = "{stems: {pictures: lenet, houses: {trunk: mlp, hidden: [8]}}, stem-width: 8, hidden: [8]}"

  private func read(
    _ sections: String = "", mix: String = "all", network: String = stems, tasks: String = "price, age"
  ) throws -> ExperimentConfiguration {
    let rows = (0..<40).map { row in "\(Double(row % 7) / 7),\(Double(row % 5) / 5),\(row % 7 - row % 5),\(row % 5)" }
    try scratch.write("a,b,first,second\n" + rows.joined(separator: "\n"))
    let names = tasks.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    let yaml = """
      name: both
      data:
        sets:
          pictures: {kind: pictures}
          houses:
            kind: table
            files: {train: \(scratch.url.path)/table.csv}
            targets: [{name: \(names[0]), column: first, kind: regression}, {name: \(names[1]), column: second, kind: regression}]
        mix: \(mix)
      network: \(network)
      training: {epochs: 2, batch: 4, threads: 1, checkpoint-every: 1}
      output: {folder: \(scratch.url.path)/runs}
      \(sections)
      """
    return try ExperimentConfiguration(reading: ConfigurationDocument(yaml: yaml), catalogue: catalogue)
  }

  @Test(arguments: ["ew", "uw-so", "pcgrad"], ["all", "one", "round-robin"])
  func aRunThatIsStoppedAnywhereEndsWithTheSameBits(_ method: String, mix: String) throws {
    let experiment = try read("balancing: \(method)", mix: mix)
    let whole = try TrainingOutcome(training: experiment)
    #expect(try Set(#require(whole.metrics["test"]).keys) == ["side", "price", "age"])
    #expect(try TrainingOutcome(stopping: experiment) == whole)
  }

  /// Networks of different kinds for different samples, whose blocks share modules.
  @Test(arguments: ["all", "one"]) func networksOfDifferentKindsShareModules(mix: String) throws {
    let experiment = try read(
      mix: mix,
      network:
        "{sharing: {kind: muir, block: [2, 2], revived: 0.3}, stems: {pictures: lenet, houses: {trunk: mlp, hidden: [8, 4]}}}"
    )
    let network = try ExperimentParts(experiment).network, names = network.namedParameters().map(\.name)
    #expect(network.groups[0].tasks == ["side", "price", "age"])
    #expect(names.contains("trunks.side.conv1.weight") && names.contains("trunks.price.layers.0.bias"))
    #expect(!names.contains("trunks.price.layers.1.weight") && !names.contains("trunks.side.fc1.weight"))
    let whole = try TrainingOutcome(training: experiment)
    #expect(try TrainingOutcome(stopping: experiment) == whole)
    #expect(experiment.network.summary.hasPrefix("pictures: lenet, houses: mlp 8-4, networks whose weights"))
  }

  @Test func eachTaskIsTrainedAloneOnItsOwnSet() throws {
    let experiment = try read("only: [side]")
    let parts = try ExperimentParts(experiment)
    #expect(parts.trainLoader.sets.map(\.tasks) == [["side"]] && parts.trainLoader.batchesPerEpoch == 6)
    #expect(parts.network.namedParameters().map(\.name).contains("stems.pictures.trunk.conv1.weight"))
    #expect(!parts.network.namedParameters().contains { $0.name.hasPrefix("stems.houses") })
    let run = try SingleRun(experiment).runner(resuming: false, restarting: false)
    #expect(try Array(run.run().metrics["test"]!.keys) == ["side"])
    let kept = try TrainedRun(run.folder.url, catalogue: catalogue)
    #expect(try kept.evaluate(on: .test).text.hasPrefix("test split\nside"))
  }

  @Test func setsOfOneFormNeedNoStem() throws {
    func table(_ name: String) -> String {
      "{kind: table, files: {train: \(scratch.url.path)/table.csv}, targets: [{name: \(name), column: c, kind: regression}]}"
    }
    try scratch.write("a,c\n" + (0..<30).map { "\($0 % 4),\($0 % 3)" }.joined(separator: "\n"))
    let yaml = """
      data: {sets: {one: \(table("x")), two: \(table("y"))}, mix: round-robin}
      network: {hidden: [4]}
      training: {epochs: 1, batch: 5}
      """
    let parts = try ExperimentParts(
      ExperimentConfiguration(reading: ConfigurationDocument(yaml: yaml), catalogue: catalogue))
    #expect(parts.network.groups.map(\.tasks) == [["x", "y"], ["x"], ["y"]])
  }

  @Test func dataIsCheckedAndDescribedSetBySet() throws {
    let experiment = try read()
    let check = try DataCheck(of: experiment)
    #expect(check.isWhole && check.splits.map(\.name).first == "pictures, train" && check.splits.count == 6)
    let description = try DataDescription(of: experiment)
    #expect(description.sets?.map(\.name) == ["pictures", "houses"])
    #expect(description.text.contains("an epoch ends when the set with the most batches has been gone through once"))
    #expect(description.train == 24 + (description.sets?[1].train ?? 0))
    #expect(experiment.network.summary.hasPrefix("stems pictures: lenet, houses: mlp 8, each to 8; mlp 8"))
  }

  @Test func whatDoesNotFitIsNamed() throws {
    for (make, message) in [
      (
        { _ = try read(tasks: "side, age") },
        "The tasks of all data sets should have different names. Found \"side\" in `pictures` and `houses`."
      ),
      ({ _ = try read(mix: "some") }, "`data.mix` should be one of `all`, `one`, `round-robin`. Found \"some\"."),
      (
        { _ = try read(mix: "one, power: -1".replacing(", power", with: "\n  power")) },
        "`data.power` should be zero or positive. Found -1."
      ),
      (
        { _ = try read(network: "{stems: {pictures: lenet}}") },
        "`network.stems` should have a stem for each data set. Found none for `houses`."
      ),
      (
        { _ = try read(network: "{stems: {pictures: lenet, house: mlp}}") },
        "`house` is not a data set. Did you mean `houses`?"
      ),
      (
        { _ = try read(network: "{stems: {pictures: lenet, houses: mlp}, trunk: segnet, sharing: mtan}") },
        "`network.sharing` should be hard or muir where `stems` are given. Found mtan."
      ),
      (
        { _ = try ExperimentParts(read(network: "{trunk: mlp}")) },
        "`network.stems` should have a stem for each data set, since their samples differ: those of `pictures` are [1, 16, 16], those of `houses` [2]. Found none."
      ),
      (
        { _ = try ExperimentParts(read(network: "{stems: {pictures: mlp, houses: mlp}}")) },
        "`network.stems.pictures.trunk: mlp` needs vectors"
      ),
      (
        { _ = try ExperimentParts(read("balancing: famo")) },
        "`famo`, which looks at a step's batch again, should have updates of one batch."
      ),
      (
        { _ = try read("comparison: {splits: 3}") },
        "`comparison.splits` should stand with data whose test samples are drawn at random."
      ),
    ] as [(() throws -> Void, String)] {
      let text = errorText(make)
      #expect(text.contains(message), "\(text)")
    }
  }
}

extension TemporaryFolder {
  fileprivate func write(_ text: String) throws { try Data(text.utf8).write(to: url.appending(path: "table.csv")) }
}
