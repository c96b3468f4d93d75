import Datasets

/// Measurements of molecules with fingerprints, such as MoleculeNet's sets.
package struct MoleculeConfiguration: DataKind {
  package static let name = "moleculenet"
  package static let summary = "measurements of molecules in CSV with fingerprint bits, as Tox21"
  package static let usualTrunk = "mlp"

  /// The settings of the reader. ``draw`` has the seed of the division.
  package var settings: MoleculeSettings
  private let seed: SplitDraw.Seed

  package init(reading section: ConfigurationSection, catalogue: ExperimentCatalogue) throws {
    settings = MoleculeSettings(file: try section.path("file"))
    settings.fingerprints = try section.optionalPath("fingerprints")
    settings.bits = try section.int("bits", default: settings.bits, in: Bounds.bits)
    settings.missing = try section.optionalStrings("missing") ?? settings.missing
    settings.targets = try section.optionalStrings("targets", isSet: true)
    let split = try section.section("split")
    settings.validation = try split.double("validation", default: settings.validation, in: .properFraction)
    settings.test = try split.double("test", default: settings.test, in: .properFraction)
    seed = try split.splitSeed("seed")
    settings.fold = try split.fold()
    let tested = settings.fold.map { 1 / Double($0.count) } ?? settings.test
    if settings.validation + tested >= 1 {
      throw ConfigurationError(
        "`data.split` should leave molecules for training. Found validation \(settings.validation) and test "
          + "\(tested).", at: split.node.origin)
    }
    if settings.targets?.isEmpty == true {
      throw ConfigurationError(
        "`data.targets` should name at least one column. Found none.", at: section.given("targets")?.origin ?? .default)
    }
  }

  package var taskNames: [String] { settings.targets ?? [] }

  package var draw: SplitDraw? { SplitDraw(seed: seed, drawsTest: true, fold: settings.fold) }

  package func source(_ reading: DataReading) throws -> DataSource {
    var settings = settings
    settings.seed = seed.value(for: reading)
    settings.fold = reading.fold ?? settings.fold
    return try .molecules(settings)
  }
}
