import Components
import Torch

/// The words of a corpus as codes. Codes are held for each different word, and each word is its place among them.
struct EncodedWords: Sendable {
  /// The columns of an input: the word's code, then its first characters'.
  let columns: Int
  /// The codes of each different word, `[word, column]`.
  private let codes: [Float]
  private let numbers: [Int32]

  /// Encodes words.
  init(_ words: Corpus.Texts, _ vocabulary: TextVocabulary, _ rules: WordRules) {
    columns = 1 + rules.characters
    var codes: [Float] = []
    codes.reserveCapacity(words.all.count * columns)
    for word in words.all {
      codes.append(Float(vocabulary.code(rules.spelled(word))))
      guard rules.characters > 0 else { continue }
      let characters = word.unicodeScalars.prefix(rules.characters).map { Float(vocabulary.code($0)) }
      codes += characters + Array(repeating: 0, count: rules.characters - characters.count)
    }
    (self.codes, numbers) = (codes, words.numbers)
  }

  /// The number of words that training does not have.
  var unknownCount: Int {
    numbers.count { $0 < 0 || codes[Int($0) * columns] == Float(TextVocabulary.unknown) }
  }

  /// The inputs `[sentence, longest, column]` of some ranges of words: zeros in front of the shorter ones.
  func inputs(_ ranges: [Range<Int>]) -> Tensor {
    let length = ranges.map(\.count).max() ?? 0
    let tensor = Tensor.zeros([ranges.count, length, columns])
    tensor.withUnsafeMutableBytes { bytes in
      guard var row = bytes.bindMemory(to: Float.self).baseAddress else { return }
      for range in ranges {
        row += (length - range.count) * columns
        for place in range {
          let number = Int(numbers[place])
          // A place without a word is that of a sentence without any.
          if number < 0 { row[0] = Float(TextVocabulary.unknown) }
          for column in 0..<(number < 0 ? 0 : columns) { row[column] = codes[number * columns + column] }
          row += columns
        }
      }
    }
    return tensor
  }

  /// The columns of the inputs, for a network.
  static func columns(_ vocabulary: TextVocabulary, _ rules: WordRules) -> [InputDescription.Column] {
    [.code(vocabulary.size)] + Array(repeating: .code(vocabulary.characterSize), count: rules.characters)
  }

  func addContent(to fingerprint: inout Fingerprint, _ ranges: [Range<Int>]) {
    for range in ranges { fingerprint.add(Array(numbers[range])) }
    fingerprint.add(codes)
  }
}
