import Balancing
import Tasks

/// A method's card, as `equipoise describe` prints it.
public struct MethodDescription {
  private let card: MethodCard

  public init(of name: String) throws { card = try Catalogue.find(name).card }

  public var text: String {
    var lines = ["\(card.title) (\(card.name)) · \(card.family.rawValue)", card.summary, ""]
    lines.append("Formula     \(card.formula)")
    for (symbol, meaning) in card.symbols { lines.append("            \(symbol): \(meaning)") }
    lines.append("Paper       \(card.citation.map { "\($0)" } ?? "folklore")")
    lines.append("Cost        \(card.cost.forwardPasses) forward and \(card.cost.backwardPasses) backward pass a step")
    lines.append("Weights     sum to \(card.weightSum == .free ? "nothing fixed" : card.weightSum.rawValue)")
    if let learned = card.learned { lines.append("Learns      \(learned), in a parameter group of its own without weight decay") }
    lines.append("State       \(card.state ?? "none")")
    if !card.parameters.isEmpty { lines.append("Parameters") }
    for parameter in card.parameters {
      let fallback = parameter.isRequired ? "needed" : parameter.fallback.map { "default \($0)" } ?? "no default"
      lines.append("  \(parameter.name) (\(parameter.kind); \(fallback)): \(parameter.meaning)")
      if !parameter.source.isEmpty { lines.append("    source: \(parameter.source)") }
    }
    lines.append("Deviations  \(card.deviations.isEmpty ? "none" : card.deviations.joined(separator: " "))")
    lines.append("Example     \(card.example)")
    return lines.joined(separator: "\n")
  }

  private struct Fields: Codable {
    struct Parameter: Codable {
      var name, kind, meaning, source: String
      var fallback: String?
      var isRequired: Bool
    }
    var name, title, family, summary, formula, weightSum, example: String
    var symbols: [String: String]
    var paper: String?
    var forwardPasses, backwardPasses: Int
    var parameters: [Parameter]
    var state, learned: String?
    var deviations: [String]
  }

  public func json() throws -> String {
    try JSONText.encode(
      Fields(
        name: card.name, title: card.title, family: card.family.rawValue, summary: card.summary, formula: card.formula,
        weightSum: card.weightSum.rawValue, example: card.example,
        symbols: Dictionary(card.symbols.map { ($0.symbol, $0.meaning) }) { first, _ in first },
        paper: card.citation?.description, forwardPasses: card.cost.forwardPasses,
        backwardPasses: card.cost.backwardPasses,
        parameters: card.parameters.map {
          .init(
            name: $0.name, kind: "\($0.kind)", meaning: $0.meaning, source: $0.source,
            fallback: $0.fallback.map { "\($0)" }, isRequired: $0.isRequired)
        }, state: card.state, learned: card.learned, deviations: card.deviations))
  }
}
