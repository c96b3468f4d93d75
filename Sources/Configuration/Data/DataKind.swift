import Backbones
import Datasets

/// A kind of data: the keys of its section, and how it is read.
///
/// A new kind is one file in this folder, one line in ``DataKinds/all`` and its keys in `docs/configuration.md`.
package protocol DataKind: Sendable {
  /// The name in `data.kind`, in kebab case.
  static var name: String { get }
  /// A summary in one line, for `equipoise list data`.
  static var summary: String { get }
  /// The name of the trunk that fits its samples.
  static var usualTrunk: String { get }

  /// The default number of epochs, an upper limit; early stopping mostly ends a training before.
  static var usualEpochs: Int { get }

  /// Reads and checks the keys of the section `data`.
  init(reading section: ConfigurationSection, catalogue: ExperimentCatalogue) throws

  /// The names of the tasks, as far as they are known before the data is read; otherwise none.
  var taskNames: [String] { get }

  /// The tasks' losses and metrics that the section itself gives.
  var taskOverrides: [String: TaskConfiguration] { get }

  /// Whether pictures of any size are resized to that of the inputs.
  var resizesPictures: Bool { get }

  /// The way in which splits are drawn at random; nil if files, columns or counts say which samples a split has.
  var draw: SplitDraw? { get }

  /// Reads or generates the data.
  func source(_ reading: DataReading) throws -> DataSource

  /// The doubts about columns: identifiers, leaks, rare classes. Only `equipoise data check` asks for them.
  func suspicions(_ reading: DataReading) throws -> [TableSuspicion]
}

/// The values on which the reading of data depends in addition to the section `data`.
package struct DataReading: Sendable {
  /// The seed of the run, for data whose division changes with it.
  package var seed = 0
  /// The tasks that are trained, for data whose inputs depend on them; nil for all.
  package var tasks: [String]?
  /// The fold of the comparison that is read; nil for the fold of the section `data`, if it has one.
  package var fold: Fold?
  /// The largest number of damaged samples, for data of many files; nil leaves it to the section `data`.
  package var damagedLimit: Int?

  package init(seed: Int = 0, tasks: [String]? = nil, fold: Fold? = nil, damagedLimit: Int? = nil) {
    self.seed = seed
    self.tasks = tasks
    self.fold = fold
    self.damagedLimit = damagedLimit
  }
}

extension DataKind {
  /// The default number of epochs: enough for a small network at a falling rate; less for pictures, whose epochs take
  /// long.
  package static var usualEpochs: Int {
    Trunks.all[usualTrunk]?.form == .image ? 60 : 200
  }

  package var taskOverrides: [String: TaskConfiguration] { [:] }

  package var resizesPictures: Bool { false }

  package var draw: SplitDraw? { nil }

  package func suspicions(_ reading: DataReading) throws -> [TableSuspicion] { [] }
}

/// The kinds of data.
package enum DataKinds {
  package static let all: [any DataKind.Type] = [
    ScenesConfiguration.self,
    MultiDigitConfiguration.self,
    TableConfiguration.self,
    EventLogConfiguration.self,
    MoleculeConfiguration.self,
    ARFFConfiguration.self,
    NYUv2Configuration.self,
    CityscapesConfiguration.self,
    CelebAConfiguration.self,
    CamVidConfiguration.self,
    ImageFolderConfiguration.self,
    DenseFolderConfiguration.self,
  ]

  static var names: [String] { all.map { $0.name } }
}

extension ExperimentConfiguration {
  /// The values on which the data of this training depends in addition to its section.
  package var reading: DataReading { DataReading(seed: seed, tasks: only) }

  /// Reads or generates the data.
  package func dataSource() throws -> DataSource { try data.source(reading) }
}
