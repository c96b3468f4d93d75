import Components
import Foundation

/// A reader of three files with a line for each sentence: its words, a tag for each word, and a label of the sentence. It is the form
/// in which the joint data of slots and intents, SNIPS and ATIS, are passed on.
///
/// Source: C.-W. Goo et al., [Slot-Gated Modeling for Joint Slot Filling and Intent
/// Prediction](https://aclanthology.org/N18-2118/), NAACL 2018.
struct SlotFiles {
  /// The tag of each word.
  static let slots = "slots"
  /// The label of each sentence.
  static let intent = "intent"

  /// The tags that are read: ``slots`` or none.
  let tags: [String]
  /// The labels that are read: ``intent`` or none.
  let labels: [String]

  /// Reads a part of the data. A sentence without words is one unknown word without a tag.
  ///
  /// - Parameter part: the path that its files share: `snips/train` for `snips/train.seq.in` or `snips/train/seq.in`.
  /// - Throws: `DatasetError` with file and line where the files do not go together.
  func read(_ part: String, into corpus: inout CorpusBuilder) throws {
    let words = try LineTexts(Self.file(part, "seq.in"))
    let slots = try tags.isEmpty ? nil : LineTexts(Self.file(part, "seq.out"))
    let intents = try labels.isEmpty ? nil : LineTexts(Self.file(part, "label"))
    for other in [slots, intents].compactMap(\.self) where other.count != words.count {
      throw DatasetError("`\(other.path)` should have \(words.count) lines, as `\(words.path)`. Found \(other.count).")
    }
    corpus.begin(file: words.path)
    for line in 0..<words.count {
      let count = Self.appendWords(words[line], to: &corpus)
      if let slots { try appendTags(of: slots, line, count, words.path, &corpus) }
      if let intents { try appendLabel(of: intents, line, &corpus) }
      corpus.endSentence(line: line + 1)
    }
  }

  /// Reads a file with the words of a sentence in each line, without tags.
  static func read(words url: URL, into corpus: inout CorpusBuilder) throws {
    var lines = try TextLines(url)
    corpus.begin(file: lines.path)
    try lines.forEach { line, number in
      _ = appendWords(Array(line), to: &corpus)
      corpus.endSentence(line: number)
    }
  }

  /// Appends the words of a line; one unknown word for none.
  ///
  /// - Returns: the number of words of the line.
  private static func appendWords(_ line: [UInt8], to corpus: inout CorpusBuilder) -> Int {
    let words = line.words
    for word in words { word.withUnsafeBufferPointer { corpus.append(word: $0) } }
    if words.isEmpty { corpus.append(word: nil) }
    return words.count
  }

  private func appendTags(
    of slots: LineTexts, _ line: Int, _ count: Int, _ path: String, _ corpus: inout CorpusBuilder
  ) throws {
    let tags = slots[line].words
    guard tags.count == count else {
      throw DatasetError(
        "`\(slots.path)` line \(line + 1) should have a tag for each of the \(count) words of `\(path)`. Found \(tags.count)."
      )
    }
    for tag in tags { tag.withUnsafeBufferPointer { corpus.append(tag: $0, at: 0) } }
    if tags.isEmpty { corpus.append(tag: nil, at: 0) }
  }

  private func appendLabel(of intents: LineTexts, _ line: Int, _ corpus: inout CorpusBuilder) throws {
    let words = intents[line].words
    guard !words.isEmpty else {
      throw DatasetError("`\(intents.path)` line \(line + 1) should be a label. Found nothing.")
    }
    Array(words.joined(separator: [UInt8(ascii: " ")])).withUnsafeBufferPointer { corpus.append(label: $0, at: 0) }
  }

  private static func file(_ part: String, _ ending: String) throws -> URL {
    let names = ["\(part).\(ending)", "\(part)/\(ending)"]
    guard let found = names.flatMap({ [$0, $0 + ".gz"] }).first(where: FileManager.default.fileExists) else {
      throw DatasetError("`\(names[0])` or `\(names[1])`, plain or with `.gz`, should be a file. Found none.")
    }
    return URL(filePath: found)
  }
}

/// The lines of a text file in memory.
struct LineTexts {
  let path: String
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  init(_ url: URL) throws {
    var lines = try TextLines(url)
    path = lines.path
    var bytes: [UInt8] = [], ends: [Int] = []
    try lines.forEach { line, _ in
      bytes.append(contentsOf: line)
      ends.append(bytes.count)
    }
    (self.bytes, self.ends) = (bytes, ends)
  }

  var count: Int { ends.count }

  /// A line, from 0.
  subscript(_ line: Int) -> [UInt8] { Array(bytes[(line == 0 ? 0 : ends[line - 1])..<ends[line]]) }
}

extension [UInt8] {
  /// The parts between blanks and tabulators.
  fileprivate var words: [ArraySlice<UInt8>] { split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") } }
}
