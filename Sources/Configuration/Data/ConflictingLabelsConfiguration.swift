import Components
import Datasets

/// Yes-or-no tasks in groups that contradict each other: their number and sizes.
package struct ConflictingLabelsConfiguration: DataKind {
  package static let card = DataCard(
    About(
      "conflicting-labels", title: "Conflicting labels",
      "generated yes-or-no tasks in groups that contradict each other; needs no files",
      settings: [
        Setting(
          "groups", .int(Bounds.tasks), default: 6,
          "number of groups; the first two contradict each other, so do the next two, and so on"),
        Setting("tasks", .int(Bounds.tasks), default: 5, "number of tasks in each group"),
        Setting("inputs", .int(Bounds.columns), default: 40, "numbers of an input"),
        Setting(
          "conflict", .number(.nonNegative), default: 1,
          "weight of the part of a task that another group takes with the opposite sign; 0 for linear tasks"),
        Setting("train", .int(Bounds.samples), default: 600, "training samples"),
        Setting("validation", .int(Bounds.samples), default: 300, "validation samples"),
        Setting("test", .int(Bounds.samples), default: 1000, "test samples"),
        Setting("seed", .int(Bounds.seed), default: 0, "seed of the tasks and samples"),
      ]),
    usualTrunk: "mlp", Self.self)

  /// The law of the tasks and of the samples.
  package var law = ConflictingLabels()
  /// The number of samples of each split.
  package var train: Int
  package var validation: Int
  package var test: Int

  package init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    law.groups = try section.int("groups")
    law.tasks = try section.int("tasks")
    law.inputs = try section.int("inputs")
    law.conflict = try section.double("conflict")
    train = try section.int("train")
    validation = try section.int("validation")
    test = try section.int("test")
    law.seed = UInt64(try section.int("seed"))
  }

  package var taskNames: [String] { law.taskNames }

  package func source(_ reading: DataReading) throws -> DataSource {
    try Self.checkMemory(samples: train + validation + test, values: law.inputs + law.groups * law.tasks)
    return law.source(train: train, validation: validation, test: test)
  }
}
