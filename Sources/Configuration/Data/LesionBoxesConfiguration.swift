import Components
import Datasets
import Localisation

/// Fundus photographs with boxes around lesions, for tasks that know only whether a photograph shows a lesion.
package struct LesionBoxesConfiguration: DataKind {
  private static let usual = LesionPresence(photographs: "", boxes: "")

  package static let card = DataCard(
    About(
      "lesion-boxes", title: "Lesions of the retina",
      "fundus photographs with a yes-or-no task for each lesion; boxes tell where the lesions are",
      citation: Citation(
        "Gondal, Köhler, Grzeszick, Fink, Hirsch",
        "Weakly-supervised localization of diabetic retinopathy lesions in retinal fundus images", "ICIP", 2017,
        "arXiv 1706.09634"),
      settings: [
        Setting(
          "photographs", .path, isRequired: true,
          "path of the IDX file of photographs, `[photograph, row, column, 3]` in bytes, plain or `.gz`"),
        Setting(
          "boxes", .path, isRequired: true,
          "path of the CSV file of boxes, with the columns `index`, `source_id`, `class`, `class_name`, `cx`, `cy`, `w` and `h`"
        ),
        Setting(
          "height", .int(Bounds.pixels), default: .number(Double(usual.height)),
          "height in pixels to which the local contrast is resized"),
        Setting("width", .int(Bounds.pixels), default: .number(Double(usual.width)), "width in pixels"),
        Setting(
          "contrast",
          .section([
            Setting(
              "deviation", .number(.positive(upTo: 1_000)), default: .number(usual.contrast.deviation),
              "standard deviation in pixels of the mean around a pixel"),
            Setting(
              "divisor", .number(.positive), default: .number(usual.contrast.divisor),
              "the difference, of 0 … 255, that becomes 1"),
            Setting("limit", .number(.positive), default: .number(usual.contrast.limit), "the largest value"),
            Setting(
              "margin", .int(0...10_000), default: .number(Double(usual.contrast.margin)),
              "distance in pixels from the edge of the field of view within which values are 0"),
          ]), "the local contrast: a pixel less the mean around it, divided and cut off, at the photographs' own size"),
        Setting(
          "split",
          .section(
            [
              Setting(
                "validation", .number(.properFraction), default: .number(usual.validation),
                "share of the photographs. With 0 all are trained on, and a fifth of them serves as validation too"),
              Setting(
                "test", .number(.properFraction), default: .number(usual.test), "share of the photographs, above 0"),
              SplitDraw.seedSetting("seed of the division"),
            ] + SplitDraw.foldSettings()),
          "how photographs are divided, at random; folds have equal shares of each lesion"),
      ]),
    usualTrunk: "conv", usualEpochs: DataCard.epochsOfPictures, Self.self)

  /// The settings of the reader, with absolute paths. ``draw`` has the seed of the division.
  package var settings: LesionPresence
  private let held: HeldOutConfiguration

  package init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    settings = LesionPresence(photographs: try section.path("photographs"), boxes: try section.path("boxes"))
    (settings.height, settings.width) = (try section.int("height"), try section.int("width"))
    let contrast = try section.section("contrast")
    settings.contrast.deviation = try contrast.double("deviation")
    settings.contrast.divisor = try contrast.double("divisor")
    settings.contrast.limit = try contrast.double("limit")
    settings.contrast.margin = try contrast.int("margin")
    held = try HeldOutConfiguration(reading: section.section("split"), drawsTest: true)
    (settings.validation, settings.test, settings.fold) = (held.validation, held.test, held.fold)
  }

  package var taskNames: [String] { LesionPresence.taskNames }

  package var draw: SplitDraw? { held.draw }

  /// The settings of a reading, with its seed and its fold.
  package func settings(_ reading: DataReading) -> LesionPresence {
    var settings = settings
    settings.seed = held.seed.value(for: reading)
    settings.fold = reading.fold ?? settings.fold
    return settings
  }

  package func source(_ reading: DataReading) throws -> DataSource { try .lesionPresence(settings(reading)) }

  package func newInputs(_ reading: DataReading) -> NewInputs { .photographs(settings(reading)) }

  package func standIn(_ reading: DataReading) throws -> DataSource? {
    .standIn(
      "lesion-boxes", tasks: try LesionPresence.tasks(), height: settings.height, width: settings.width)
  }
}
