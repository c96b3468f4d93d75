import OrderedCollections

/// Sentences of files: their words, tags of the words, and labels of whole sentences. Each different text is held once.
public struct Corpus: Sendable {
  /// Texts of many places: the different ones in the order of their first appearance, and the number of each place's own.
  public struct Texts: Sendable {
    /// The different texts.
    public let all: [String]
    /// The place in ``all`` of each text; −1 for none.
    public let numbers: [Int32]

    /// The text at a place; nil for none.
    public subscript(_ place: Int) -> String? { numbers[place] < 0 ? nil : all[Int(numbers[place])] }
  }

  /// The words of all sentences, one sentence after the other.
  public let words: Texts
  /// The tags of all words, by name.
  public let tags: OrderedDictionary<String, Texts>
  /// The labels of all sentences, by name.
  public let labels: OrderedDictionary<String, Texts>
  /// The first word of each sentence, and after the last sentence the number of words.
  let starts: [Int]
  /// The line of its file on which each sentence begins, from 1.
  let lines: [UInt32]
  /// The path of each file and its first sentence.
  let files: [(path: String, first: Int)]
  /// Sentences on what was left out.
  let notes: [String]

  /// The number of sentences.
  public var count: Int { lines.count }

  /// The words of a sentence as places among all words.
  public func range(_ sentence: Int) -> Range<Int> { starts[sentence]..<starts[sentence + 1] }

  /// The words of a sentence.
  public func sentence(_ sentence: Int) -> [String] { range(sentence).map { words[$0] ?? "" } }

  /// The path of the first file.
  var path: String { files[0].path }

  /// The place of a sentence in the words of an error: "`train.conllu` line 29".
  func place(_ sentence: Int) -> String {
    "`\(files.last { $0.first <= sentence }?.path ?? "")` line \(lines[sentence])"
  }
}
