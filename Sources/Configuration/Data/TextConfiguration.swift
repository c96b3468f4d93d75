import Components
import Datasets
import Foundation
import Tasks

/// Sentences with tags of their words and labels of their own.
package struct TextConfiguration: DataKind {
  package static let card = DataCard(
    About(
      "text", title: "Text", "sentences with a tag for each word, a label for each sentence, or both",
      settings: [
        Setting(
          "format", .choice(Format.self), isRequired: true,
          "`conll-u` (Universal Dependencies), `columns` (a word a line, as in CoNLL-2000) or `slots` (three files with a line for each sentence, as SNIPS and ATIS); all plain or `.gz`"
        ),
        Setting("files", .section(fileSettings), isRequired: true, "the files"),
        Setting(
          "columns", .texts("names"), isRequired: true,
          "the names of the columns of a line: `word` once, `-` for those that are not read, and any others",
          where: .is("format", "columns")),
        Setting(
          "separator", .choice(WordColumns.Separator.self), default: "blanks",
          "what stands between two columns: `blanks` (any number, or tabulators) or `tab` (one tabulator; words may hold blanks)",
          where: .is("format", "columns")),
        Setting(
          "comments", .truth, default: false, "whether lines that begin with `#` are comments",
          where: .is("format", "columns")),
        Setting("tasks", .sections(taskSettings), isRequired: true, "a list of tasks: columns, or sections"),
        Setting("words", .section(WordSettings.settings), "how words become codes"),
      ] + WordSettings.bound + [
        Setting(
          "select",
          .section(
            Split.allCases.map {
              Setting($0.rawValue, .section(selectionSettings), "the sentences of the \($0.rawValue) split")
            }), "the sentences that are used"),
        Setting(
          "split", .section(splitSettings), "what is held out of the training files, and the seed of what is drawn"),
      ]),
    usualTrunk: "bi-lstm", usualEpochs: epochs, Self.self)

  /// The default number of epochs, an upper limit: taggers are at their best after a few.
  private static let epochs = 30

  package enum Format: String, CaseIterable, Sendable {
    case conllu = "conll-u"
    case columns, slots
  }

  private static let fileSettings = [
    Setting(
      "train", .path, isRequired: true,
      "path of the training file, or a list of paths. With `slots` it is what the three files share: `snips/train` for `snips/train.seq.in`, `.seq.out` and `.label`, or `snips/train/seq.in` …"
    ),
    Setting(
      "validation", .path,
      "path of a validation file, or a list of paths; without it, validation sentences are held out of the training files"
    ),
    Setting(
      "test", .path,
      "path of a test file, or a list of paths; without it, test sentences are held out of the training files"),
  ]

  private static let taskSettings = [
    Setting(
      "column", .text("a column"), isRequired: true,
      "what is learned. `conll-u` has `upos`, `xpos`, `feats`, `deprel`, `deprel-side` (the relation and the side of the head) and, for whole sentences, `genre` (the start of `sent_id` up to the first hyphen); `slots` has `slots` and, for whole sentences, `intent`; `columns` has its own"
    ),
    Setting("name", .text("a name"), otherwise: "the column", "the task's name"),
    Setting(
      "genres", .texts("genres"),
      "the genres whose training sentences keep their labels of this task; none for all. Validation and test sentences keep theirs"
    ),
    Setting("loss", .section([]), otherwise: "none", "as in `tasks`"),
    Setting("weight", .number(.positive), default: 1, "as in `tasks`"),
    Setting("metrics", .texts("metrics"), "as in `tasks`"),
  ]

  private static let selectionSettings = [
    Setting("genres", .texts("genres"), "the genres, with `conll-u`; none for all"),
    Setting(
      "count", .int(Bounds.samples),
      "the number of sentences, drawn with `split.seed` among those of the genres; none for all"),
  ]

  private static let splitSettings =
    [
      Setting(
        "validation", .number(.properFraction), default: 0.1, "without a validation file: share of the sentences"),
      Setting("test", .number(.properFraction), default: 0.1, "without a test file: share of the sentences, above 0"),
      SplitDraw.seedSetting("seed of the choice"),
    ] + SplitDraw.foldSettings("without a test file, ")

  /// The files and what is learned from them, but for the seed.
  package private(set) var data: TextData
  private let held: HeldOutConfiguration
  package let taskOverrides: [String: TaskConfiguration]

  package init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    let given: Format = try section.choice("format")
    section.varies(with: "format", given.rawValue)
    let format: TextData.Format =
      switch given {
      case .conllu: .conllu
      case .columns: .columns(try Self.columns(section))
      case .slots: .slots
      }
    let files = try section.section("files")
    data = TextData(format, train: try files.paths("train"), tasks: [])
    data.validation = try files.optionalPaths("validation")
    data.test = try files.optionalPaths("test")
    data.words = try WordSettings.rules(section.section("words"))
    data.bound = try WordSettings.bound(section)
    let select = try section.section("select")
    for split in Split.allCases {
      let own = try select.section(split.rawValue)
      let selection = TextData.Selection(
        genres: try own.genres("genres", of: format), count: try own.optionalInt("count"))
      if selection != TextData.Selection() { data.selected[split] = selection }
    }
    held = try HeldOutConfiguration(
      reading: section.section("split"), drawsValidation: data.validation.isEmpty, drawsTest: data.test.isEmpty)
    var overrides: [String: TaskConfiguration] = [:]
    for task in try section.sections("tasks", shorthand: "column") {
      let column = try data.read(task)
      let own = try TaskConfiguration(reading: task.undeclared, catalogue: catalogue)
      if !own.isEmpty { overrides[data.name(column)] = own }
    }
    taskOverrides = overrides
    guard !data.tasks.isEmpty else {
      throw ConfigurationError(
        "`\(section.path(of: "tasks"))` should name at least one task. Found none.", at: section.origin(of: "tasks"))
    }
  }

  private static func columns(_ section: DeclaredSection) throws -> WordColumns {
    var columns = WordColumns(try section.strings("columns"))
    columns.separator = try section.choice("separator")
    columns.hasComments = try section.bool("comments")
    let (path, origin) = (section.path(of: "columns"), section.origin(of: "columns"))
    guard columns.names.count(where: { $0 == WordColumns.word }) == 1 else {
      throw ConfigurationError(
        "`\(path)` should name `\(WordColumns.word)` once. Found \(columns.names.quotedList).", at: origin)
    }
    if let twice = columns.tags.first(where: { name in columns.tags.count { $0 == name } > 1 }) {
      throw ConfigurationError(
        "`\(path)` should have different names. Found \(Found.quoted(twice)) twice.", at: origin)
    }
    return columns
  }

  package var taskNames: [String] { data.tasks.map(data.name) }

  /// The draw of what is held out, or of some of the sentences.
  package var draw: SplitDraw? {
    let isDrawn = data.selected.values.contains { $0.count != nil }
    return held.draw ?? (isDrawn ? SplitDraw(seed: held.seed, drawsTest: false) : nil)
  }

  package func source(_ reading: DataReading) throws -> DataSource {
    try TextSplits(data(reading)).source(words: reading.words)
  }

  package func words(_ reading: DataReading) throws -> WordCounts? { try TextSplits(data(reading)).words }

  package func newInputs(_ reading: DataReading) -> NewInputs { .texts(data(reading)) }

  /// The files with the division of a run.
  private func data(_ reading: DataReading) -> TextData {
    var data = data
    (data.validationShare, data.testShare) = (held.validation, held.test)
    data.seed = held.seed.value(for: reading)
    data.fold = reading.fold ?? held.fold
    return data
  }
}

