import Components
import Datasets

/// Measurements of molecules with fingerprints, such as MoleculeNet's sets.
package struct MoleculeConfiguration: DataKind {
  package static let card = DataCard(
    About(
      "moleculenet", title: "Molecules", "measurements of molecules in CSV with fingerprint bits, as Tox21",
      citation: Citation(
        "Wu et al.", "MoleculeNet: A Benchmark for Molecular Machine Learning", "Chemical Science", 2018,
        "arXiv 1703.00564"),
      settings: [
        Setting(
          "file", .path, isRequired: true,
          "path of the table, with a column `smiles`; a column `mol_id` and one without a name are no measurements. The second column of a name `a` is called `a.1`"
        ),
        Setting(
          "fingerprints", .path,
          "path of the bits, row after row, the first bit highest in its byte, plain or `.gz`; none for the one file in the table's folder that begins with its name and ends with `.bits` or `.bits.gz`"
        ),
        Setting(
          "bits", .int(Bounds.bits), default: 1024, "bits of a fingerprint, a multiple of 8, at most 1048576"),
        Setting(
          "missing", .texts("cells"),
          "a list of cells that mean \"not measured\", such as `[\"\", -1]`; none for empty cells"),
        Setting(
          "targets", .texts("columns"),
          "a list of the columns that are tasks; none for all, except yes-or-no columns that lack one of the two answers in a split, where no area under the curve exists"
        ),
        TableConfiguration.sampleWeightSetting,
        Setting(
          "split",
          .section(
            [
              Setting(
                "validation", .number(.properFraction), default: 0.1, "share of the molecules for validation"),
              Setting("test", .number(.properFraction), default: 0.1, "share of the molecules for test"),
              SplitDraw.seedSetting("seed of the division"),
            ] + SplitDraw.foldSettings()), "how molecules are divided, at random"),
      ]),
    usualTrunk: "mlp", Self.self)

  /// The settings of the reader. ``draw`` has the seed of the division.
  package var settings: MoleculeSettings
  private let seed: SplitDraw.Seed

  package init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    settings = MoleculeSettings(file: try section.path("file"))
    settings.fingerprints = try section.optionalPath("fingerprints")
    settings.bits = try section.int("bits")
    settings.missing = try section.optionalStrings("missing") ?? settings.missing
    settings.targets = try section.optionalStrings("targets", isSet: true)
    settings.sampleWeight = try section.optionalString("sample-weight")
    let split = try section.section("split")
    settings.validation = try split.double("validation")
    settings.test = try split.double("test")
    seed = try split.splitSeed("seed")
    settings.fold = try split.fold()
    let tested = settings.fold.map { 1 / Double($0.count) } ?? settings.test
    if settings.validation + tested >= 1 {
      throw ConfigurationError(
        "`data.split` should leave molecules for training. Found validation \(settings.validation) and test "
          + "\(tested).", at: split.origin)
    }
    if settings.targets?.isEmpty == true {
      throw ConfigurationError(
        "`data.targets` should name at least one column. Found none.", at: section.origin(of: "targets"))
    }
  }

  package var taskNames: [String] { settings.targets ?? [] }

  package var draw: SplitDraw? { SplitDraw(seed: seed, drawsTest: true, fold: settings.fold) }

  package func newInputs(_ reading: DataReading) -> NewInputs { .molecules(bits: settings.bits) }

  package func source(_ reading: DataReading) throws -> DataSource {
    var settings = settings
    settings.seed = seed.value(for: reading)
    settings.fold = reading.fold ?? settings.fold
    return try .molecules(settings)
  }
}
