import Printing

extension Drawing {
  /// The drawing for a terminal: a tree of modules, each with what it makes, its parameters, the tasks that move them,
  /// and the boxes that it reads.
  package var text: String {
    var head = ["\(Self.bounded(title)): \(tasks.count == 1 ? "1 task" : "\(tasks.count) tasks")"]
    if !summary.isEmpty { head.append(summary) }
    let rows = tree
    let numberOf = Dictionary(uniqueKeysWithValues: rows.compactMap(\.node).enumerated().map { ($1, $0 + 1) })
    var cells = [["", "", "layers", "for one sample", "parameters", "moved by", "reads"]]
    for row in rows {
      let indent = String(repeating: "  ", count: row.depth)
      guard let place = row.node else {
        cells.append(["", indent + row.name, "", "", "", "", ""])
        continue
      }
      let node = nodes[place]
      cells.append([
        "\(numberOf[place]!)", indent + row.name,
        node.kind == .input ? "input" : node.kind == .output ? "output" : node.layers,
        Self.sizes(node.shape), node.parameters > 0 ? NumberText.grouped(node.parameters) : "",
        node.kind == .layer && node.parameters > 0
          ? movers(of: node) : node.kind == .input ? "" : "(\(words(node.tasks)))",
        Set(sources(of: place)).compactMap { numberOf[$0] }.sorted().map(String.init).joined(separator: " "),
      ])
    }
    let lines = TextColumns.lines(cells, right: [true, false, false, false, true, false, false])
    return (head.map(TerminalText.escaped) + [""] + lines + [""] + totals + notes.map(TerminalText.escaped)).joined(
      separator: "\n")
  }

  /// A line of the tree: a module around boxes, or a box.
  private struct Row {
    let depth: Int
    let name: String
    let node: Int?
  }

  /// A part of the modules' names, with the boxes of that name.
  private final class Branch {
    var order: [String] = []
    var below: [String: Branch] = [:]
    var nodes: [Int] = []

    func branch(_ name: String) -> Branch {
      if let branch = below[name] { return branch }
      let branch = Branch()
      below[name] = branch
      order.append(name)
      return branch
    }
  }

  /// The boxes as a tree of their modules' names, in the order of the first box of each.
  private var tree: [Row] {
    let root = Branch()
    for (place, node) in nodes.enumerated() {
      let parts = node.kind == .layer ? node.name.split(separator: ".").map(String.init) : ["\u{0}\(place)"]
      parts.reduce(root) { $0.branch($1) }.nodes.append(place)
    }
    return rows(root, "", 0)
  }

  private func rows(_ branch: Branch, _ name: String, _ depth: Int) -> [Row] {
    var rows: [Row] = []
    for (number, place) in branch.nodes.enumerated() {
      let node = nodes[place]
      var own = node.kind == .layer ? name : node.kind == .junction ? "·" : label(of: node)
      if node.copies > 1, node.kind == .layer { own += " × \(node.copies)" }
      if branch.nodes.count > 1 { own += " (\(number + 1) of \(branch.nodes.count))" }
      rows.append(Row(depth: max(depth - 1, 0), name: own, node: place))
    }
    if branch.nodes.isEmpty, branch.order.count == 1, depth > 0 {
      return self.rows(branch.below[branch.order[0]]!, "\(name).\(branch.order[0])", depth)
    }
    if branch.nodes.isEmpty, depth > 0 { rows.append(Row(depth: depth - 1, name: name, node: nil)) }
    return rows + branch.order.flatMap { self.rows(branch.below[$0]!, Self.bounded($0), depth + 1) }
  }
}
