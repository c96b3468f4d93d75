extension DataSource {
  /// The cells of the training split that mean no and yes.
  public struct Answers: Sendable, Hashable {
    public var noCells: [String]
    public var yesCells: [String]

    public init(no: [String] = ["0"], yes: [String] = ["1"]) { (noCells, yesCells) = (no, yes) }

    /// The text of the answer no: its cell if each answer has exactly one cell, otherwise "0".
    public var no: String { areNamed ? noCells[0] : "0" }
    public var yes: String { areNamed ? yesCells[0] : "1" }

    private var areNamed: Bool { noCells.count == 1 && yesCells.count == 1 && noCells != yesCells }

    /// The meaning of yes in words: its cells, or a few of them if there are many.
    public var positive: String {
      let shown = yesCells.prefix(Self.mostShown).joined(separator: ", ")
      return yesCells.isEmpty ? yes : shown + (yesCells.count > Self.mostShown ? ", …" : "")
    }

    private static let mostShown = 5
  }
}

extension TableEncoding {
  /// The cells of each yes-or-no target.
  var answers: [String: DataSource.Answers] {
    labels.reduce(into: [:]) { answers, label in
      guard label.schema.kind == .binary else { return }
      func cells(_ answer: Bool) -> [String] { label.cells.filter { label.answers[label.values.value($0)] == answer } }
      answers[label.schema.name] = .init(no: cells(false), yes: cells(true))
    }
  }
}
