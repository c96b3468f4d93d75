extension DataSource {
  /// The cells of the training split that stand for no and for yes.
  public struct Answers: Sendable, Hashable {
    public var noCells: [String]
    public var yesCells: [String]

    public init(no: [String] = ["0"], yes: [String] = ["1"]) { (noCells, yesCells) = (no, yes) }

    /// The text of an answer: its cell where there is one alone for each answer, otherwise "0" and "1".
    public var no: String { areNamed ? noCells[0] : "0" }
    public var yes: String { areNamed ? yesCells[0] : "1" }

    private var areNamed: Bool { noCells.count == 1 && yesCells.count == 1 && noCells != yesCells }

    /// What yes stands for, in words: its cells, a few of them where there are many.
    public var positive: String {
      let shown = yesCells.prefix(Self.mostShown).joined(separator: ", ")
      return yesCells.isEmpty ? yes : shown + (yesCells.count > Self.mostShown ? ", …" : "")
    }

    private static let mostShown = 5
  }
}

extension TableEncoding {
  /// By yes-or-no target, its cells.
  var answers: [String: DataSource.Answers] {
    labels.reduce(into: [:]) { answers, label in
      guard label.schema.kind == .binary else { return }
      func cells(_ answer: Bool) -> [String] { label.cells.filter { label.answers[label.values.value($0)] == answer } }
      answers[label.schema.name] = .init(no: cells(false), yes: cells(true))
    }
  }
}
