import Configuration
import Datasets
import Foundation
import Printing

extension ExperimentDraft {
  /// The experiment: a line for each column, with a comment that gives the reason for its place.
  package var yaml: String {
    let named = output.relativePath
    var lines = [
      YAMLText.comment("Written by `equipoise init` for \(path). Read it, change what is wrong, then run:"),
      "#", YAMLText.comment("  equipoise compare \(ShellText.word(named))"), "#",
      YAMLText.comment(Self.about(inference)), "", "data:", "  kind: table", "  files:",
      "    train: \(Self.word(tablePath))",
    ]
    let dialect = inference.dialect
    if dialect.separator != "," {
      lines.append("  separator: \(dialect.separator == "\t" ? "tab" : YAMLText.quoted(String(dialect.separator)))")
    }
    if dialect.decimal == .comma { lines.append("  decimal: comma") }
    if !dialect.hasHeader { lines.append("  header: false  # columns are named 0, 1, 2, …") }
    lines.append("  inputs:")
    lines += section("numeric", .numeric) + section("categorical", .categorical) + section("drop", .dropped)
    lines.append("  targets:")
    for target in inference.targets { lines += Self.lines(target, columns: inference.columns) }
    if let group = inference.group, let column = inference.columns.first(where: { $0.name == group }) {
      lines += [
        "  split:", "    by: group  # rows that agree in the column stay in one split",
        "    column: \(Self.word(group))  \(Self.comment(column))",
      ]
    }
    lines += [
      "", "comparison:", "  single-task: true  # each task is also trained alone: does sharing pay?",
      "  methods: [ew, uw, uw-o, uw-so]  # `equipoise list methods` names all", "  seeds: 3", "",
    ]
    return lines.joined(separator: "\n")
  }

  /// The table as the file names it: relative to its folder if it lies in it.
  private var tablePath: String {
    let folder = output.absoluteURL.deletingLastPathComponent().standardized.path + "/"
    let file = inference.file.absoluteURL.standardized.path
    guard file.hasPrefix(folder) else { return file }
    let relative = String(file.dropFirst(folder.count))
    return relative.hasPrefix("~") ? "./" + relative : relative
  }

  private func section(_ key: String, _ role: TableInference.Role) -> [String] {
    let columns = inference.columns.filter { $0.role == role }
    if columns.isEmpty { return role == .dropped ? [] : ["    \(key): []"] }
    return ["    \(key):"] + columns.map { "      - \(Self.word($0.name))  \(Self.comment($0))" }
  }

  private static func lines(_ target: InferredTarget, columns: [TableInference.Column]) -> [String] {
    let schema = target.schema
    let notes = [target.note] + (columns.first { $0.name == schema.column }?.notes.dropFirst() ?? [])
    var lines = ["    - column: \(word(schema.column))  \(comment(notes))", "      kind: \(schema.kind.rawValue)"]
    if let positive = schema.positive?.first { lines.append("      positive: \(YAMLText.quoted(positive))") }
    if let classes = schema.classes {
      lines.append("      classes: [\(classes.map(YAMLText.quoted).joined(separator: ", "))]")
    }
    return lines
  }

  /// The text as a YAML value that is read as this text.
  private static func word(_ text: String) -> String { ConfigurationNode.Content.value(text).scalarText }

  private static func comment(_ column: TableInference.Column) -> String { comment(column.notes) }

  private static func comment(_ notes: [String]) -> String { YAMLText.comment(notes.joined(separator: "; ")) }

  /// The table in words: "48842 rows and 15 columns, separated by commas, names in the first line".
  static func about(_ inference: TableInference) -> String {
    let dialect = inference.dialect
    let separators: [Character: String] = [
      ",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", " ": "blanks",
    ]
    return "\(inference.rows) rows and \(inference.columns.count) columns, separated by "
      + (separators[dialect.separator] ?? "\"\(dialect.separator)\"")
      + (dialect.decimal == .comma ? ", with decimal commas" : "")
      + (dialect.hasHeader ? ", with names in the first line" : ", without names: columns go by their numbers from 0")
  }
}
