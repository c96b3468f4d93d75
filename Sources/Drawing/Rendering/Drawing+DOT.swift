import Printing

extension Drawing {
  /// The drawing in Graphviz's language: a node for each box, an edge for each tensor.
  package var dot: String {
    let colours = TaskColours(self)
    var lines = [
      "digraph network {",
      "  graph [rankdir=TB, label=\(Self.quoted(([title] + totals).joined(separator: "\n"))), labelloc=b, fontname=\"sans-serif\"];",
      "  node [shape=box, style=\"filled,rounded\", fontname=\"sans-serif\", fontsize=11];",
      "  edge [fontname=\"sans-serif\", fontsize=9];",
    ]
    for (place, node) in nodes.enumerated() {
      let colour = colours[node]
      let style = node.isFrozen || node.role == "joint" ? ", style=\"filled,rounded,dashed\"" : ""
      let shape = node.kind == .layer ? "" : node.kind == .junction ? ", shape=ellipse" : ", shape=box, style=filled"
      lines.append(
        "  n\(place) [label=\(Self.quoted(self.lines(of: node).joined(separator: "\n"))), fillcolor=\"\(colour.fill)\", color=\"\(colour.line)\"\(style)\(shape)];"
      )
    }
    for edge in edges {
      lines.append("  n\(edge.from) -> n\(edge.to) [label=\(Self.quoted(Self.sizes(edge.shape)))];")
    }
    return (lines + ["}", ""]).joined(separator: "\n")
  }

  /// The lines of a box: name, layers, parameters.
  func lines(of node: Node) -> [String] {
    switch node.kind {
    case .input: return [node.name == "input" ? "input" : "input " + Self.bounded(node.name), Self.sizes(node.shape)]
    case .output: return [Self.bounded(node.name), Self.sizes(node.shape)]
    case .junction: return [Self.bounded(node.layers) + (node.copies > 1 ? " × \(node.copies)" : "")]
    case .layer where node.parameters == 0:
      return [Self.bounded(node.layers, 60) + (node.copies > 1 ? " × \(node.copies)" : "")]
    case .layer:
      var lines = [label(of: node), Self.bounded(node.layers, 60)]
      if node.parameters > 0 {
        lines.append(
          "\(Self.short(Double(node.parameters))) parameters"
            + (node.applications > 1 ? ", used \(node.applications) times" : ""))
      }
      return lines
    }
  }

  /// A quoted text: quotes and backslashes are escaped, and control characters are shown as U+FFFD.
  private static func quoted(_ text: String) -> String {
    let escaped = TerminalText.lines(text).replacingScalars { scalar in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case "\n": "\\n"
      default: nil
      }
    }
    return "\"\(escaped)\""
  }
}
