import Printing

extension Drawing {
  /// A page that needs nothing else: how to read the picture, the picture, the colours, the parameters of each set of
  /// tasks, and all layers.
  package var html: String {
    let colours = TaskColours(self)
    let legend = colours.legend(of: self).map { entry in
      "<li><i style=\"background:\(entry.colour.fill);border:1.5px \(entry.isDashed ? "dashed" : "solid") \(entry.colour.line)\"></i>\(Self.html(entry.words))</li>"
    }
    let rows = nodes.filter { $0.kind == .layer || $0.kind == .junction }.map { node -> String in
      let cells = [
        node.kind == .junction
          ? "–" : label(of: node) + (node.applications > 1 ? " (used \(node.applications) times)" : ""), node.layers,
        Self.sizes(node.shape),
        node.parameters > 0 ? NumberText.grouped(node.parameters) : "–",
        node.multiplyAdds > 0 ? Self.short(node.multiplyAdds) : "–",
        node.parameters > 0 ? movers(of: node) : "–",
      ]
      let colour = colours[node]
      return "<tr>"
        + cells.enumerated().map { index, cell in
          index == 5 && node.parameters > 0
            ? "<td><i style=\"background:\(colour.fill);border:1.5px solid \(colour.line)\"></i>\(Self.html(cell))</td>"
            : "<td\((2...4).contains(index) ? " class=\"number\"" : "")>\(Self.html(cell))</td>"
        }.joined() + "</tr>"
    }
    let shares = shares.map { share in
      "<tr><td>\(Self.html(share.role == Self.frozenRole ? "frozen" : words(share.tasks)))</td><td>\(Self.html(Self.meaning(share.role)))</td><td class=\"number\">\(NumberText.grouped(share.parameters))</td></tr>"
    }
    let shown =
      shares.count > Self.mostShares
      ? shares.prefix(Self.mostShares) + [
        "<tr><td>… and \(shares.count - Self.mostShares) more</td><td></td><td></td></tr>"
      ] : shares[...]
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(Self.html(Self.bounded(title, 120)))</title>
      <style>
      body { margin: 0 auto; padding: 1.5rem; max-width: 80rem; color: #1b1f24; background: #fff; font: 16px/1.5 system-ui, "Segoe UI", "Noto Sans", Arial, sans-serif; }
      h1 { margin: 0; font-size: 1.6rem; overflow-wrap: anywhere; } h2 { margin: 2rem 0 .5rem; font-size: 1.15rem; }
      p { max-width: 60rem; margin: .5rem 0; } .soft { color: #59616b; }
      .picture { overflow-x: auto; margin: 1rem 0; border: 1px solid #dfe3e8; border-radius: .5rem; }
      .picture svg { display: block; margin: 0 auto; }
      ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 1rem 0; padding: 0; list-style: none; }
      i { display: inline-block; width: 1.1em; height: .8em; margin-right: .5em; border-radius: .2em; vertical-align: baseline; box-sizing: border-box; }
      table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; } .scroll { overflow-x: auto; }
      th, td { padding: .3rem .8rem; text-align: left; border-bottom: 1px solid #dfe3e8; } th { color: #59616b; font-weight: 500; }
      .number { text-align: right; white-space: nowrap; }
      </style>
      </head>
      <body>
      <h1>\(Self.html(Self.bounded(title, 120)))</h1>
      \(summary.isEmpty ? "" : "<p class=\"soft\">\(Self.html(summary))</p>")
      <p>\(Self.html(Self.explanation))</p>
      <ul>\(legend.joined())</ul>
      <div class="picture">\(SVGPicture(self, isAlone: false).text)</div>
      \((totals + notes).map { "<p>\(Self.html($0)).</p>" }.joined(separator: "\n").replacing("..</p>", with: ".</p>"))
      <h2>Parameters by the tasks that move them</h2>
      <div class="scroll"><table><tr><th>moved by</th><th>in balancing</th><th class="number">parameters</th></tr>\(shown.joined())</table></div>
      <h2>Layers</h2>
      <div class="scroll"><table><tr><th>module</th><th>layers</th><th class="number">makes, for one sample</th><th class="number">parameters</th><th class="number">multiply-adds</th><th>moved by</th></tr>
      \(rows.joined(separator: "\n"))
      </table></div>
      </body>
      </html>

      """
  }

  /// The most sets of tasks in the table of a page.
  private static let mostShares = 60

  /// What balancing makes of parameters in a role.
  private static func meaning(_ role: String) -> String {
    switch role {
    case "balanced": "shared: methods weigh the tasks' gradients"
    case "joint": "joint: several tasks move them, no method looks at them"
    case "own": "the task's own"
    case "penalty": "moved by a penalty of the network alone"
    default: "not trained"
    }
  }

  private static func html(_ text: String) -> String { HTMLText.escaped(TerminalText.escaped(text)) }
}
