import Components
import Datasets

/// Yes-or-no tasks on common features: their number and sizes.
package struct SharedFeaturesConfiguration: DataKind {
  package static let card = DataCard(
    About(
      "shared-features", title: "Shared features",
      "generated yes-or-no tasks on the same few features of their inputs; needs no files",
      settings: [
        Setting("tasks", .int(Bounds.tasks), default: 30, "number of tasks"),
        Setting("inputs", .int(Bounds.columns), default: 20, "numbers of an input"),
        Setting("features", .int(Bounds.columns), default: 4, "number of features that all tasks have in common"),
        Setting(
          "task", .int(Bounds.tasks),
          "the number of the only task of this set, from 1 to `tasks`, where each task is a data set of its own; none for all"
        ),
        Setting("train", .int(Bounds.samples), default: 400, "training samples of each task"),
        Setting("validation", .int(Bounds.samples), default: 200, "validation samples of each task"),
        Setting("test", .int(Bounds.samples), default: 1000, "test samples of each task"),
        SplitDraw.seedSetting("seed of the tasks and samples"),
      ]),
    usualTrunk: "mlp", Self.self)

  /// The law of the tasks and of the samples, but for the seed.
  package var law = SharedFeatures()
  /// The number of samples of each task in each split.
  package var train: Int
  package var validation: Int
  package var test: Int
  private var seed: SplitDraw.Seed

  package init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    law.tasks = try section.int("tasks")
    law.inputs = try section.int("inputs")
    law.features = try section.int("features")
    law.only = try section.optionalInt("task", in: 1...law.tasks)
    train = try section.int("train")
    validation = try section.int("validation")
    test = try section.int("test")
    seed = try section.splitSeed("seed")
  }

  package var taskNames: [String] { law.taskNames }

  package var draw: SplitDraw? { SplitDraw(seed: seed, drawsTest: true, takesFolds: false) }

  package func source(_ reading: DataReading) throws -> DataSource {
    var law = law
    law.seed = seed.value(for: reading)
    let tasks = law.taskNames.count
    try Self.checkMemory(samples: (train + validation + test) * tasks, values: law.inputs + tasks)
    return law.source(train: train, validation: validation, test: test)
  }
}