extension TextData {
  /// Reads one of the tasks.
  ///
  /// - Returns: its column.
  fileprivate mutating func read(_ task: DeclaredSection) throws -> String {
    let column = try task.string("column")
    let origin = task.origin(of: "column")
    guard format.tasks.contains(column) else {
      throw ConfigurationError(
        "`\(task.path(of: "column"))` should be one of \(format.tasks.quotedList). Found \(Found.quoted(column))."
          + Suggestion.sentence(for: column, among: format.tasks), at: origin)
    }
    guard !tasks.contains(column) else {
      throw ConfigurationError(
        "`data.tasks` should name a column once. Found \(Found.quoted(column)) twice.", at: origin)
    }
    let name = try task.string("name", default: column)
    guard !tasks.contains(where: { self.name($0) == name }) else {
      throw ConfigurationError("Tasks should have different names. Found \(Found.quoted(name)) twice.", at: origin)
    }
    tasks.append(column)
    if name != column { names[column] = name }
    labelled[column] = try task.genres("genres", of: format)
    return column
  }
}

extension DeclaredSection {
  /// The paths of one file or of several that may be missing.
  fileprivate func optionalPaths(_ key: String) throws -> [String] {
    guard has(key) else { return try optionalPath(key).map { [$0] } ?? [] }
    return try paths(key)
  }

  /// A list of genres, which only some formats have.
  fileprivate func genres(_ key: String, of format: TextData.Format) throws -> [String]? {
    let genres = try optionalStrings(key, isSet: true)
    if let genres, !format.labels.contains("genre") || genres.isEmpty {
      throw ConfigurationError(
        "`\(path(of: key))` should \(genres.isEmpty ? "name a genre" : "stand with `format: conll-u`"). Found \(genres.quotedList).",
        at: origin(of: key))
    }
    return genres
  }
}
