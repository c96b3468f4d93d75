import Components
import Datasets
import Foundation

/// A kind of data: its card, how its section is read, and how the data are made.
///
/// A new kind is one file in this folder and one line in ``DataKinds/all``. Its card declares its keys; `make pages`
/// writes them to `docs/configuration.md`.
package protocol DataKind: Sendable {
  /// What the kind says about itself.
  static var card: DataCard { get }

  /// Reads and checks the keys of the section `data`, which the card declares.
  init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws

  /// The names of the data sets where there are several; otherwise none.
  var setNames: [String] { get }

  /// The name of the trunk that fits the samples; by default that of the card.
  var usualTrunk: String { get }

  /// The default number of epochs; by default that of the card.
  var usualEpochs: Int { get }

  /// The names of the tasks, as far as they are known before the data is read; otherwise none.
  var taskNames: [String] { get }

  /// The tasks' losses and metrics that the section itself gives.
  var taskOverrides: [String: TaskConfiguration] { get }

  /// Whether pictures of any size are resized to that of the inputs.
  var resizesPictures: Bool { get }

  /// The way in which splits are drawn at random; nil if files, columns or counts say which samples a split has.
  var draw: SplitDraw? { get }

  /// Whether the data depend on which tasks are trained.
  var looksAtTasks: Bool { get }

  /// Reads or generates the data. Of the reading it looks at the seed if ``draw`` has that of the run, at the tasks if
  /// ``looksAtTasks`` is true.
  func source(_ reading: DataReading) throws -> DataSource

  /// The words of the training samples of texts, which several sets have in common; nil for other data.
  func words(_ reading: DataReading) throws -> WordCounts?

  /// Samples of noise in place of those of the files, with the same tasks, shapes and types; nil if only the files tell
  /// these, and for data that need no files. A drawing of a network asks for them.
  func standIn(_ reading: DataReading) throws -> DataSource?

  /// The form of the files that a trained run predicts for.
  func newInputs(_ reading: DataReading) throws -> NewInputs

  /// The doubts about columns: identifiers, leaks, rare classes. Only `equipoise data check` asks for them.
  func suspicions(_ reading: DataReading) throws -> [TableSuspicion]
}

/// The card of a kind of data.
package struct DataCard: ComponentCard {
  package let about: About
  /// The name of the trunk that fits its samples.
  package let usualTrunk: String
  /// The default number of epochs, an upper limit; early stopping mostly ends a training before.
  package let usualEpochs: Int
  private let read: @Sendable (DeclaredSection, ExperimentCatalogue) throws -> any DataKind

  /// The default number of epochs: enough for a small network at a falling rate.
  package static let manyEpochs = 200
  /// The default number of epochs of pictures, which take long.
  package static let epochsOfPictures = 60

  /// - Parameters:
  ///   - usualTrunk: the name of the trunk that fits its samples.
  ///   - kind: the kind whose card it is.
  package init<Kind: DataKind>(
    _ about: About, usualTrunk: String, usualEpochs: Int = manyEpochs, _ kind: Kind.Type
  ) {
    self.about = about
    self.usualTrunk = usualTrunk
    self.usualEpochs = usualEpochs
    read = { try Kind(reading: $0, catalogue: $1) }
  }

  /// Reads the section `data` of an experiment.
  package func data(reading section: ConfigurationSection, catalogue: ExperimentCatalogue) throws -> any DataKind {
    try read(DeclaredSection(section, settings), catalogue)
  }

  package var facts: [Fact] { [Fact("usual trunk", usualTrunk)] }
}

/// The kinds of data.
package enum DataKinds {
  package static let all = Registry<DataCard>(
    "a kind of data",
    [
      ScenesConfiguration.card,
      MultiDigitConfiguration.card,
      PermutedDigitsConfiguration.card,
      CIFARConfiguration.card,
      OmniglotConfiguration.card,
      TableConfiguration.card,
      EventLogConfiguration.card,
      TextConfiguration.card,
      TextTableConfiguration.card,
      MoleculeConfiguration.card,
      ARFFConfiguration.card,
      NYUv2Configuration.card,
      CityscapesConfiguration.card,
      CelebAConfiguration.card,
      CamVidConfiguration.card,
      ImageFolderConfiguration.card,
      ImageListConfiguration.card,
      LesionBoxesConfiguration.card,
      DenseFolderConfiguration.card,
      MTRegressionConfiguration.card,
      GroupedLinearConfiguration.card,
      ConflictingLabelsConfiguration.card,
      CorrelatedLabelsConfiguration.card,
      SharedFeaturesConfiguration.card,
      TumourVolumesConfiguration.card,
      SetsConfiguration.card,
    ])
}

extension DataKind {
  package var card: DataCard { Self.card }

  package var setNames: [String] { [] }

  package var usualTrunk: String { card.usualTrunk }

  package var usualEpochs: Int { card.usualEpochs }

  package var taskOverrides: [String: TaskConfiguration] { [:] }

  package var resizesPictures: Bool { false }

  package var draw: SplitDraw? { nil }

  package var looksAtTasks: Bool { false }

  package func words(_ reading: DataReading) throws -> WordCounts? { nil }

  package func standIn(_ reading: DataReading) throws -> DataSource? { nil }

  package func newInputs(_ reading: DataReading) throws -> NewInputs { .pictures }

  package func suspicions(_ reading: DataReading) throws -> [TableSuspicion] { [] }
}

extension DataKind {
  /// Checks that generated numbers fit into memory.
  ///
  /// - Parameters:
  ///   - samples: the number of samples of all splits.
  ///   - values: the numbers of a sample and its targets, in single precision.
  /// - Throws: `ConfigurationError` for more than this machine's memory holds.
  static func checkMemory(samples: Int, values: Int) throws {
    let bytes = Double(samples) * Double(values) * 4
    let memory = Double(ProcessInfo.processInfo.physicalMemory)
    guard bytes > memory else { return }
    throw ConfigurationError(
      "`data` should be samples that memory holds, \(Int(memory / 1e9)) GB. "
        + "Found \(samples) samples of \(values) numbers, \((bytes / 1e9).rounded(.up).brief) GB.")
  }
}
