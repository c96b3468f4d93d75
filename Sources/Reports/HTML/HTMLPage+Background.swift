import Printing

extension HTMLPage {
  /// The background of the figures, and how to read them: folded on a screen, open in print.
  var background: String {
    """
    <details class="background">
    <summary>How these figures came about, and how to read them</summary>
    \(facts)
    \(footnotes)
    </details>
    """
  }

  private var facts: String {
    let items = comparison.facts.map { fact in
      let value = fact.isCommand ? "<code>\(HTMLText.escaped(fact.value))</code>" : HTMLText.escaped(fact.value)
      let warning = fact.isWarning ? #" class="warning""# : ""
      let kind = fact.isCommand ? #" class="command""# : ""
      return "<div\(kind)><dt>\(HTMLText.escaped(fact.name))</dt><dd\(warning)>\(value)</dd></div>"
    }
    return "<dl class=\"facts\">\n\(items.joined(separator: "\n"))\n</dl>"
  }

  private var footnotes: String {
    let items = comparison.footnotes.map { "<li>\(HTMLText.escaped($0))</li>" }
    return "<ul class=\"notes\">\n\(items.joined(separator: "\n"))\n</ul>"
  }
}
