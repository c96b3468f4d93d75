import Components
import Foundation
import Tasks

/// The use of a table of text in an experiment: which columns are inputs of which kind, which are left out and why, and
/// how rows should be divided.
public struct TableInference: Sendable {
  /// The use of a column.
  public enum Role: Hashable, Sendable {
    case numeric, categorical, target
    /// A column that keeps rows together: rows that agree in it stay in one split.
    case group
    /// A column that is not read.
    case dropped
  }

  /// A column of the file.
  public struct Column: Sendable {
    public let name: String
    public fileprivate(set) var role: Role
    /// Sentences on what the column holds, or why it is dropped, and then on what is suspicious about it.
    public fileprivate(set) var notes: [String]
    /// Whether it can be a target.
    public let target: InferredTarget?
  }

  /// The file of the table.
  public let file: URL
  /// The form in which the file writes the table.
  public let dialect: TableDialect
  /// The number of rows.
  public let rows: Int
  /// The columns in the order of the file.
  public private(set) var columns: [Column]
  /// The targets in the order in which they were asked for.
  public let targets: [InferredTarget]
  /// The doubts about the table, a sentence each.
  public private(set) var suspicions: [TableSuspicion] = []

  /// The column that keeps rows together; nil if none does.
  public var group: String? { columns.first { $0.role == .group }?.name }

  /// Reads the file twice: once to see what each column holds, once to look for suspicious ones.
  ///
  /// - Parameter names: the columns to predict; none to learn which there are.
  /// - Throws: `DatasetError` with everything that is wrong with the file or with the targets.
  public init(_ file: URL, targets names: [String]) throws {
    self.file = file
    dialect = try TableDialect(sniffing: file)
    let survey = try TableSurvey(file, dialect)
    rows = survey.rows
    let contents = survey.columns.map { ColumnContent($0, rows: survey.rows) }
    var columns = survey.names.indices.map { place in
      Column(survey.names[place], survey.columns[place], contents[place], rows: survey.rows)
    }
    let places = Dictionary(uniqueKeysWithValues: survey.names.enumerated().map { ($1, $0) })
    let unknown = names.filter { places[$0] == nil }
    guard unknown.isEmpty else { throw DatasetError.unknownColumns(unknown, of: survey.path, among: survey.names) }
    let refused = names.compactMap { name in
      InferredTarget.refusal(survey.columns[places[name]!], contents[places[name]!]).map { "`\(name)` \($0)" }
    }
    guard refused.isEmpty else {
      throw DatasetError("A target should hold numbers or classes. \(refused.joined(separator: "; ")).")
    }
    targets = names.map { columns[places[$0]!].target! }
    for name in names { columns[places[name]!].role = .target }
    self.columns = columns
    guard !names.isEmpty else { return }
    guard columns.contains(where: \.isInput) else {
      throw DatasetError(
        "`\(survey.path)` should have columns of numbers or categories other than the targets. Found none.")
    }
    try suspect()
    guard columns.contains(where: \.isInput) else {
      let doubts = suspicions.map { "`\($0.column)` \($0.finding)" }.joined(separator: "; ")
      throw DatasetError("`\(survey.path)` should have inputs that do not give the targets away. \(doubts).")
    }
  }

  /// The names of a table's columns.
  ///
  /// - Throws: `DatasetError` if the file is no table.
  public static func columnNames(of file: URL) throws -> [String] {
    let dialect = try TableDialect(sniffing: file)
    let separator = try CSV.separatorByte(dialect.separator, of: file.path)
    return try CSVColumns.names(file, separator: separator, hasHeader: dialect.hasHeader)
  }

  /// The table's schema, with rows divided at random.
  private var schema: TableSchema {
    var schema = TableSchema(train: file.path, targets: targets.map(\.schema))
    schema.separator = String(dialect.separator)
    schema.decimal = dialect.decimal
    schema.header = dialect.hasHeader
    schema.numeric = columns.filter { $0.role == .numeric }.map(\.name)
    schema.categorical = columns.filter { $0.role == .categorical }.map(\.name)
    return schema
  }

  /// Changes the roles of columns that the whole table makes doubtful, and notes why.
  private mutating func suspect() throws {
    suspicions = try schema.suspicions()
    // The likeliest one comes first.
    let group = suspicions.first { $0.kind == .group }
    for suspicion in suspicions {
      let place = columns.firstIndex { $0.name == suspicion.column }!
      switch suspicion.kind {
      case .group: columns[place].role = suspicion == group ? .group : .dropped
      case .rowIdentifier, .constant, .weight, .leak: columns[place].role = .dropped
      case .notable, .rareClass: break
      }
      columns[place].notes.append(suspicion.finding)
    }
  }
}

extension TableInference.Column {
  var isInput: Bool { role == .numeric || role == .categorical }

  fileprivate init(_ name: String, _ survey: ColumnSurvey, _ content: ColumnContent, rows: Int) {
    self.name = name
    target = InferredTarget(name, survey, content)
    switch content {
    case .numbers, .wholeNumbers: role = .numeric
    case .categories: role = .categorical
    case .empty, .constant, .dates, .differentTexts, .manyTexts, .mixed: role = .dropped
    }
    notes = [Self.note(survey, content)]
    if survey.missing > 0, survey.cells > 0 {
      notes.append("\(InferredTarget.text((1000 * Double(survey.missing) / Double(rows)).rounded() / 10)) % missing")
    }
  }

  /// A sentence on the content of a column.
  private static func note(_ survey: ColumnSurvey, _ content: ColumnContent) -> String {
    switch content {
    case .numbers, .wholeNumbers:
      let kind = content == .wholeNumbers ? "whole numbers" : "numbers"
      return "\(kind) from \(InferredTarget.text(survey.low)) to \(InferredTarget.text(survey.high))"
    case .categories:
      let shown = 3, words = survey.frequent.prefix(shown).map { Found.cut($0.word) }.joined(separator: ", ")
      return
        "\(survey.different) \(survey.different == 1 ? "value" : survey.isAllNumbers ? "values" : "texts"): \(words)\(survey.different > shown ? ", …" : "")"
    case .dates: return "dates, which are not read: make numbers of them, such as the year or the days since an event"
    case .mixed:
      return "\(survey.numbers) numbers and \(survey.cells - survey.numbers) other texts, such as "
        + "\(Found.quoted(survey.firstText ?? "")): clean them, or name them in `missing`"
    case .empty, .constant, .differentTexts, .manyTexts: return InferredTarget.refusal(survey, content)!
    }
  }
}
