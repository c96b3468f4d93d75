import Components
import Foundation

/// A reader of CoNLL-U, the form of Universal Dependencies: a word a line in ten columns between tabulators, `#` before comments, an
/// empty line after each sentence. Multiword ranges (`3-4`) and empty nodes (`8.1`) are no words.
///
/// Source: [the format's description](https://universaldependencies.org/format.html).
struct CoNLLU {
  /// What a word has.
  enum Tag: String, CaseIterable {
    case upos, xpos, feats, deprel
    /// The relation and the side of the head: `nsubj|>`; `|<` for a head before the word, `|0` for none.
    case relationSide = "deprel-side"

    /// The column that holds it, from 0.
    fileprivate var column: Int {
      switch self {
      case .upos: 3
      case .xpos: 4
      case .feats: 5
      case .deprel, .relationSide: 7
      }
    }
  }

  /// The label of a sentence: the start of its identifier up to the first hyphen, which names the genre in treebanks of several.
  static let genre = "genre"

  private static let columns = 10
  private static let identifier = Array("sent_id".utf8)

  /// The tags that are read.
  let tags: [Tag]
  /// The labels that are read: ``genre`` or none.
  let labels: [String]

  /// The state of a sentence that has not ended.
  private struct Sentence {
    /// The line on which it begins; 0 for none.
    var line = 0
    var genre: [UInt8] = []
    /// The largest head, and its line.
    var head = (number: 0, line: 0)
  }

  /// Reads a file.
  ///
  /// - Throws: `DatasetError` with the line for other than ten columns, numbers of words out of order, and heads that are none.
  func read(_ url: URL, into corpus: inout CorpusBuilder) throws {
    var lines = try TextLines(url), sentence = Sentence()
    let path = lines.path
    corpus.begin(file: path)
    var cells: [Range<Int>] = [], relation: [UInt8] = []
    try lines.forEach { line, number in
      guard !line.isEmpty else { return try end(&sentence, path, &corpus) }
      if sentence.line == 0 { sentence.line = number }
      if line[0] == UInt8(ascii: "#") { return Self.readComment(line, &sentence) }
      line.cells(by: UInt8(ascii: "\t"), into: &cells)
      let place = "`\(path)` line \(number)"
      guard cells.count == Self.columns else {
        throw DatasetError("\(place) should have \(Self.columns) columns between tabulators. Found \(cells.count).")
      }
      guard try isWord(line.part(cells[0]), after: corpus.wordsOfSentence, place) else { return }
      guard !cells[1].isEmpty else { throw DatasetError("\(place) should have a word. Found nothing.") }
      corpus.append(word: line.part(cells[1]))
      for (tagNumber, tag) in tags.enumerated() {
        let cell = line.part(cells[tag.column])
        // Without features is an answer, too.
        guard !cell.isNothing || tag == .feats && !cell.isEmpty else {
          corpus.append(tag: nil, at: tagNumber)
          continue
        }
        guard tag == .relationSide else {
          corpus.append(tag: cell, at: tagNumber)
          continue
        }
        guard let side = try side(of: line.part(cells[6]), &sentence, corpus.wordsOfSentence, number, place) else {
          corpus.append(tag: nil, at: tagNumber)
          continue
        }
        relation.removeAll(keepingCapacity: true)
        relation.append(contentsOf: cell)
        relation += [UInt8(ascii: "|"), side]
        relation.withUnsafeBufferPointer { corpus.append(tag: $0, at: tagNumber) }
      }
    }
    try end(&sentence, path, &corpus)
  }

  /// Whether the first column is the number of the next word. Otherwise it is a range or an empty node.
  private func isWord(_ cell: UnsafeBufferPointer<UInt8>, after words: Int, _ place: String) throws -> Bool {
    if let number = cell.wholeNumber {
      guard number == words + 1 else {
        throw DatasetError("\(place) should be word \(words + 1) of its sentence. Found \(number).")
      }
      return true
    }
    if let sign = cell.firstIndex(where: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }),
      let first = cell.part(0..<sign).wholeNumber, let second = cell.part(sign + 1..<cell.count).wholeNumber
    {
      let isRange = cell[sign] == UInt8(ascii: "-")
      if isRange ? first == words + 1 && second > first : first == words && second > 0 { return false }
    }
    throw DatasetError(
      "\(place) should begin with the number of word \(words + 1), a range from it or an empty node before it. "
        + "Found \(Found.quoted(cell.text(0..<cell.count))).")
  }

  /// The sign of the side of the head; nil for no head.
  private func side(
    of cell: UnsafeBufferPointer<UInt8>, _ sentence: inout Sentence, _ word: Int, _ line: Int, _ place: String
  ) throws -> UInt8? {
    if cell.isNothing { return nil }
    guard let head = cell.wholeNumber else {
      throw DatasetError(
        "\(place) should have the number of a word as head. Found \(Found.quoted(cell.text(0..<cell.count))).")
    }
    if head > sentence.head.number { sentence.head = (head, line) }
    return UInt8(ascii: head == 0 ? "0" : head < word ? "<" : ">")
  }

  private static func readComment(_ line: UnsafeBufferPointer<UInt8>, _ sentence: inout Sentence) {
    let blank = UInt8(ascii: " ")
    let text = line.dropFirst().drop { $0 == blank }
    guard text.starts(with: identifier) else { return }
    let value = text.dropFirst(identifier.count).drop { $0 == blank }
    guard value.first == UInt8(ascii: "=") else { return }
    sentence.genre = Array(value.dropFirst().drop { $0 == blank }.prefix { $0 != UInt8(ascii: "-") && $0 != blank })
  }

  private func end(_ sentence: inout Sentence, _ path: String, _ corpus: inout CorpusBuilder) throws {
    defer { sentence = Sentence() }
    guard sentence.line > 0 else { return }
    guard corpus.wordsOfSentence > 0 else { return corpus.leaveOut(path, line: sentence.line) }
    guard sentence.head.number <= corpus.wordsOfSentence else {
      throw DatasetError(
        "`\(path)` line \(sentence.head.line) should have a head among the \(corpus.wordsOfSentence) words of its sentence. "
          + "Found \(sentence.head.number).")
    }
    for place in labels.indices {
      sentence.genre.withUnsafeBufferPointer { corpus.append(label: $0.isEmpty ? nil : $0, at: place) }
    }
    corpus.endSentence(line: sentence.line)
  }
}
