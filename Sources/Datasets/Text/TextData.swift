import Components
import Foundation

/// Files of sentences, what is learned from them, and how words become codes: a plain value that a configuration fills.
public struct TextData: Hashable, Sendable {
  /// The form of the files.
  public enum Format: Hashable, Sendable {
    /// CoNLL-U, with the tags `upos`, `xpos`, `feats`, `deprel` and `deprel-side` and the label `genre`.
    case conllu
    /// A word a line with tags in columns.
    case columns(WordColumns)
    /// Three files with a line for each sentence, with the tag `slots` and the label `intent`. Paths are what the three share.
    case slots

    /// The names of the tags of words.
    var tags: [String] {
      switch self {
      case .conllu: CoNLLU.Tag.allCases.map(\.rawValue)
      case .columns(let columns): columns.tags
      case .slots: [SlotFiles.slots]
      }
    }

    /// The names of the labels of sentences.
    public var labels: [String] {
      switch self {
      case .conllu: [CoNLLU.genre]
      case .columns: []
      case .slots: [SlotFiles.intent]
      }
    }

    /// The names of all that can be learned.
    public var tasks: [String] { tags + labels }
  }

  /// The sentences of a split that are used.
  public struct Selection: Hashable, Sendable {
    /// The genres; nil for all.
    public var genres: [String]?
    /// The number of sentences, drawn at random among those of the genres; nil for all.
    public var count: Int?

    public init(genres: [String]? = nil, count: Int? = nil) { (self.genres, self.count) = (genres, count) }
  }

  public var format: Format
  /// The paths of the training files, at least one.
  public var train: [String]
  /// The paths of validation files; empty if validation sentences come from the training files.
  public var validation: [String] = []
  /// The paths of test files; empty if test sentences come from the training files.
  public var test: [String] = []
  /// The tags and labels that are learned.
  public var tasks: [String]
  /// The names of tasks that have another name than their tag or label.
  public var names: [String: String] = [:]
  public var words = WordRules()
  public var bound = TextBound()
  /// The sentences that are used, by split; all of a split that is not named.
  public var selected: [Split: Selection] = [:]
  /// The genres whose training sentences keep their labels, by tag or label; all if it is not named.
  public var labelled: [String: [String]] = [:]
  /// The share of the training files for validation, without files of its own.
  public var validationShare = 0.1
  /// The share of the training files for test, without files of its own.
  public var testShare = 0.1
  /// The fold that is for test, in place of ``testShare``; nil for one division.
  public var fold: Fold?
  /// The seed of the division and of the sentences that are drawn.
  public var seed: UInt64 = 0

  public init(_ format: Format, train: [String], tasks: [String]) {
    (self.format, self.train, self.tasks) = (format, train, tasks)
  }

  /// The paths of the files of a split.
  subscript(_ split: Split) -> [String] {
    switch split {
    case .train: train
    case .validation: validation
    case .test: test
    }
  }

  /// The name of the task of a tag or label.
  public func name(_ task: String) -> String { names[task] ?? task }

  /// Whether genres are needed, though none of the tasks is one.
  private var needsGenres: Bool { !labelled.isEmpty || selected.values.contains { $0.genres != nil } }

  /// Checks what cannot be read.
  ///
  /// - Throws: `DatasetError` without files or tasks, for a task that the form does not have, and for columns without words.
  func check() throws {
    guard !train.isEmpty else { throw DatasetError("`train` should name a file. Found none.") }
    if case .columns(let columns) = format, columns.names.count(where: { $0 == WordColumns.word }) != 1 {
      throw DatasetError(
        "`columns` should name `\(WordColumns.word)` once. Found \(columns.names.joined(separator: ", ")).")
    }
    guard !tasks.isEmpty, Set(tasks.map(name)).count == tasks.count else {
      throw DatasetError("`tasks` should be different ones, at least one. Found \(tasks.joined(separator: ", ")).")
    }
    if let stranger = tasks.first(where: { !format.tasks.contains($0) }) {
      throw DatasetError(
        "`tasks` should be among \(format.tasks.joined(separator: ", ")). Found \(Found.quoted(stranger)).")
    }
  }

  /// Reads files.
  ///
  /// - Throws: `DatasetError` with file and line.
  func corpus(_ paths: [String]) throws -> Corpus {
    let tags = format.tags.filter(tasks.contains)
    let labels = format.labels.filter { tasks.contains($0) || needsGenres && $0 == CoNLLU.genre }
    var builder = CorpusBuilder(tags: tags, labels: labels)
    for path in paths {
      let url = URL(filePath: path)
      switch format {
      case .conllu: try CoNLLU(tags: tags.compactMap(CoNLLU.Tag.init), labels: labels).read(url, into: &builder)
      case .columns(let columns): try columns.read(url, tags: tags, into: &builder)
      case .slots: try SlotFiles(tags: tags, labels: labels).read(path, into: &builder)
      }
    }
    return try builder.corpus()
  }
}
