import Balancing
import Printing
import Tasks
import Torch

/// A method's card as text, both for `equipoise describe` and for the method's documentation page.
package struct MethodDescription {
  let card: MethodCard
  let type: any BalancingMethod.Type

  package init(of name: String) throws { self.init(try Catalogue.find(name)) }

  init(_ type: any BalancingMethod.Type) {
    self.type = type
    card = type.card
  }

  /// The whole card: headings and their lines.
  var sections: [(heading: String, lines: [String])] {
    var sections: [(heading: String, lines: [String])] = []
    sections.append(("Formula", [card.formula] + card.symbols.map { "\($0.symbol): \($0.meaning)" }))
    sections.append(("Paper", [card.citation.map { "\($0)" } ?? "folklore"]))
    if let gradients = card.gradients {
      let others = gradients.permitted.filter { $0 != gradients.usual }.map(\.rawValue)
      let more = others.isEmpty ? "; no other" : "; also \(others.joined(separator: ", "))"
      sections.append(("Scope", ["\(gradients.usual.rawValue), the authors'\(more)"]))
      sections.append(("Heads", ["\(gradients.heads.rawValue): \(gradients.heads.meaning)"]))
      sections.append(("Losses", ["weighted by `\(gradients.losses)` before, unless another is asked for"]))
      if card.parts > 1 {
        sections.append(("Batch", ["in \(card.parts) equal parts, as independent samples"]))
      }
    }
    sections.append(("Cost", card.costLines))
    sections.append(("Memory", [card.memoryText]))
    let sum = card.weightSum == .free ? "nothing fixed" : card.weightSum.rawValue
    sections.append(("Weights", ["sum to \(sum)"]))
    if let scale = MethodScale(of: type) { sections.append(("Scale", [scale.text])) }
    if let learned = card.learned {
      sections.append(("Learns", ["\(learned), in a parameter group of its own without weight decay"]))
    }
    sections.append(("State", [card.state ?? "none"]))
    if card.needsIndicators {
      sections.append(("Needs", ["for every task a metric of which more is better, between 0 and 1"]))
    }
    return sections
  }

  /// The parameters: name, permitted values and default, meaning, source.
  var parameters: [(name: String, kind: String, meaning: String, source: String)] {
    card.settings.map { parameter in
      let fallback = parameter.isRequired ? "needed" : parameter.fallback.map { "default \($0)" } ?? "no default"
      let meaning = parameter.meaning + (parameter.search.map { "; \($0)" } ?? "")
      return (parameter.name, "\(parameter.kind); \(fallback)", meaning, parameter.source)
    }
  }

  package var text: String {
    var lines = ["\(card.title) (\(card.name)) · \(card.family.rawValue)", card.summary, ""]
    func add(_ heading: String, _ own: [String]) {
      for (index, line) in own.enumerated() {
        lines.append((index == 0 ? heading : "").padding(toLength: 12, withPad: " ", startingAt: 0) + line)
      }
    }
    for (heading, own) in sections { add(heading, own) }
    if !parameters.isEmpty { lines.append("Parameters") }
    for parameter in parameters {
      lines.append("  \(parameter.name) (\(parameter.kind)): \(parameter.meaning)")
      if !parameter.source.isEmpty { lines.append("    source: \(parameter.source)") }
    }
    add("Deviations", card.deviations.isEmpty ? ["none"] : card.deviations)
    lines.append("Example     \(card.example)")
    return lines.joined(separator: "\n")
  }

  private struct Fields: Codable {
    struct Parameter: Codable {
      var name, kind, meaning, source: String
      var fallback: String?
      var isRequired: Bool
    }
    var name, title, family, summary, formula, weightSum, memory, example: String
    var symbols: [String: String]
    var paper: String?
    var year: Int?
    var forwardPasses, backwardPasses, backwardPassesPerTask: Int
    var scopes: [String]?
    var usualScope, heads, losses: String?
    var parts: Int?
    var scale: Double?
    var parameters: [Parameter]
    var state, learned: String?
    var deviations: [String]
  }

  package func json() throws -> String {
    try JSONText.encode(
      Fields(
        name: card.name, title: card.title, family: card.family.rawValue, summary: card.summary, formula: card.formula,
        weightSum: card.weightSum.rawValue, memory: card.memoryText, example: card.example,
        symbols: Dictionary(card.symbols.map { ($0.symbol, $0.meaning) }) { first, _ in first },
        paper: card.citation?.description, year: card.citation?.year, forwardPasses: card.cost.forwardPasses,
        backwardPasses: card.cost.backwardPasses, backwardPassesPerTask: card.cost.backwardPassesPerTask,
        scopes: card.gradients?.permitted.map(\.rawValue), usualScope: card.gradients?.usual.rawValue,
        heads: card.gradients?.heads.rawValue, losses: card.gradients?.losses,
        parts: card.gradients.map { _ in card.parts },
        scale: MethodScale(of: type)?.value,
        parameters: card.settings.map {
          .init(
            name: $0.name, kind: "\($0.kind)", meaning: $0.meaning, source: $0.source,
            fallback: $0.fallback.map { "\($0)" }, isRequired: $0.isRequired)
        }, state: card.state, learned: card.learned, deviations: card.deviations))
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

extension MethodCard.Cost {
  /// The cost as a formula: "1 F + K B".
  var text: String {
    let perTask = backwardPassesPerTask == 0 ? "" : backwardPassesPerTask == 1 ? "K" : "\(backwardPassesPerTask) K"
    let terms = [perTask, backwardPasses == 0 ? "" : "\(backwardPasses)"].filter { !$0.isEmpty }
    return "\(forwardPasses) F + \(terms.count > 1 ? "(\(terms.joined(separator: " + ")))" : terms.first ?? "0") B"
  }

  /// The cost in words.
  var words: String {
    func passes(_ count: String, _ direction: String) -> String {
      "\(count) \(direction) pass\(count == "1" ? "" : "es")"
    }
    let perTask = backwardPassesPerTask == 0 ? "" : backwardPassesPerTask == 1 ? "K" : "\(backwardPassesPerTask) K"
    let terms = [perTask, backwardPasses == 0 ? "" : "\(backwardPasses)"].filter { !$0.isEmpty }
    return "\(passes("\(forwardPasses)", "forward")) and \(passes(terms.joined(separator: " + "), "backward"))"
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
