/// The words of running text: runs of letters and digits, with apostrophes and hyphens between them; any other character that is no blank
/// is a word of its own.
struct PlainWords {
  /// Appends the words of a text to a corpus; one unknown word for none.
  static func append(_ text: String, to corpus: inout CorpusBuilder) {
    var word: [UInt8] = [], joint: [UInt8] = [], isEmpty = true
    func append(_ bytes: [UInt8], _ corpus: inout CorpusBuilder) {
      guard !bytes.isEmpty else { return }
      bytes.withUnsafeBufferPointer { corpus.append(word: $0) }
      isEmpty = false
    }
    func end(_ corpus: inout CorpusBuilder) {
      append(word, &corpus)
      append(joint, &corpus)
      (word, joint) = ([], [])
    }
    for scalar in text.unicodeScalars {
      if scalar.isOfWord {
        word += joint + Array(UTF8.encode(scalar)!)
        joint = []
      } else if (scalar == "'" || scalar == "-" || scalar == "\u{2019}"), !word.isEmpty, joint.isEmpty {
        // It belongs to the word if a letter follows.
        joint = Array(UTF8.encode(scalar)!)
      } else {
        end(&corpus)
        if !scalar.properties.isWhitespace { append(Array(UTF8.encode(scalar)!), &corpus) }
      }
    }
    end(&corpus)
    if isEmpty { corpus.append(word: nil) }
  }
}

extension Unicode.Scalar {
  /// Whether it is a letter, a digit or a mark on one.
  fileprivate var isOfWord: Bool {
    if isASCII { return value >= 48 && value <= 57 || value >= 65 && value <= 90 || value >= 97 && value <= 122 }
    if properties.isAlphabetic || properties.numericType != nil { return true }
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: return true
    default: return false
    }
  }
}
