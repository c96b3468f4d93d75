import Datasets

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
  /// The words that the network of several sets of texts knows; nil for those of the set's own training.
  package var words: WordCounts?

  package init(seed: Int = 0, tasks: [String]? = nil, fold: Fold? = nil, damagedLimit: Int? = nil) {
    self.seed = seed
    self.tasks = tasks
    self.fold = fold
    self.damagedLimit = damagedLimit
  }
}

/// The form of a file of new samples, which a trained run predicts for.
package enum NewInputs {
  /// A table whose columns are those of the training's table, which the schema describes.
  case table(TableSchema, cache: String)
  /// A table of molecules with a file of fingerprints of so many bits.
  case molecules(bits: Int)
  /// A log of cases.
  case cases(EventLogConfiguration)
  /// Sentences with the words of the training's.
  case texts(TextData)
  /// A table with the column of texts of the training's table.
  case textTable(TextTable)
  /// Photographs of the retina, which are changed as the training's were.
  case photographs(LesionPresence)
  /// Pictures, or an array of inputs.
  case pictures
}

extension ExperimentConfiguration {
  /// The values on which the data of this training depends in addition to its section.
  package var reading: DataReading { DataReading(seed: seed, tasks: only) }

  /// The values that shape the data of this training, by their keys: those of the section `data`, and of the rest what the
  /// kind of data looks at. Trainings of equal values have equal data, as long as no file changes.
  package var dataValues: [String: String] {
    var values: [String: String] = [:]
    for (path, value) in resolved.scalars where path.hasPrefix("data.") { values[path] = value.text }
    if data.draw?.seed == .run { values["seed"] = "\(seed)" }
    if data.looksAtTasks { values["only"] = only.map { $0.joined(separator: "\n") } }
    return values
  }

  /// Reads or generates the data.
  package func dataSource() throws -> DataSource { try data.source(reading) }
}
