import Datasets
import ExperimentFixtures
import Tasks
import TestSupport
import Testing

@testable import Configuration

/// Batches with a number of events, from the configuration to the loader.
@Suite struct BatchStratificationTests {
  private static let patients = 40
  /// The number of the first patients, which have the event.
  private static let events = 12

  /// Twelve patients with the event, twenty that are censored and eight without a time. The input is a patient's number.
  private func set(_ tasks: [LearningTask]) -> InMemoryDataset {
    let numbers = (0..<Self.patients).map { Float($0) }
    let times = numbers.map { $0 < Float(Self.events) ? $0 + 1 : $0 < 32 ? -$0 : .nan }
    return InMemoryDataset(
      inputs: Field(numbers, shape: [1]),
      targets: tasks.reduce(into: [:]) {
        $0[$1.name] = $1.kind == .survival ? Field(times, absence: .censored) : Field(numbers)
      })
  }

  private func source(_ tasks: [LearningTask] = [.survival("death"), .regression("age")], name: String = "patients")
    -> DataSource
  {
    DataSource(
      name: name, train: set(tasks), validation: set(tasks), test: set(tasks), tasks: tasks, input: .vector(1))
  }

  private func parts(_ data: DataSource, batch: Int = 8, events: Int = 4, _ section: String = "") throws
    -> ExperimentParts
  {
    let yaml = """
      data:
        kind: table
        files: {train: a.csv}
        targets: [{name: death, column: months, kind: survival, event: died}, {name: age, column: age, kind: regression}]
      network: {trunk: mlp, hidden: [4]}
      training:
        batch: \(batch)
        events-per-batch: \(events)
      \(section)
      """
    return try ExperimentParts(
      ExperimentConfiguration(reading: ConfigurationSample.document(yaml), catalogue: .toolkit), data: data)
  }

  /// The patients of each batch of an epoch, by the set of the batch.
  private func batches(_ parts: ExperimentParts) throws -> [(set: Int, patients: [Float])] {
    let batches = parts.trainLoader.batches(epoch: 0)
    var found: [(Int, [Float])] = []
    while let batch = try batches.next() { found.append((batch.set, batch.inputs.sole.array())) }
    return found
  }

  @Test func eachBatchHasItsEvents() throws {
    let batches = try batches(parts(source()))
    // Four of the 28 patients without the event in each: those without a time have an age to learn.
    #expect(batches.count == 7)
    for (_, patients) in batches { #expect(patients.count == 8 && patients.count { $0 < Float(Self.events) } == 4) }
    #expect(Set(batches.flatMap(\.patients)).count == Self.patients)
  }

  @Test func trainedAloneSurvivalTimesAreDrawnFromPatientsWithATime() throws {
    let batches = try batches(parts(source(), "only: [death]"))
    #expect(batches.count == 5 && Set(batches.flatMap(\.patients)) == Set((0..<32).map { Float($0) }))
  }

  @Test func anotherTaskAloneIsDrawnWithoutRegardToEvents() throws {
    let loader = try parts(source(), "only: [age]").trainLoader
    #expect(loader.sets[0].loader.stratification == nil && loader.batchesPerEpoch == 5)
  }

  @Test func ofSeveralSetsThoseWithSurvivalTimesHaveTheirEvents() throws {
    let data = try DataSource(
      name: "both", sets: [source([.survival("death")]), source([.regression("age")], name: "citizens")], mixing: .all)
    let parts = try parts(data)
    #expect(parts.trainLoader.sets.map { $0.loader.stratification?.eventsPerBatch } == [4, nil])
    for (set, patients) in try batches(parts) where set == 0 {
      #expect(patients.count { $0 < Float(Self.events) } == 4)
    }
  }

  @Test func oneTaskOfSurvivalTimesIsNeeded() {
    func refused(_ tasks: [LearningTask], _ section: String = "") -> String {
      errorText { try parts(source(tasks), section) }
    }
    #expect(
      refused([.regression("age")])
        == "`training.events-per-batch` should stand with one task of survival times. Found 0 in `patients`. (experiment.yaml:8)"
    )
    let both = [LearningTask.survival("death"), .survival("relapse")]
    #expect(
      refused(both)
        == "`training.events-per-batch` should stand with one task of survival times. Found 2 in `patients`. (experiment.yaml:8)"
    )
    #expect(refused(both, "only: [death]") == "no error")
  }

  @Test func moreEventsThanThereAreAreRefused() {
    #expect(
      errorText { try parts(source(), batch: 16, events: 13) }
        == "`training.events-per-batch`: the events of a batch should lie in 1 … 12, the events there are. Found 13. (experiment.yaml:8)"
    )
    #expect(
      errorText { try parts(source(), batch: 30, events: 1) }
        == "`training.events-per-batch`: the censored samples of a batch should lie in 0 … 28, those there are. Found 29. (experiment.yaml:8)"
    )
  }

  @Test func dataWhoseLabelsAreNotKnownAreRefused() {
    struct Unread: Dataset {
      let samples: InMemoryDataset
      var count: Int { samples.count }
      func batch(_ indices: [Int]) throws -> Batch { try samples.batch(indices) }
    }
    let tasks = [LearningTask.survival("death")], samples = Unread(samples: set(tasks))
    let data = DataSource(
      name: "scans", train: samples, validation: samples, test: samples, tasks: tasks, input: .vector(1),
      fingerprint: "")
    #expect(
      errorText { try parts(data) }
        == "`training.events-per-batch` should stand with data whose labels are known before samples are read. Found `scans`, where they are not. (experiment.yaml:8)"
    )
  }
}
