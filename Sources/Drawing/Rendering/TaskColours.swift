/// The colours of a drawing: one for each set of tasks that moves something.
struct TaskColours {
  /// A box's ground and its border, dark enough for text.
  struct Colour: Hashable {
    let fill, line: String
  }

  /// An entry of the legend.
  struct Entry {
    let colour: Colour
    let words: String
    let isDashed: Bool
  }

  private static let all = Colour(fill: "#cfdcf6", line: "#2f55a4")
  private static let single = [
    Colour(fill: "#fcdcb4", line: "#9a4a00"), Colour(fill: "#cbeccb", line: "#1f6f2b"),
    Colour(fill: "#ead6f7", line: "#7a35a8"), Colour(fill: "#f9cfda", line: "#a81f4f"),
    Colour(fill: "#c5ecee", line: "#0b6b75"), Colour(fill: "#f2e6a0", line: "#6f5e00"),
  ]
  private static let several = [
    Colour(fill: "#d9d0c4", line: "#5d4a33"), Colour(fill: "#bcd4c8", line: "#2b5d4a"),
    Colour(fill: "#d5cfe8", line: "#4b3f86"), Colour(fill: "#e6c9c0", line: "#86402b"),
    Colour(fill: "#c6d3da", line: "#34505f"),
  ]
  static let plain = Colour(fill: "#ffffff", line: "#55606e")
  static let frozen = Colour(fill: "#ececec", line: "#6b6b6b")
  static let each = Colour(fill: "#fcdcb4", line: "#9a4a00")

  private let ofSet: [[String]: Colour]
  private let tasks: [String]

  init(_ drawing: Drawing) {
    tasks = drawing.tasks
    var ofSet: [[String]: Colour] = [:]
    var sets = 0
    if drawing.tasks.count > 1 { ofSet[drawing.tasks] = Self.all }
    for node in drawing.nodes where node.copies == 1 && ofSet[node.tasks] == nil {
      if node.tasks.count == 1, let place = drawing.tasks.firstIndex(of: node.tasks[0]) {
        ofSet[node.tasks] = Self.single[place % Self.single.count]
      } else if node.tasks.count > 1 {
        ofSet[node.tasks] = Self.several[sets % Self.several.count]
        sets += 1
      }
    }
    self.ofSet = ofSet
  }

  /// A box's colour. One without parameters is white, with the border of the tasks that follow from it.
  subscript(node: Drawing.Node) -> Colour {
    if node.isFrozen { return Self.frozen }
    let colour = node.copies > 1 ? Self.each : ofSet[node.tasks] ?? Self.plain
    switch node.kind {
    case .input: return Self.plain
    case .output: return colour
    case .layer where node.parameters > 0: return colour
    case .layer, .junction: return Colour(fill: "#ffffff", line: colour.line)
    }
  }

  /// The legend: the sets of tasks that the drawing shows, and what borders mean.
  func legend(of drawing: Drawing) -> [Entry] {
    var seen: Set<String> = [], entries: [Entry] = []
    for node in drawing.nodes where node.kind == .layer && node.parameters > 0 {
      let isDashed = node.role == "joint"
      let words = node.isFrozen ? "not trained (frozen)" : node.copies > 1 ? "one task each" : drawing.words(node.tasks)
      if seen.insert("\(words) \(isDashed)").inserted {
        entries.append(
          Entry(
            colour: self[node],
            words: (node.isFrozen ? "" : "moved by ") + words + (isDashed ? ", outside of the balancing" : ""),
            isDashed: isDashed))
      }
    }
    return entries
  }
}
