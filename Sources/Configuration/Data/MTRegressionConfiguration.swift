import Components
import Datasets

/// Regressions whose targets have different scales: their number and sizes.
package struct MTRegressionConfiguration: DataKind {
  package static let card = DataCard(
    About(
      "mt-regression", title: "MTRegression",
      "generated regressions whose targets have different scales; needs no files",
      citation: Citation(
        "Chen, Badrinarayanan, Lee, Rabinovich",
        "GradNorm: Gradient Normalization for Adaptive Loss Balancing in Deep Multitask Networks", "ICML", 2018,
        "arXiv 1711.02257"),
      settings: [
        Setting("tasks", .int(Bounds.tasks), default: 10, "number of tasks", source: "Crawshaw and Košecká, 2021"),
        Setting(
          "scales", .numbers(.positive), otherwise: "1, 2, 3, …",
          "the factor of each task's target, such as `[1, 10]` for two tasks"),
        Setting(
          "inputs", .int(Bounds.columns), default: 250, "numbers of an input", source: "Crawshaw and Košecká, 2021"),
        Setting(
          "outputs", .int(Bounds.columns), default: 100, "numbers of each task's target",
          source: "Crawshaw and Košecká, 2021"),
        Setting(
          "train", .int(Bounds.samples), default: 9000, "training samples", source: "Crawshaw and Košecká, 2021"),
        Setting("validation", .int(Bounds.samples), default: 1000, "validation samples"),
        Setting("test", .int(Bounds.samples), default: 1000, "test samples", source: "Crawshaw and Košecká, 2021"),
        Setting("seed", .int(Bounds.seed), default: 0, "seed of the tasks and samples"),
      ]),
    usualTrunk: "mlp", Self.self)

  /// The law of the tasks and of the samples.
  package var law = MTRegression()
  /// The number of samples of each split.
  package var train: Int
  package var validation: Int
  package var test: Int

  package init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    let tasks = try section.int("tasks")
    law.scales = try section.optionalDoubles("scales", count: tasks) ?? MTRegression.scales(tasks)
    law.inputs = try section.int("inputs")
    law.outputs = try section.int("outputs")
    train = try section.int("train")
    validation = try section.int("validation")
    test = try section.int("test")
    law.seed = UInt64(try section.int("seed"))
  }

  package var taskNames: [String] { law.taskNames }

  package func source(_ reading: DataReading) throws -> DataSource {
    try Self.checkMemory(samples: train + validation + test, values: law.inputs + law.outputs * law.scales.count)
    return law.source(train: train, validation: validation, test: test)
  }
}
