import Printing

/// The words and numbers of a drawing, as every format has them.
extension Drawing {
  /// The longest name of a box or task; longer ones end in dots.
  static let longestName = 44

  /// A text from outside, cut to a length that fits into a box.
  static func bounded(_ text: String, _ most: Int = longestName) -> String {
    text.count > most ? text.prefix(most - 1) + "…" : text
  }

  /// "64×24×32".
  static func sizes(_ shape: [Int]) -> String {
    shape.isEmpty ? "scalar" : shape.map(String.init).joined(separator: "×")
  }

  /// A large number with a prefix of the SI: "1.25 M", "813".
  static func short(_ value: Double, unit: String = "") -> String {
    for (size, prefix) in [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")] where value >= size * 0.9995 {
      let scaled = value / size
      return NumberText.fixed(scaled, scaled < 9.995 ? 2 : scaled < 99.95 ? 1 : 0) + " " + prefix + unit
    }
    return NumberText.fixed(value, value == value.rounded() ? 0 : 1) + (unit.isEmpty ? "" : " " + unit)
  }

  /// Tasks in words: "all 3 tasks", "depth", "depth, normals", "7 of 40 tasks".
  func words(_ set: [String]) -> String {
    if set.isEmpty { return "no task" }
    if set.count == tasks.count, tasks.count > 1 { return tasks.count == 2 ? "both tasks" : "all \(tasks.count) tasks" }
    let names = set.map { Self.bounded($0, 24) }.joined(separator: ", ")
    return names.count > 40 ? "\(set.count) of \(tasks.count) tasks" : names
  }

  /// What moves a box's parameters, in words.
  func movers(of node: Node) -> String {
    if node.isFrozen { return "frozen" }
    if node.copies > 1 { return "each its own task" }
    return words(node.tasks) + (node.role == "joint" ? " (joint)" : "")
  }

  /// The name of a box with what it stands for: "refiners.0 (2 of 3 applications)".
  func label(of node: Node) -> String {
    var text = Self.bounded(node.name.isEmpty ? node.layers : node.name)
    if node.copies > 1, node.kind != .output { text += " × \(node.copies)" }
    return text
  }

  /// The totals in sentences.
  var totals: [String] {
    var parts = ["\(NumberText.grouped(balanced)) shared"]
    if joint > 0 { parts.append("\(NumberText.grouped(joint)) joint") }
    parts.append("\(NumberText.grouped(own)) of single tasks")
    if frozen > 0 { parts.append("\(NumberText.grouped(frozen)) frozen") }
    return [
      "\(NumberText.grouped(parameters)) parameters: \(parts.joined(separator: ", "))",
      "\(Self.short(multiplyAddsPerSample)) multiply-adds a sample; "
        + "\(Self.short(operationsPerStep, unit: "FLOP")) a training step on \(batch) samples",
    ]
  }

  /// The notes below the totals.
  var notes: [String] {
    var notes: [String] = []
    if !unread.isEmpty {
      let names = unread.prefix(3).map { "`\(Self.bounded($0))`" }.joined(separator: ", ")
      notes.append(
        "\(unread.count) parameter tensors are not read in evaluation: \(names)\(unread.count > 3 ? ", …" : "").")
    }
    if let verification { notes.append(verification) }
    return notes
  }

  /// The boxes that a box reads.
  func sources(of node: Int) -> [Int] { edges.filter { $0.to == node }.map(\.from) }
}
