import Components
import Datasets

/// The keys of how words become codes, and of how long a text may be.
enum WordSettings {
  static let settings = [
    Setting("lower-case", .truth, default: false, "whether words are compared in lower case; characters keep theirs"),
    Setting(
      "least-count", .int(1...1_000_000), default: 1,
      "the occurrences in training from which a word is known; all others are one unknown word"),
    Setting(
      "characters", .int(0...256), default: 0,
      "the number of first characters of each word that an input holds next to the word's code"),
    Setting(
      "dropout", .number(.nonNegative), default: 0,
      "α of word dropout: in training a word becomes unknown with probability α / (α + count); 0 for none, 0.25 in the published form"
    ),
    Setting(
      "vectors", .path,
      "path of a text file of word vectors, `word v1 … vn` in each line, plain or `.gz`, with which an embedding starts; none for random ones"
    ),
  ]

  /// The keys of the bound, which stand next to the section.
  static let bound = [
    Setting("longest", .int(Bounds.words), default: 512, "the number of words of the longest text"),
    Setting(
      "longer", .choice(TextBound.Longer.self), default: "refuse",
      "what becomes of a longer text: `refuse` (an error that names it), `cut` (its first words are kept) or `drop` (it is left out)"
    ),
  ]

  static func bound(_ section: DeclaredSection) throws -> TextBound {
    var bound = TextBound()
    bound.longest = try section.int("longest")
    bound.longer = try section.choice("longer")
    return bound
  }

  static func rules(_ section: DeclaredSection) throws -> WordRules {
    var rules = WordRules()
    rules.lowerCase = try section.bool("lower-case")
    rules.leastCount = try section.int("least-count")
    rules.characters = try section.int("characters")
    rules.vectors = try section.optionalPath("vectors")
    rules.dropout = try section.double("dropout")
    return rules
  }
}
