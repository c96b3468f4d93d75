import Components
import Statistics
import Tasks

/// The data of an experiment: three splits and the tasks that can be learned from them; or several such sets, each with
/// samples and tasks of its own.
public struct DataSource: Sendable {
  /// The name: "scenes", "mnist", or the name of a table.
  public private(set) var name: String
  /// The splits of data of one set; nil for several.
  private var own: (train: any Dataset, validation: any Dataset, test: any Dataset, input: InputDescription)?
  /// The sets of data of several; empty for one.
  private var members: [DataSource]
  /// The way in which the batches of several sets are mixed.
  public let mixing: Mixing
  /// The tasks in the order in which a batch holds their targets, those of several sets one after another. Each name is
  /// the name of a target.
  public internal(set) var tasks: [LearningTask]
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
  /// The name of the target of each task that is a group of its rows (``TableSchema/Target/taskBy``).
  public var targetNames: [String: String] = [:]
  /// The column of the samples' weights; nil if all samples weigh the same, and for data of several sets, each of which has
  /// its own.
  public var sampleWeight: String?
  /// The change of training batches that belongs to the data, such as the dropout of words; nil for none.
  public var augmentation: (any Augmentation)?
  /// The vectors with which an embedding of the words of texts can start; nil for none.
  public var wordVectors: WordVectors?
  /// The place of a sample of a split in its file ("`rows.csv` line 29"), for errors; it may read the file again. The
  /// closure is nil if data has no such place; its result is nil if the place is not known.
  public var place: (@Sendable (_ sample: Int, _ split: Split) -> String?)?

  public init(
    name: String, train: any Dataset, validation: any Dataset, test: any Dataset, tasks: [LearningTask],
    input: InputDescription, fingerprint: String
  ) {
    self.name = name
    own = (train, validation, test, input)
    members = []
    mixing = .all
    self.tasks = tasks
    self.fingerprint = fingerprint
  }

  /// Creates data of several sets.
  ///
  /// - Parameters:
  ///   - sets: at least one, each of one set, with different names.
  ///   - mixing: the way in which batches of the sets are mixed in training.
  /// - Throws: `DatasetError` for a task of two sets, two sets of one name, or a set without samples in a split.
  public init(name: String, sets: [DataSource], mixing: Mixing) throws {
    guard !sets.isEmpty else { throw DatasetError("There should be at least one data set. Found none.") }
    var owner: [String: String] = [:]
    var fingerprint = Fingerprint()
    for (place, set) in sets.enumerated() {
      guard !sets[..<place].contains(where: { $0.name == set.name }) else {
        throw DatasetError("Data sets should have different names. Found `\(set.name)` twice.")
      }
      for task in set.tasks {
        if let other = owner[task.name] {
          throw DatasetError(
            "The tasks of all data sets should have different names. Found `\(task.name)` in `\(other)` and `\(set.name)`."
          )
        }
        owner[task.name] = set.name
      }
      for split in Split.allCases where set[split].count == 0 {
        throw DatasetError("The data set `\(set.name)` should have samples in its \(split.rawValue) split. Found none.")
      }
      fingerprint.add(set.name)
      fingerprint.add(set.fingerprint)
    }
    self.name = name
    own = nil
    members = sets
    self.mixing = mixing
    self.fingerprint = fingerprint.text
    tasks = sets.flatMap(\.tasks)
    damaged = sets.flatMap(\.damaged)
    notes = sets.flatMap { set in set.notes.map { "`\(set.name)`: \($0)" } }
    classNames = sets.reduce(into: [:]) { $0.merge($1.classNames) { first, _ in first } }
    answers = sets.reduce(into: [:]) { $0.merge($1.answers) { first, _ in first } }
  }

  /// This data under another name, that of a set among several.
  public func named(_ name: String) -> DataSource {
    var source = self
    source.name = name
    return source
  }

  /// The sets: this data itself where it is one set.
  public var sets: [DataSource] { members.isEmpty ? [self] : members }

  private var sole: (train: any Dataset, validation: any Dataset, test: any Dataset, input: InputDescription) {
    guard let own else { preconditionFailure("data of several sets should be asked for its sets") }
    return own
  }

  /// The training split of data of one set.
  public var train: any Dataset { sole.train }
  /// The validation split of data of one set, on which epochs and settings are chosen.
  public var validation: any Dataset { sole.validation }
  /// The test split of data of one set, on which figures are reported.
  public var test: any Dataset { sole.test }
  /// What one sample's input looks like, in data of one set.
  public var input: InputDescription { sole.input }

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

  /// This data with a share of its training samples, drawn at random, in each of its sets. The fingerprint stays.
  ///
  /// The samples come from the start of one order for each seed, so a smaller share is a part of every larger one of the
  /// same seed.
  ///
  /// - Parameter share: above 0 and at most 1; at least one sample is kept.
  /// - Throws: `DatasetError` for data that prescribes the order of an epoch.
  public func trainingShare(_ share: Double, seed: UInt64) throws -> DataSource {
    var source = self
    guard members.isEmpty else {
      source.members = try members.map { try $0.trainingShare(share, seed: seed) }
      return source
    }
    guard train.order(epoch: 0) == nil else {
      throw DatasetError(
        "A share of the training samples should be of data without an order of its own. Found `\(name)`.")
    }
    var random = SplitMix64(key: seed, 0x7368_6172_65)
    let count = min(train.count, max(1, Int((share * Double(train.count)).rounded())))
    let indices = random.permutation(train.count)[..<count].sorted()
    source.own!.train = Subset(of: train, indices: indices)
    if let place {
      source.place = { sample, split in place(split == .train ? indices[sample] : sample, split) }
    }
    return source
  }

  /// The samples of a split of data of one set.
  public subscript(split: Split) -> any Dataset {
    switch split {
    case .train: train
    case .validation: validation
    case .test: test
    }
  }

  /// This data, of one set, with fewer samples, from the start of each split; nil keeps a split whole.
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
    source.sampleWeight = sampleWeight
    source.augmentation = augmentation
    source.wordVectors = wordVectors
    return source
  }
}

extension DataSource {
  /// The sizes of one sample's input, such as `[3, 96, 128]` or `[21]`, in data of one set; empty for several tensors.
  public var inputShape: [Int] { input.shape }

  /// A summary: "scenes: 320 training, 64 validation and 128 test samples of [3, 48, 64]", and the number of samples
  /// that were left out as damaged. It says whether the samples have weights.
  public var summary: String {
    guard members.isEmpty else { return members.map(\.summary).joined(separator: "; ") }
    return
      "\(name): \(train.count) training, \(validation.count) validation and \(test.count) test samples of \(input.sizes)"
      + (damaged.isEmpty ? "" : "; \(damaged.count) damaged left out")
      + (sampleWeight.map { "; losses and metrics weighted by `\($0)`" } ?? "")
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
