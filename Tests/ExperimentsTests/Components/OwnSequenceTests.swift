import Components
import Configuration
import Datasets
import Sharing
import Statistics
import Tasks
import TestSupport
import Testing
import Torch

@testable import Experiments

/// Sequences of six events with three codes and three numbers. One task says of each event whether its first number is
/// high, another is the sum of the last two. Some sequences begin with padding, which has no label.
private struct Steps: DataKind {
  static let card = DataCard(
    About(
      "steps", "sequences with an answer at each element and one for the whole",
      settings: [Setting("count", .wholeNumber(.positive), default: 64, "sequences of each split")]),
    usualTrunk: "lstm", Self.self)

  static let length = 6

  let count: Int

  init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws { count = try section.int("count") }

  let taskNames = ["high", "sum"]

  func source(_ reading: DataReading) throws -> DataSource {
    func set(_ number: Int) -> InMemoryDataset {
      var random = SplitMix64(seed: UInt64(number))
      var values: [Float] = [], highs: [Int64] = [], sums: [Float] = []
      for sample in 0..<count {
        let padding = sample % 3
        let numbers = (0..<Self.length).map { $0 < padding ? 0 : Float(random.uniform()) + 0.1 }
        for (place, number) in numbers.enumerated() {
          let codes: [Float] = place < padding ? [0, 0, 0] : [Float(place % 3 + 1), 1, 2]
          values += codes + [number, number * number, place < padding ? 0 : 1]
          highs.append(place < padding ? -1 : number > 0.6 ? 1 : 0)
        }
        sums.append(numbers[Self.length - 1] + numbers[Self.length - 2])
      }
      return InMemoryDataset(
        inputs: Field(values, shape: [Self.length, 6]),
        targets: ["high": Field(classes: highs, shape: [Self.length]), "sum": Field(sums, shape: [1])])
    }
    let labels = Labels(.classes(2, ignore: -1))
    let high = try LearningTask(
      "high", LearningTask.Kind("tagging", isDense: true), outputs: 2, labels: labels,
      loss: CrossEntropy(ignore: -1), metrics: [Metrics.named("pixel-accuracy", for: labels)])
    let columns: [InputDescription.Column] = [.code(4), .code(2), .code(3), .number, .number, .number]
    return DataSource(
      name: "steps", train: set(0), validation: set(1), test: set(2), tasks: [high, .regression("sum")],
      input: .sequence(length: Self.length, columns: columns))
  }
}

/// Tasks with an answer at every element of a sequence, next to tasks with one answer.
@Suite struct OwnSequenceTests {
  private let scratch = TemporaryFolder()

  private func experiment(_ network: String, _ more: String = "") throws -> ExperimentConfiguration {
    var catalogue = ExperimentCatalogue.toolkit
    catalogue.data.add(Steps.card)
    let yaml = """
      data: {kind: steps}
      network: \(network)
      training: {epochs: 12, batch: 16, learning-rate: 0.02, threads: 1}
      output: {folder: \(scratch.url.path)/runs}
      \(more)
      """
    return try ExperimentConfiguration(reading: ConfigurationDocument(yaml: yaml), catalogue: catalogue)
  }

  private static let transformer = "trunk: transformer, hidden: 16, layers: 1, attention-heads: 2, feed-forward: 16"

  @Test(arguments: [
    "{trunk: lstm, hidden: 16, layers: 1}", "{trunk: lstm, hidden: 16, layers: 1, heads: {width: 8}}",
    "{\(transformer)}", "{\(transformer), mask: true}",
  ]) func elementsAndWholesAreLearnedTogether(_ network: String) throws {
    for method in ["{method: uw-so, temperature: 20}", "pcgrad"] {
      let experiment = try experiment(network, "balancing: \(method)")
      let run = try SingleRun(experiment).runner(resuming: false, restarting: true)
      let result = try run.run()
      #expect(result.failure == nil)
      let records = try run.folder.records()
      for task in ["high", "sum"] {
        let (first, last) = (records[0].losses["train"]![task]!, records.last!.losses["train"]![task]!)
        #expect(last < 0.9 * first, "\(method) \(task): \(first) → \(last)")
      }
    }
  }

  @Test func theEncoderGivesElementsWhereATaskNeedsThem() throws {
    func outputs(_ more: String) throws -> [String: [Int]] {
      let parts = try ExperimentParts(experiment("{trunk: lstm, hidden: 4}", more))
      let batch = try #require(try parts.trainLoader.batches(epoch: 0).next())
      return Dictionary(
        uniqueKeysWithValues: parts.network.outputs(batch.inputs, tasks: parts.network.tasks).map { ($0, $1.shape) })
    }
    #expect(try outputs("") == ["high": [16, 2, 6], "sum": [16, 1]])
    #expect(try outputs("only: [sum]") == ["sum": [16, 1]])
    let alone = try #require(ExperimentParts(experiment("{trunk: lstm}", "only: [sum]")).network as? HardSharing)
    #expect(alone.trunk.features == .vector(128))
  }

  @Test(arguments: [
    (
      "{trunk: cnn}",
      "`network.trunk: cnn` needs sequences of at least 8 events. Found 6."
    ),
    (
      "{trunk: lstm, heads: deeplab}",
      "a deeplab head should be put on a map. Found a sequence of vectors of 128."
    ),
  ]) func whatDoesNotFitIsNamed(_ network: String, _ message: String) {
    let text = errorText { _ = try ExperimentParts(experiment(network)) }
    #expect(text == message, "\(text)")
  }
}
