/// Labels with their codes: their ranks in the order of code points.
struct Vocabulary: Sendable {
  let labels: [String]
  private let ranks: [String: Int]

  init(_ labels: some Sequence<String>) {
    self.labels = Self.sorted(Set(labels))
    ranks = Dictionary(uniqueKeysWithValues: self.labels.enumerated().map { ($1, $0) })
  }

  var count: Int { labels.count }

  /// The code of a label; `count` for one that is not in the vocabulary.
  func code(_ label: String) -> Int { ranks[label] ?? count }

  /// The labels in the order of code points, which is that of the bytes of UTF-8.
  static func sorted(_ labels: Set<String>) -> [String] {
    labels.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
