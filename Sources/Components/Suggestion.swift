/// The name that a user most likely meant.
package enum Suggestion {
  /// The nearest of `names`: it differs from `word` by few letters, or one of the two starts with the other; nil if
  /// none is near.
  package static func nearest(to word: String, among names: [String]) -> String? {
    // Longer than any name, and the distance takes time with its length.
    guard word.utf8.count <= 400 else { return nil }
    let written = word.lowercased()
    let word = letters(word)
    let ranked = names.map { (name: $0, letters: letters($0), distance: distance(word, letters($0))) }
    // A third of the letters: `temperture` is `temperature`, but `lr` is not `l1`.
    let near = ranked.filter { $0.distance * 3 <= max(word.count, $0.letters.count) }
    if let least = near.map(\.distance).min() {
      // Hyphens decide between equals: `uw-s` is rather `uw-o` than `uw`.
      let best = near.filter { $0.distance == least }.map(\.name)
      return best.min { distance(written, $0.lowercased()) < distance(written, $1.lowercased()) }
    }
    guard word.count >= 3 else { return nil }
    return ranked.first { $0.letters.hasPrefix(word) || ($0.letters.count >= 3 && word.hasPrefix($0.letters)) }?.name
  }

  /// The letters by which names are compared: `uwso` and `UW_SO` equal `uw-so`.
  private static func letters(_ name: String) -> String {
    name.lowercased().filter { !"-_ ".contains($0) }
  }

  /// The distance of two words: the number of letters to insert, delete, replace or swap with their neighbour (optimal
  /// string alignment).
  static func distance(_ a: String, _ b: String) -> Int {
    let a = Array(a), b = Array(b)
    var before: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 1) }
        row.append(cost)
      }
      (before, last) = (last, row)
    }
    return last[b.count]
  }

  /// The sentence `` Did you mean `name`? `` with a space before it; empty if no name is near.
  package static func sentence(for word: String, among names: [String]) -> String {
    nearest(to: word, among: names).map { " Did you mean `\($0)`?" } ?? ""
  }
}

extension Sequence<String> {
  /// The words as a list in quotes: `` `a`, `b`, `c` ``.
  package var quotedList: String { map { "`\($0)`" }.joined(separator: ", ") }

  /// The words as a choice: "a", "a or b", "a, b or c".
  package var alternatives: String {
    let words = Array(self)
    guard words.count > 2 else { return words.joined(separator: " or ") }
    return words.dropLast().joined(separator: ", ") + " or " + words[words.count - 1]
  }
}
