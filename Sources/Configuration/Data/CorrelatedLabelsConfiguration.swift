import Components
import Datasets

/// Regressions whose labels correlate as strongly as one wants: their number, correlation and sizes.
package struct CorrelatedLabelsConfiguration: DataKind {
  package static let card = DataCard(
    About(
      "correlated-labels", title: "Correlated labels",
      "generated regressions whose labels correlate as strongly as one wants; needs no files",
      citation: Citation(
        "Ma, Zhao, Yi, Chen, Hong, Chi",
        "Modeling Task Relationships in Multi-task Learning with Multi-gate Mixture-of-Experts", "KDD", 2018,
        "doi 10.1145/3219819.3220007"),
      settings: [
        Setting(
          "tasks", .int(CorrelatedLabels.taskCounts), default: 2, "number of tasks", source: "Ma et al., 2018"),
        Setting(
          "correlation", .number(.between(-1, 1)), default: 0.5,
          "cosine between the directions of two tasks, at least −1 / (tasks − 1)"),
        Setting(
          "inputs", .int(Bounds.columns), default: 100, "numbers of an input, at least as many as tasks",
          source: keras),
        Setting(
          "scale", .number(.positive), default: 0.3, "length of a direction: the standard deviation of w · x",
          source: keras),
        Setting("waves", .int(0...1_000), default: 5, "number of sinusoids; 0 for linear tasks", source: keras),
        Setting(
          "noise", .number(.nonNegative), default: 0.1,
          "standard deviation of the labels' noise; 0 for exact labels", source: "Ma et al., 2018"),
        Setting("train", .int(Bounds.samples), default: 10_000, "training samples", source: keras),
        Setting("validation", .int(Bounds.samples), default: 1_000, "validation samples", source: keras),
        Setting("test", .int(Bounds.samples), default: 1_000, "test samples", source: keras),
        Setting("seed", .int(Bounds.seed), default: 0, "seed of the tasks and samples"),
      ]),
    usualTrunk: "mlp", Self.self)

  private static let keras = "keras-mmoe"

  /// The law of the tasks and of the samples.
  package var law = CorrelatedLabels()
  /// The number of samples of each split.
  package var train: Int
  package var validation: Int
  package var test: Int

  package init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    law.tasks = try section.int("tasks")
    law.correlation = try section.double("correlation")
    law.inputs = try section.int("inputs")
    law.scale = try section.double("scale")
    law.waveCount = try section.int("waves")
    law.noise = try section.double("noise")
    train = try section.int("train")
    validation = try section.int("validation")
    test = try section.int("test")
    law.seed = UInt64(try section.int("seed"))
    let least = CorrelatedLabels.leastCorrelation(tasks: law.tasks)
    guard law.correlation >= least else {
      throw ConfigurationError(
        "`\(section.path(of: "correlation"))` should be at least −1 / (tasks − 1), \(least.brief) for \(law.tasks) tasks: no "
          + "more directions are that far apart. Found \(law.correlation).", at: section.origin(of: "correlation"))
    }
    guard law.inputs >= law.tasks else {
      throw ConfigurationError(
        "`\(section.path(of: "inputs"))` should be at least the number of tasks, \(law.tasks). Found \(law.inputs).",
        at: section.origin(of: "inputs"))
    }
  }

  package var taskNames: [String] { law.taskNames }

  package func source(_ reading: DataReading) throws -> DataSource {
    try Self.checkMemory(samples: train + validation + test, values: law.inputs + law.tasks)
    return law.source(train: train, validation: validation, test: test)
  }
}
