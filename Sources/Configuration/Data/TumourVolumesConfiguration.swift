import Components
import Datasets

/// Invented patients with a tumour: their number, the side of the volumes, the share of censored times.
package struct TumourVolumesConfiguration: DataKind {
  package static let card = DataCard(
    About(
      "tumour-volumes", title: "Tumour volumes",
      "generated PET and CT volumes of a tumour whose size and texture decide survival; needs no files",
      settings: [
        Setting("side", .int(16...256), default: 32, "side of the volumes in places"),
        Setting("censored", .number(.properFraction), default: 0.4, "expected share of censored times"),
        Setting(
          "clinical", .truth, default: true,
          "whether a clinical number is an input next to the volumes, which only the sharing scheme `deepmts` reads"),
        Setting("train", .int(Bounds.samples), default: 120, "training patients"),
        Setting("validation", .int(Bounds.samples), default: 40, "validation patients"),
        Setting("test", .int(Bounds.samples), default: 80, "test patients"),
        SplitDraw.seedSetting("seed of the patients"),
      ]),
    usualTrunk: "residual-unet", usualEpochs: DataCard.epochsOfPictures, Self.self)

  /// The law of the patients, but for the seed.
  package var law = TumourVolumes()
  /// The number of patients in each split.
  package var train: Int
  package var validation: Int
  package var test: Int
  private var seed: SplitDraw.Seed

  package init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    law.side = try section.int("side")
    law.censored = try section.double("censored")
    law.hasClinical = try section.bool("clinical")
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
    let places = law.side * law.side * law.side
    try Self.checkMemory(samples: train + validation + test, values: 3 * places + 2)
    return law.source(train: train, validation: validation, test: test)
  }
}
