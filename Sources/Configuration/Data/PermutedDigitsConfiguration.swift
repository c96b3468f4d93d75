import Components
import Datasets
import Foundation

/// Digits whose classes have an order of their own in each task: which task, and how many pictures.
package struct PermutedDigitsConfiguration: DataKind {
  package static let card = DataCard(
    About(
      "permuted-labels", title: "Permuted labels",
      "one of several tasks with the digits of IDX files, each of which calls the classes in an order of its own",
      citation: Citation(
        "Amit, Meir", "Meta-Learning by Adjusting Priors Based on Extended PAC-Bayes Theory", "ICML", 2018,
        "arXiv 1711.01244"),
      settings: [
        Setting("folder", .path, isRequired: true, "path of the folder with the four files, under MNIST's names"),
        Setting("tasks", .int(Bounds.tasks), default: 10, "number of tasks among which the images are divided"),
        Setting("task", .int(Bounds.tasks), isRequired: true, "number of this set's task, from 1 to `tasks`"),
        Setting("train", .int(Bounds.samples), default: 600, "training images of a task, from the training file"),
        Setting(
          "validation", .int(Bounds.samples), default: 400, "validation images of a task, from the training file"),
        Setting("test", .int(Bounds.samples), default: 1000, "test images of a task, from the test file"),
        SplitDraw.seedSetting("seed of the permutations and of which images a task has"),
      ]),
    usualTrunk: "mlp", usualEpochs: DataCard.epochsOfPictures, Self.self)

  private var folder: String
  /// The task, but for the seed.
  private var task = PermutedDigits()
  private var seed: SplitDraw.Seed

  package init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    folder = try section.path("folder")
    task.tasks = try section.int("tasks")
    task.task = try section.undeclared.int("task", in: 1...task.tasks)
    task.train = try section.int("train")
    task.validation = try section.int("validation")
    task.test = try section.int("test")
    seed = try section.splitSeed("seed")
  }

  package var taskNames: [String] { [task.taskName] }

  package var draw: SplitDraw? { SplitDraw(seed: seed, drawsTest: true, takesFolds: false) }

  package func source(_ reading: DataReading) throws -> DataSource {
    var task = task
    task.seed = seed.value(for: reading)
    return try task.source(folder: URL(filePath: folder))
  }
}
