import Components
import Datasets
import Foundation

/// Omniglot: which alphabets are read, how they become tasks, and which drawers are held out.
package struct OmniglotConfiguration: DataKind {
  package static let card = DataCard(
    About(
      "omniglot", title: "Omniglot", "handwritten characters with a task for each alphabet or for each character",
      citation: Citation(
        "Lake, Salakhutdinov, Tenenbaum",
        "Human-level concept learning through probabilistic program induction", "Science", 2015,
        "doi 10.1126/science.aab3050"),
      settings: [
        Setting(
          "folder", .path, isRequired: true,
          "path of the folder with `images-28x28-idx3-ubyte`, `labels-idx2-ubyte` (plain or `.gz`) and `alphabets.txt`"),
        Setting(
          "tasks", .choice(Omniglot.Tasks.self), default: "alphabets",
          "`alphabets`: a classification for each alphabet; `characters`: a yes-or-no task for each character, this one or another of its alphabet"
        ),
        Setting("alphabets", .texts("alphabets"), "a list of the alphabets that are read; none for all"),
        Setting(
          "first", .int(Bounds.tasks),
          "the number of tasks, the first ones in the order of `alphabets.txt`; none for all"
        ),
        Setting(
          "split",
          .section([
            Setting("validation", .int(Omniglot.heldOut), default: 4, "drawers of the validation drawings, of 20"),
            Setting("test", .int(Omniglot.heldOut), default: 4, "drawers of the test drawings, of 20"),
            SplitDraw.seedSetting("seed of the choice of drawers"),
          ]), "the drawers that are held out, the same for every character"),
      ]),
    usualTrunk: "lenet", usualEpochs: DataCard.epochsOfPictures, Self.self)

  /// The absolute path of the folder with the files.
  package var folder: String
  private var settings = Omniglot()
  private var seed: SplitDraw.Seed

  package init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    folder = try section.path("folder")
    settings.tasks = try section.choice("tasks")
    settings.alphabets = try section.optionalStrings("alphabets", isSet: true)
    settings.first = try section.optionalInt("first")
    let split = try section.section("split")
    settings.validation = try split.int("validation")
    settings.test = try split.int("test")
    seed = try split.splitSeed("seed")
    if settings.alphabets?.isEmpty == true {
      throw ConfigurationError(
        "`\(section.path(of: "alphabets"))` should name at least one alphabet. Found none.",
        at: section.origin(of: "alphabets"))
    }
    guard settings.validation + settings.test < Omniglot.drawers else {
      throw ConfigurationError(
        "`\(section.path(of: "split"))` should leave some of the \(Omniglot.drawers) drawers for training. Found "
          + "validation \(settings.validation) and test \(settings.test).", at: section.origin(of: "split"))
    }
  }

  /// `alphabets.txt` has them.
  package var taskNames: [String] { [] }

  package var draw: SplitDraw? { SplitDraw(seed: seed, drawsTest: true, takesFolds: false) }

  package func source(_ reading: DataReading) throws -> DataSource {
    var settings = settings
    settings.seed = seed.value(for: reading)
    return try .omniglot(folder: URL(filePath: folder), settings)
  }
}
