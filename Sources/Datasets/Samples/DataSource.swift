import Components
import Tasks

/// The data of an experiment: three splits and the tasks that can be learned from them.
public struct DataSource: Sendable {
  /// The name: "scenes", "mnist", or the name of a table.
  public let name: String
  /// The training split.
  public let train: any Dataset
  /// The validation split, on which epochs and settings are chosen.
  public let validation: any Dataset
  /// The test split, on which figures are reported.
  public let test: any Dataset
  /// The tasks in the order in which a batch holds their targets. Each name is the name of a target.
  public internal(set) var tasks: [LearningTask]
  /// What one sample's input looks like.
  public let input: InputDescription
  /// The fingerprint, equal for equal samples, labels and tasks' names, and almost certainly different for others.
  public let fingerprint: String
  /// The samples that were left out because their files cannot be used.
  public var damaged: [DamagedSample] = []
  /// Sentences on what deserves a look though nothing is wrong: categories that training lacks, cells that count as
  /// missing.
  public var notes: [String] = []
  /// The names of each task's classes, or of its yes-or-no labels if it has several, in the order of their numbers;
  /// empty if they have no names.
  public var classNames: [String: [String]] = [:]
  /// The cells of the file for the two answers of each yes-or-no task; empty for data without cells.
  public var answers: [String: Answers] = [:]
  /// The place of a sample of a split in its file ("`rows.csv` line 29"), for errors; it may read the file again. The
  /// closure is nil if data has no such place; its result is nil if the place is not known.
  public var place: (@Sendable (_ sample: Int, _ split: Split) -> String?)?

  public init(
    name: String, train: any Dataset, validation: any Dataset, test: any Dataset, tasks: [LearningTask],
    input: InputDescription, fingerprint: String
  ) {
    self.name = name
    self.train = train
    self.validation = validation
    self.test = test
    self.tasks = tasks
    self.input = input
    self.fingerprint = fingerprint
  }

  /// Creates a source of data held in memory. The fingerprint comes from its content.
  public init(
    name: String, train: InMemoryDataset, validation: InMemoryDataset, test: InMemoryDataset, tasks: [LearningTask],
    input: InputDescription
  ) {
    var fingerprint = Fingerprint()
    for task in tasks { fingerprint.add(task.name) }
    for part in [train, validation, test] { part.addContent(to: &fingerprint) }
    self.init(
      name: name, train: train, validation: validation, test: test, tasks: tasks, input: input,
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

  /// This data with fewer samples, from the start of each split; nil keeps a split whole.
  ///
  /// - Throws: `DatasetError` if a split has fewer samples than asked for.
  public func first(train: Int? = nil, validation: Int? = nil, test: Int? = nil) throws -> DataSource {
    var fingerprint = Fingerprint()
    fingerprint.add(self.fingerprint)
    fingerprint.add([train, validation, test].map { $0 ?? -1 })
    var source = DataSource(
      name: name, train: try train.map(self.train.first) ?? self.train,
      validation: try validation.map(self.validation.first) ?? self.validation,
      test: try test.map(self.test.first) ?? self.test, tasks: tasks, input: input,
      fingerprint: fingerprint.text)
    source.damaged = damaged
    source.notes = notes
    source.place = place
    source.classNames = classNames
    source.answers = answers
    return source
  }
}

extension DataSource {
  /// The sizes of one sample's input, such as `[3, 96, 128]` or `[21]`.
  public var inputShape: [Int] { input.shape }

  /// A summary: "scenes: 320 training, 64 validation and 128 test samples of [3, 48, 64]", and the number of samples
  /// that were left out as damaged.
  public var summary: String {
    "\(name): \(train.count) training, \(validation.count) validation and \(test.count) test samples of \(inputShape)"
      + (damaged.isEmpty ? "" : "; \(damaged.count) damaged left out")
  }
}

extension DataSource {
  /// The cells of the training split that mean no and yes.
  public struct Answers: Sendable, Hashable {
    public var noCells: [String]
    public var yesCells: [String]

    public init(no: [String] = ["0"], yes: [String] = ["1"]) { (noCells, yesCells) = (no, yes) }

    /// The text of the answer no: its cell if each answer has exactly one cell, otherwise "0".
    public var no: String { areNamed ? noCells[0] : "0" }
    public var yes: String { areNamed ? yesCells[0] : "1" }

    private var areNamed: Bool { noCells.count == 1 && yesCells.count == 1 && noCells != yesCells }

    /// The meaning of yes in words: its cells, or a few of them if there are many.
    public var positive: String {
      let shown = yesCells.prefix(Self.mostShown).joined(separator: ", ")
      return yesCells.isEmpty ? yes : shown + (yesCells.count > Self.mostShown ? ", …" : "")
    }

    private static let mostShown = 5
  }
}
