import Components
import Datasets
import Printing
import Tasks

extension ExperimentDraft {
  /// The largest number of columns that are listed.
  private static let mostListed = 40

  /// The description of the table and of each column's use, for a terminal.
  package var text: String {
    var lines = [Self.line(path + ": " + Self.about(inference))]
    let targets = inference.targets.map { "\($0.schema.name) (\($0.schema.kind.rawValue))" }
    lines.append(Self.line("targets: " + NumberText.list(Array(targets.prefix(Self.mostListed))) + Self.more(targets)))
    let numeric = inference.columns.count { $0.role == .numeric }
    let categorical = inference.columns.count { $0.role == .categorical }
    lines.append("inputs: \(numeric) of numbers, \(categorical) of categories")
    for (role, title) in [(TableInference.Role.group, "rows are divided by"), (.dropped, "not read")] {
      let columns = inference.columns.filter { $0.role == role }
      guard !columns.isEmpty else { continue }
      lines.append(title + ":")
      lines += Self.list(columns.map { ($0.name, $0.notes.joined(separator: "; ")) })
    }
    return lines.joined(separator: "\n")
  }

  /// The columns that could be targets, for a terminal.
  package var candidates: String {
    var lines = [Self.line(path + ": " + Self.about(inference)), "These columns can be targets:"]
    lines += Self.list(
      inference.columns.compactMap { column in
        column.target.map { (column.name, "\($0.schema.kind.rawValue), \($0.note)") }
      })
    let others = inference.columns.filter { $0.target == nil }
    if !others.isEmpty {
      lines.append("These cannot:")
      lines += Self.list(others.map { ($0.name, $0.notes.joined(separator: "; ")) })
    }
    return lines.joined(separator: "\n")
  }

  /// The command that names the first possible targets, for a user who has named none.
  package var example: String {
    let names = inference.columns.filter { $0.target != nil }.suffix(2).map(\.name).joined(separator: ",")
    return "equipoise init \(ShellText.word(path)) --targets \(ShellText.word(names))"
  }

  /// The first and the last columns, if there are many: targets are often the last.
  private static func list(_ columns: [(name: String, note: String)]) -> [String] {
    let lines = columns.map { line("  \(Found.cut($0.name)): \($0.note)") }
    guard lines.count > mostListed else { return lines }
    return lines.prefix(mostListed / 2) + ["  … \(lines.count - mostListed) more …"] + lines.suffix(mostListed / 2)
  }

  private static func more(_ items: [String]) -> String {
    items.count > mostListed ? " and \(items.count - mostListed) more" : ""
  }

  private static func line(_ text: String) -> String { TerminalText.escaped(text) }
}
