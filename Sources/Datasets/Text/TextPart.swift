/// The sentences of a split.
struct TextPart: Sendable {
  let corpus: Corpus
  /// The sentences, in the order of their numbers.
  let sentences: [Int]
  /// The words of each that are used.
  let ranges: [Range<Int>]

  init(_ corpus: Corpus, _ sentences: [Int], longest: Int) {
    (self.corpus, self.sentences) = (corpus, sentences)
    ranges = sentences.map { corpus.range($0).prefix(longest) }
  }

  /// The words with their counts.
  func words(_ rules: WordRules) -> WordCounts {
    var counts = Array(repeating: 0, count: corpus.words.all.count)
    for range in ranges { for number in corpus.words.numbers[range] where number >= 0 { counts[Int(number)] += 1 } }
    var words = WordCounts()
    for (word, count) in zip(corpus.words.all, counts) where count > 0 {
      words.add(rules.spelled(word), count: count)
      if rules.characters > 0 { words.add(charactersOf: word) }
    }
    return words
  }

  /// The place of a sample in the words of an error; nil for none.
  func place(_ sample: Int) -> String? { sentences.indices.contains(sample) ? corpus.place(sentences[sample]) : nil }
}

/// The bound of the length of sentences.
public struct TextBound: Hashable, Sendable {
  /// The rule for longer sentences.
  public enum Longer: String, Hashable, Sendable, CaseIterable {
    /// The first one is an error.
    case refuse
    /// Their first words are kept.
    case cut
    /// They are left out.
    case drop
  }

  /// The number of words of the longest sentence.
  public var longest = 512
  public var longer = Longer.refuse

  public init() {}

  /// The sentences of a split that are not too long, or may be cut.
  ///
  /// - Parameter notes: sentences on what is cut or left out are added.
  /// - Throws: `DatasetError` for one that is refused.
  func kept(_ sentences: [Int], of corpus: Corpus, _ split: Split, _ notes: inout [String]) throws -> [Int] {
    let longer = sentences.filter { corpus.range($0).count > longest }
    guard let first = longer.first else { return sentences }
    switch self.longer {
    case .refuse:
      throw DatasetError(
        "\(corpus.place(first)) should begin a text of at most \(longest) words, `longest`. Found "
          + "\(corpus.range(first).count). `longer: cut` keeps the first words of such texts, `longer: drop` leaves them out."
      )
    case .cut:
      notes.append("\(longer.count) \(split.rawValue) texts are cut to \(longest) words")
      return sentences
    case .drop:
      notes.append("\(longer.count) \(split.rawValue) texts of more than \(longest) words are left out")
      let left = Set(longer)
      return sentences.filter { !left.contains($0) }
    }
  }
}
