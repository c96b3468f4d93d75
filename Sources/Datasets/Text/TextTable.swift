import Components
import Foundation
import OrderedCollections
import Tasks

/// A table with a column of texts and targets, as samples of a network that reads words.
public struct TextTable: Sendable {
  /// The table: its files, its targets, the division of its rows and, as ``TableSchema/text``, the column of texts.
  public let schema: TableSchema
  let rules: WordRules
  let bound: TextBound
  private let encoding: TableEncoding
  private var parts: [Split: TextPart] = [:]
  private var targets: [Split: [String: [Float]]] = [:]
  private var notes: [String] = []

  /// Reads the files of a schema.
  ///
  /// - Throws: `DatasetError` as for any table, see ``Table/init(_:)``, and for a text that is too long.
  public init(_ schema: TableSchema, words rules: WordRules = WordRules(), bound: TextBound = TextBound()) throws {
    try schema.validate()
    guard let column = schema.text else {
      throw DatasetError("`text` of `\(schema.train)` should be a column. Found none.")
    }
    (self.schema, self.rules, self.bound) = (schema, rules, bound)
    let file = try TableRows(schema.train, schema: schema)
    let rows = try file.divided(
      by: schema.division, targets: schema.targets, takesValidation: schema.validation == nil,
      takesTest: schema.test == nil)
    guard let train = rows[.train], !train.isEmpty else {
      throw DatasetError("The split `train` of `\(file.path)` should have rows. Found none.")
    }
    encoding = try TableEncoding(schema, file: file, rows: train)
    let corpus = try Corpus(file, column: column)
    for split in Split.allCases {
      let own = try schema.ownFile(split).map { try TableRows($0, schema: schema, .samples) }
      let texts = try own.map { try Corpus($0, column: column) } ?? corpus
      let all = own.map { Array(0..<$0.count) } ?? rows[split] ?? []
      let chosen = try bound.kept(all, of: texts, split, &notes)
      guard !chosen.isEmpty else {
        throw DatasetError("The split `\(split)` of `\((own ?? file).path)` should have rows. Found none.")
      }
      parts[split] = TextPart(texts, chosen, longest: bound.longest)
      targets[split] = try encoding.targetValues(own ?? file, rows: chosen)
    }
  }

  /// The words of training.
  public var words: WordCounts { parts[.train]!.words(rules) }

  /// The data.
  ///
  /// - Parameter words: the words that the network of several data sets knows; nil for those of training.
  /// - Throws: `DatasetError` for a wrong file of word vectors.
  public func source(words: WordCounts? = nil) throws -> DataSource {
    let tasks = encoding.targets.map { target in
      let values = Split.allCases.flatMap { targets[$0]![target.name]! }
      return target.task(isComplete: values.allSatisfy(target.isLabel)).measured(forShares: target.shares(values))
    }
    var source = try DataSource(texts: schema.train, parts, rules, bound, words: words, tasks: tasks) { split in
      let fields = encoding.targets.map { ($0.name, $0.field(targets[split]![$0.name]!)) }
      return ([:], OrderedDictionary(uniqueKeysWithValues: fields))
    }
    source.notes = notes
    source.classNames = encoding.targets.reduce(into: [:]) { $0[$1.name] = $1.classes.isEmpty ? nil : $1.classes }
    source.answers = encoding.answers
    source.targetNames = encoding.targetNames
    return source
  }

  /// The texts of another table, which need not have the targets, and columns of it that are kept as they are.
  ///
  /// - Throws: `DatasetError` for a missing column, and for a text that is too long.
  public func texts(
    of file: URL, keeping columns: [String] = []
  ) throws -> (texts: NewTexts, kept: [(name: String, cells: [String])]) {
    var own = schema
    own.categorical = columns
    if !columns.isEmpty { own.missing = [] }
    let rows = try TableRows(file.path, schema: own, .inputs())
    let kept = try rows.columns(columns).map { column in
      let texts = rows.texts(column)
      return (rows.columns[column], (0..<rows.count).map { texts[$0] ?? "" })
    }
    let corpus = try Corpus(rows, column: schema.text!)
    let vocabulary = TextVocabulary(words, leastCount: rules.leastCount)
    return (try NewTexts(corpus, vocabulary, rules, bound), kept)
  }
}

extension Corpus {
  /// The texts of a column, one of each row.
  fileprivate init(_ file: TableRows, column name: String) throws {
    let texts = file.texts(try file.column(name))
    var builder = CorpusBuilder(tags: [], labels: [])
    builder.begin(file: file.path)
    for row in 0..<file.count {
      PlainWords.append(texts[row] ?? "", to: &builder)
      builder.endSentence(line: file.line(row))
    }
    self = try builder.corpus()
  }
}
