import Printing

extension Drawing {
  /// The drawing as a picture that explains itself: title, legend, boxes and tensors, totals.
  package var svg: String { SVGPicture(self, isAlone: true).text }
}

/// A drawing in SVG, on white ground.
struct SVGPicture {
  private let drawing: Drawing
  private let colours: TaskColours
  /// Whether the picture has its own title, legend and totals.
  private let isAlone: Bool

  private static let font = 12.0, smallFont = 11.0, line = 15.0, margin = 20.0
  /// The least width, for the words around the boxes.
  private static let narrowest = 620.0

  init(_ drawing: Drawing, isAlone: Bool) {
    self.drawing = drawing
    self.isAlone = isAlone
    colours = TaskColours(drawing)
  }

  var text: String {
    let boxes = drawing.nodes.map(size)
    let layout = LayeredLayout(boxes, drawing.edges.map { ($0.from, $0.to) })
    let head = isAlone ? header(width: max(layout.size.width, Self.narrowest)) : (lines: [String](), height: 0)
    let foot =
      isAlone
      ? (drawing.totals + drawing.notes).flatMap {
        Self.wrapped($0, max(layout.size.width, Self.narrowest), Self.smallFont)
      } : []
    let width = max(layout.size.width, isAlone ? Self.narrowest : 0) + 2 * Self.margin
    let height =
      head.height + layout.size.height + Double(foot.count) * Self.line + 2 * Self.margin + (foot.isEmpty ? 0 : 16)
    let left = Self.margin + max(0, (width - 2 * Self.margin - layout.size.width) / 2)
    let top = Self.margin + head.height
    var parts = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(Self.number(width))\" height=\"\(Self.number(height))\" viewBox=\"0 0 \(Self.number(width)) \(Self.number(height))\" role=\"img\" font-family=\"Helvetica, Arial, 'DejaVu Sans', sans-serif\" font-size=\"\(Self.number(Self.font))\">",
      "<title>\(Self.escaped(Drawing.bounded(drawing.title, 120)))</title>",
      "<defs><marker id=\"end\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0.5 L8 4 L0 7.5 z\" fill=\"#55606e\"/></marker></defs>",
      "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
    ]
    parts += head.lines
    parts.append("<g transform=\"translate(\(Self.number(left)) \(Self.number(top)))\">")
    parts += layout.ways.map(Self.path)
    parts += zip(drawing.nodes.indices, layout.corners).map { box($0, $1, boxes[$0]) }
    parts += labels(layout)
    parts.append("</g>")
    for (index, words) in foot.enumerated() {
      parts.append(
        Self.words(
          words, x: Self.margin, y: height - Self.margin - Double(foot.count - 1 - index) * Self.line,
          size: Self.smallFont, colour: "#3a424d"))
    }
    return (parts + ["</svg>", ""]).joined(separator: "\n")
  }

  /// Title, summary and legend.
  private func header(width: Double) -> (lines: [String], height: Double) {
    var lines: [String] = [], y = Self.margin + 6
    lines.append(
      Self.words(Drawing.bounded(drawing.title, 80), x: Self.margin, y: y, size: 17, colour: "#1b1f24", isBold: true))
    y += 20
    for words in Self.wrapped(
      drawing.summary.isEmpty ? Drawing.explanation : "\(drawing.summary). \(Drawing.explanation)", width, Self.font)
    {
      lines.append(Self.words(words, x: Self.margin, y: y, size: Self.font, colour: "#3a424d"))
      y += Self.line + 1
    }
    y += 4
    var x = Self.margin
    for entry in colours.legend(of: drawing) {
      let wide = Self.width(entry.words, Self.font) + 46
      if x > Self.margin, x + wide > Self.margin + width {
        x = Self.margin
        y += 22
      }
      let dashes = entry.isDashed ? " stroke-dasharray=\"4 3\"" : ""
      lines.append(
        "<rect x=\"\(Self.number(x))\" y=\"\(Self.number(y - 10))\" width=\"18\" height=\"13\" rx=\"3\" fill=\"\(entry.colour.fill)\" stroke=\"\(entry.colour.line)\"\(dashes)/>"
      )
      lines.append(Self.words(entry.words, x: x + 24, y: y, size: Self.font, colour: "#1b1f24"))
      x += wide
    }
    return (lines, y + 12 - Self.margin + 12)
  }

  private func size(_ node: Drawing.Node) -> LayeredLayout.Size {
    let lines = drawing.lines(of: node)
    let widest =
      lines.enumerated().map {
        Self.width($1, $0 == 0 ? Self.font : Self.smallFont, isBold: $0 == 0 && lines.count > 1)
      }.max() ?? 0
    let isSmall = lines.count == 1
    return .init(
      width: max(widest + (isSmall ? 20 : 22), isSmall ? 36 : 70),
      height: Double(lines.count) * Self.line + (isSmall ? 9 : 11))
  }

  private func box(_ place: Int, _ corner: LayeredLayout.Point, _ size: LayeredLayout.Size) -> String {
    let node = drawing.nodes[place], colour = colours[node], lines = drawing.lines(of: node)
    let radius = lines.count == 1 ? size.height / 2 : node.kind == .layer ? 6 : 1
    let dashes = node.role == "joint" || node.isFrozen ? " stroke-dasharray=\"5 3\"" : ""
    func rectangle(_ shift: Double) -> String {
      "<rect x=\"\(Self.number(corner.x + shift))\" y=\"\(Self.number(corner.y - shift))\" width=\"\(Self.number(size.width))\" height=\"\(Self.number(size.height))\" rx=\"\(Self.number(radius))\" fill=\"\(colour.fill)\" stroke=\"\(colour.line)\" stroke-width=\"1.3\"\(dashes)/>"
    }
    var parts = ["<g><title>\(Self.escaped(hint(node)))</title>"]
    if node.copies > 1 { parts += [rectangle(6), rectangle(3)] }
    parts.append(rectangle(0))
    for (index, words) in lines.enumerated() {
      parts.append(
        Self.words(
          words, x: corner.x + size.width / 2, y: corner.y + Self.line * (Double(index) + 1) + 1,
          size: index == 0 ? Self.font : Self.smallFont, colour: index == 0 ? "#14181d" : "#3a424d",
          isBold: index == 0 && lines.count > 1, isCentred: true))
    }
    return parts.joined() + "</g>"
  }

  /// What a pointer on a box shows.
  private func hint(_ node: Drawing.Node) -> String {
    var parts = [drawing.label(of: node), node.layers, "makes \(Drawing.sizes(node.shape))"]
    if node.parameters > 0 {
      parts.append("\(NumberText.grouped(node.parameters)) parameters, moved by \(drawing.movers(of: node))")
    }
    if node.multiplyAdds > 0 { parts.append("\(Drawing.short(node.multiplyAdds)) multiply-adds a sample") }
    return parts.joined(separator: "; ")
  }

  /// The sizes of each tensor, once next to the box that makes it.
  private func labels(_ layout: LayeredLayout) -> [String] {
    var at: [String: (point: LayeredLayout.Point, text: String)] = [:]
    for (edge, way) in zip(drawing.edges, layout.ways) where drawing.nodes[edge.from].kind != .input {
      let text = Drawing.sizes(edge.shape), key = "\(edge.from) \(text)"
      if let known = at[key], known.point.x >= way[0].x { continue }
      at[key] = (way[0], text)
    }
    return at.sorted { $0.key < $1.key }.map { _, label in
      Self.words(
        label.text, x: label.point.x + 5, y: label.point.y + 13, size: 10, colour: "#4a5461", hasHalo: true)
    }
  }

  private static func path(_ way: [LayeredLayout.Point]) -> String {
    var d = "M\(number(way[0].x)) \(number(way[0].y))"
    for (index, point) in way.enumerated().dropFirst() {
      let before = way[index - 1]
      // Within a layer a line is straight; between layers it bends.
      if index.isMultiple(of: 2) {
        d += " L\(number(point.x)) \(number(point.y))"
      } else {
        let half = (before.y + point.y) / 2
        d +=
          " C\(number(before.x)) \(number(half)) \(number(point.x)) \(number(half)) \(number(point.x)) \(number(point.y))"
      }
    }
    return "<path d=\"\(d)\" fill=\"none\" stroke=\"#7b8794\" stroke-width=\"1.2\" marker-end=\"url(#end)\"/>"
  }

  private static func words(
    _ text: String, x: Double, y: Double, size: Double, colour: String, isBold: Bool = false, isCentred: Bool = false,
    hasHalo: Bool = false
  ) -> String {
    let more =
      (isBold ? " font-weight=\"bold\"" : "") + (isCentred ? " text-anchor=\"middle\"" : "")
      + (hasHalo ? " stroke=\"#ffffff\" stroke-width=\"3\" paint-order=\"stroke\"" : "")
    return
      "<text x=\"\(number(x))\" y=\"\(number(y))\" font-size=\"\(number(size))\" fill=\"\(colour)\"\(more)>\(escaped(text))</text>"
  }

  /// The text for XML, which has no control characters and none of the code points that are no characters.
  private static func escaped(_ text: String) -> String {
    HTMLText.escaped(TerminalText.escaped(text).replacingScalars { $0.value & 0xFFFE == 0xFFFE ? "\u{FFFD}" : nil })
  }

  private static func number(_ value: Double) -> String {
    let text = NumberText.full((value * 10).rounded() / 10)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// The width of a text in pixels, by the usual widths of a sans-serif type.
  private static func width(_ text: String, _ size: Double, isBold: Bool = false) -> Double {
    let ems = text.unicodeScalars.reduce(0.0) { sum, scalar in
      switch scalar {
      case "i", "j", "l", "t", "f", "r", ".", ",", ":", ";", "|", "!", "'", " ", "(", ")", "[", "]": sum + 0.34
      case "m", "w", "M", "W", "@", "→", "×", "…": sum + 0.86
      case "A"..."Z", "0"..."9", "+", "−", "*", "_": sum + 0.64
      default: sum + (scalar.value > 0x2E7F ? 1.05 : 0.56)
      }
    }
    return ems * size * (isBold ? 1.17 : 1.08)
  }

  private static func wrapped(_ text: String, _ room: Double, _ size: Double) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, width("\(last) \(word)", size) <= room {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}

extension Drawing {
  /// How a picture is read.
  static let explanation =
    "Each box is a layer or a block of layers, and its colour says which tasks move its parameters: whose losses have a gradient there. White boxes have no parameters. Arrows are tensors with their sizes for one sample."
}
