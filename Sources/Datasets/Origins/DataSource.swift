import Tasks

/// The data of an experiment: three splits and what there is to learn from them.
public struct DataSource: Sendable {
  /// "scenes", "mnist", or what a table is called.
  public let name: String
  public let train: any Dataset
  public let validation: any Dataset
  public let test: any Dataset
  /// In the order in which a batch holds their targets; each name is one of them.
  public internal(set) var tasks: [LearningTask]
  /// Sizes of one sample's input, such as `[3, 96, 128]` or `[21]`.
  public let inputShape: [Int]
  /// Equal for equal samples, labels and tasks' names, and almost certainly another one for others.
  public let fingerprint: String
  /// Samples that were left out because their files cannot be used.
  public var damaged: [DamagedSample] = []
  /// What deserves a look though nothing is wrong: categories that training lacks, cells that were taken for missing.
  public var notes: [String] = []
  /// By task, the names of its classes, or of its yes-or-no labels where it has several, in the order of their numbers; none where
  /// they have no names.
  public var classNames: [String: [String]] = [:]
  /// By yes-or-no task, what the file has for the two answers; none for data that have no cells.
  public var answers: [String: Answers] = [:]
  /// Where a sample of a split stands in its file ("`rows.csv` line 29"), for errors: it may read the file again. Nil where data
  /// has no such place; it gives nil where the place is not known.
  public var place: (@Sendable (_ sample: Int, _ split: Split) -> String?)?
  /// How many codes the first columns of a sample's events can have, where samples are sequences of events.
  public var codes: [Int]?

  public init(
    name: String, train: any Dataset, validation: any Dataset, test: any Dataset, tasks: [LearningTask],
    inputShape: [Int],
    fingerprint: String
  ) {
    self.name = name
    self.train = train
    self.validation = validation
    self.test = test
    self.tasks = tasks
    self.inputShape = inputShape
    self.fingerprint = fingerprint
  }

  /// Data held in memory; the fingerprint is taken from its content.
  public init(
    name: String, train: InMemoryDataset, validation: InMemoryDataset, test: InMemoryDataset, tasks: [LearningTask]
  ) {
    var fingerprint = Fingerprint()
    for task in tasks { fingerprint.add(task.name) }
    for part in [train, validation, test] { part.addContent(to: &fingerprint) }
    self.init(
      name: name, train: train, validation: validation, test: test, tasks: tasks, inputShape: train.inputs.shape,
      fingerprint: fingerprint.text)
  }

  /// The samples of a split.
  public subscript(split: Split) -> any Dataset {
    switch split {
    case .train: train
    case .validation: validation
    case .test: test
    }
  }

  /// The same data with fewer samples, from the start of each split; nil keeps a split whole.
  ///
  /// - Throws: `DatasetError` where a split has fewer samples than asked for.
  public func first(train: Int? = nil, validation: Int? = nil, test: Int? = nil) throws -> DataSource {
    var fingerprint = Fingerprint()
    fingerprint.add(self.fingerprint)
    fingerprint.add([train, validation, test].map { $0 ?? -1 })
    var source = DataSource(
      name: name, train: try train.map(self.train.first) ?? self.train,
      validation: try validation.map(self.validation.first) ?? self.validation,
      test: try test.map(self.test.first) ?? self.test, tasks: tasks, inputShape: inputShape,
      fingerprint: fingerprint.text)
    source.damaged = damaged
    source.codes = codes
    source.notes = notes
    source.place = place
    source.classNames = classNames
    source.answers = answers
    return source
  }
}

extension DataSource {
  /// "scenes: 320 training, 64 validation and 128 test samples of [3, 48, 64]", and how many were left out as damaged.
  public var summary: String {
    "\(name): \(train.count) training, \(validation.count) validation and \(test.count) test samples of \(inputShape)"
      + (damaged.isEmpty ? "" : "; \(damaged.count) damaged left out")
  }
}
