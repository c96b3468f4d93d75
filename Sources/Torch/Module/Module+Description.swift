extension Module: CustomStringConvertible {
  /// The tree of parts with shapes and counts.
  public var description: String { lines(named: nil).joined(separator: "\n") }

  private func lines(named name: String?) -> [String] {
    let count = parameterCount
    let head = (name.map { "\($0): " } ?? "") + "\(type(of: self))" + (count > 0 ? " · \(count.formattedInGroups)" : "")
    let below = children
    let own = stateDictionary().filter { !$0.name.contains(".") }.map { "\($0.name) \($0.tensor.shape)" }
    return [head] + own.map { "  " + $0 } + below.flatMap { $0.module.lines(named: $0.name) }.map { "  " + $0 }
  }
}

extension Int {
  /// "1 234 567": groups of three with a thin space.
  var formattedInGroups: String {
    let digits = String(self)
    return digits.enumerated().reduce(into: "") { text, item in
      if item.offset > 0, (digits.count - item.offset) % 3 == 0 { text += "\u{2009}" }
      text.append(item.element)
    }
  }
}
