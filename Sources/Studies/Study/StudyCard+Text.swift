import Printing

extension StudyCard {
  /// The card as text: what is claimed, how it is tested, what departs from the source, and what it costs.
  package func description(width: Int = 100) -> String {
    func wrapped(_ text: String, _ indent: Int = 2) -> String {
      String(repeating: " ", count: indent) + TextWrap.wrapped(text, width: width, indent: indent)
    }
    func part(_ title: String, _ lines: [String]) -> String { ([title] + lines).joined(separator: "\n") }
    var parts = [
      part(
        title,
        [wrapped(summary.prefix(1).uppercased() + summary.dropFirst() + ".")]
          + [citation.map { wrapped("After \($0).") }].compactMap { $0 })
    ]
    parts.append(
      part(
        "Claims",
        claims.enumerated().flatMap { index, claim -> [String] in
          let margin = claim.margin > 0 ? ", margin \(NumberText.printed(claim.margin)) \(claim.unit)" : ""
          let marks = claim.isReconstruction ? " A reconstruction." : ""
          return [
            wrapped("\(index + 1). \(claim.sentence)"),
            wrapped("\(claim.kind.rawValue)\(margin); \(claim.sourceText).\(marks)", 5),
            wrapped("What would change our mind: \(claim.otherwise)", 5),
          ] + [claim.control.map { wrapped("Control: \($0)", 5) }].compactMap { $0 }
        }))
    parts.append(part("Protocol", protocolText.map { wrapped($0) }))
    if !deviations.isEmpty { parts.append(part("What departs from the paper", deviations.map { wrapped($0) })) }
    let sources = data.map { wrapped("\($0.name): \($0.source)") }
    parts.append(part("Data", sources.isEmpty ? [wrapped("generated")] : sources))
    parts.append(part("Cost", [wrapped("about \(minutes) min on two cores")]))
    return parts.joined(separator: "\n\n")
  }
}
