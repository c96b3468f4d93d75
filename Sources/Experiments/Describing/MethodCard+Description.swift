import Balancing
import Printing
import Tasks
import Torch

/// What a method's card says, as lines and as JSON.
extension MethodCard {
  /// The whole card but for its settings and deviations: headings and their lines.
  var sections: [(heading: String, lines: [String])] {
    var sections: [(heading: String, lines: [String])] = []
    sections.append(("Formula", [formula] + symbols.map { "\($0.symbol): \($0.meaning)" }))
    sections.append(("Paper", [citation.map { "\($0)" } ?? "folklore"]))
    if let gradients {
      let others = gradients.permitted.filter { $0 != gradients.usual }.map(\.rawValue)
      let more = others.isEmpty ? "; no other" : "; also \(others.joined(separator: ", "))"
      sections.append(("Scope", ["\(gradients.usual.rawValue), the authors'\(more)"]))
      sections.append(("Heads", ["\(gradients.heads.rawValue): \(gradients.heads.meaning)"]))
      sections.append(("Losses", ["weighted by `\(gradients.losses)` before, unless another is asked for"]))
      if parts > 1 {
        sections.append(("Batch", ["in \(parts) equal parts, as independent samples"]))
      }
    }
    sections.append(("Cost", costLines))
    sections.append(("Memory", [memoryText]))
    let sum = weightSum == .free ? "nothing fixed" : weightSum.rawValue
    sections.append(("Weights", ["sum to \(sum)"]))
    if let scale = method.flatMap(MethodScale.init(of:)) { sections.append(("Scale", [scale.text])) }
    if let learned {
      sections.append(("Learns", ["\(learned), in a parameter group of its own without weight decay"]))
    }
    sections.append(("State", [state ?? "none"]))
    if needsIndicators {
      sections.append(("Needs", ["for every task a metric of which more is better, between 0 and 1"]))
    }
    return sections
  }

  private struct Fields: Codable {
    var name, title, family, summary, formula, weightSum, memory, example: String
    var symbols: [String: String]
    var paper: String?
    var year: Int?
    var forwardPasses, backwardPasses, backwardPassesPerTask: Int
    var scopes: [String]?
    var usualScope, heads, losses: String?
    var parts: Int?
    var scale: Double?
    var parameters: [SettingFields]
    var state, learned: String?
    var deviations: [String]
  }

  func json() throws -> String {
    try JSONText.encode(
      Fields(
        name: name, title: title, family: family.rawValue, summary: summary, formula: formula,
        weightSum: weightSum.rawValue, memory: memoryText, example: example,
        symbols: Dictionary(symbols.map { ($0.symbol, $0.meaning) }) { first, _ in first },
        paper: citation?.description, year: citation?.year, forwardPasses: cost.forwardPasses,
        backwardPasses: cost.backwardPasses, backwardPassesPerTask: cost.backwardPassesPerTask,
        scopes: gradients?.permitted.map(\.rawValue), usualScope: gradients?.usual.rawValue,
        heads: gradients?.heads.rawValue, losses: gradients?.losses,
        parts: gradients.map { _ in parts },
        scale: method.flatMap(MethodScale.init(of:))?.value,
        parameters: settings.map(SettingFields.init), state: state, learned: learned, deviations: deviations))
  }
}

extension HeadTreatment {
  var meaning: String {
    switch self {
    case .own: "a task's own parameters get the gradient of its weighted loss"
    case .weighted: "a task's own parameters get the gradient of its weighted loss times the method's weight"
    case .unweighted: "a task's own parameters get the gradient of its plain loss"
    }
  }
}

extension MethodCard {
  /// The passes through the shared network for one step, by scope if that matters.
  var costLines: [String] {
    guard let gradients else { return ["\(cost.words) through the network a step"] }
    return gradients.permitted.map { scope in
      switch scope {
      case .shared: "scope shared: \(Cost.perTask.words) through the shared network a step, K through the heads"
      case .lastLayer:
        "scope last-layer: 1 forward pass, K backward passes through the heads and the last shared layer, 1 through the shared network"
      case .representation:
        "scope representation: 1 forward pass, K backward passes through the heads, 1 through the shared network"
      }
    }
  }

  /// The memory that the method needs in addition to a training with the plain sum, where P counts the shared
  /// parameters.
  var memoryText: String {
    var items = memory.map { [$0] } ?? []
    guard let gradients else {
      return items.first ?? (state == nil && learned == nil ? "none" : "a few numbers a task")
    }
    if gradients.permitted.contains(.shared) {
      let sets = parts > 1 ? "\(parts) K P" : "K P"
      let storage =
        family == .gramianWeighting && parts == 1
        ? ", or K times the largest stage's with `storage: gramian`, for one backward pass more" : ""
      items.append("scope shared: \(sets) gradients\(storage)")
    }
    let others = gradients.permitted.filter { $0 != .shared }.map(\.rawValue)
    if !others.isEmpty { items.append("\(others.joined(separator: ", ")): K gradients of that alone") }
    return items.joined(separator: "; ")
  }
}
