import Components
import Datasets

/// Linear regressions in groups: their number and sizes.
package struct GroupedLinearConfiguration: DataKind {
  package static let card = DataCard(
    About(
      "grouped-linear", title: "Grouped linear tasks",
      "generated linear regressions in groups that share a direction; needs no files",
      citation: Citation(
        "Meyerson, Miikkulainen",
        "Modular Universal Reparameterization: Deep Multi-task Learning Across Diverse Domains",
        "NeurIPS", 2019, "arXiv 1906.00097"),
      settings: [
        Setting("groups", .int(Bounds.tasks), default: 3, "number of groups", source: "Kang et al., 2011"),
        Setting("tasks", .int(Bounds.tasks), default: 10, "number of tasks in each group", source: "Kang et al., 2011"),
        Setting("inputs", .int(Bounds.columns), default: 20, "numbers of an input", source: "Kang et al., 2011"),
        Setting(
          "noise", .number(.nonNegative), default: 0.31,
          "standard deviation of the targets' noise; 0 for exact targets", source: "Kang et al., 2011"),
        Setting(
          "train", .int(Bounds.samples), default: 10, "training samples of each task",
          source: "Meyerson and Miikkulainen, 2019"),
        Setting(
          "validation", .int(Bounds.samples), default: 5, "validation samples of each task",
          source: "Meyerson and Miikkulainen, 2019"),
        Setting("test", .int(Bounds.samples), default: 50, "test samples of each task", source: "Kang et al., 2011"),
        Setting("seed", .int(Bounds.seed), default: 0, "seed of the tasks and samples"),
      ]),
    usualTrunk: "mlp", Self.self)

  /// The law of the tasks and of the samples.
  package var law = GroupedLinear()
  /// The number of samples of each task in each split.
  package var train: Int
  package var validation: Int
  package var test: Int

  package init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    law.groups = try section.int("groups")
    law.tasks = try section.int("tasks")
    law.inputs = try section.int("inputs")
    law.noise = try section.double("noise")
    train = try section.int("train")
    validation = try section.int("validation")
    test = try section.int("test")
    law.seed = UInt64(try section.int("seed"))
  }

  package var taskNames: [String] { law.taskNames }

  package func source(_ reading: DataReading) throws -> DataSource {
    let tasks = law.groups * law.tasks
    try Self.checkMemory(samples: (train + validation + test) * tasks, values: law.inputs + tasks)
    return law.source(train: train, validation: validation, test: test)
  }
}
