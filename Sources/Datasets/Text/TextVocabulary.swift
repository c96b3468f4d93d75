import Foundation

/// The words of training samples with their counts, in the spelling that a network sees.
public struct WordCounts: Sendable, Hashable {
  /// How often each word occurs.
  public private(set) var words: [String: Int] = [:]
  /// The characters of the words.
  public private(set) var characters: Set<Unicode.Scalar> = []

  public init() {}

  /// Adds words.
  mutating func add(_ word: String, count: Int) { words[word, default: 0] += count }

  /// Adds the characters of a word as it is written.
  mutating func add(charactersOf word: String) { characters.formUnion(word.unicodeScalars) }

  /// The words of both.
  public func merging(_ other: WordCounts) -> WordCounts {
    var all = self
    all.words.merge(other.words, uniquingKeysWith: +)
    all.characters.formUnion(other.characters)
    return all
  }
}

/// The words that a network knows, with their codes: 0 for padding, 1 for a word that training does not have, then the words of
/// training, the most frequent first. Characters have codes in the same way.
public struct TextVocabulary: Sendable {
  /// The code of a word, or of a character, that training does not have.
  public static let unknown = 1
  /// The code of the first word or character.
  public static let first = 2

  /// The words in the order of their codes.
  public let words: [String]
  /// How often each word occurs in training.
  public let counts: [Int]
  /// The characters in the order of their codes.
  public let characters: [Unicode.Scalar]
  private let codes: [String: Int]
  private let characterCodes: [Unicode.Scalar: Int]

  /// Creates a vocabulary.
  ///
  /// - Parameter leastCount: words that occur less often have no code of their own.
  public init(_ counts: WordCounts, leastCount: Int = 1) {
    let kept = counts.words.filter { $0.value >= leastCount }.sorted {
      $0.value != $1.value ? $0.value > $1.value : $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
    }
    words = kept.map(\.key)
    self.counts = kept.map(\.value)
    characters = counts.characters.sorted()
    codes = Dictionary(uniqueKeysWithValues: words.enumerated().map { ($1, $0 + Self.first) })
    characterCodes = Dictionary(uniqueKeysWithValues: characters.enumerated().map { ($1, $0 + Self.first) })
  }

  /// The number of codes of words, with those of padding and of unknown words.
  public var size: Int { words.count + Self.first }

  /// The number of codes of characters, with those of none and of unknown ones.
  public var characterSize: Int { characters.count + Self.first }

  /// The code of a word in the spelling of the vocabulary.
  public func code(_ word: String) -> Int { codes[word] ?? Self.unknown }

  public func code(_ character: Unicode.Scalar) -> Int { characterCodes[character] ?? Self.unknown }
}

/// How words become codes.
public struct WordRules: Hashable, Sendable {
  /// Whether words are compared in lower case; characters keep theirs.
  public var lowerCase = false
  /// The occurrences in training from which a word has a code of its own.
  public var leastCount = 1
  /// The number of first characters of a word that an input holds; 0 for none.
  public var characters = 0
  /// The constant α of word dropout in training, α / (α + count); 0 for none.
  public var dropout = 0.0
  /// The path of a file of word vectors with which an embedding starts; nil for none.
  public var vectors: String?

  public init() {}

  /// The word as the vocabulary spells it.
  func spelled(_ word: String) -> String { lowerCase ? word.lowercased() : word }
}
