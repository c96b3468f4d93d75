import Foundation
import Torch

/// The sentences of a file as inputs for a network that was trained on others.
///
/// The file has the form of the training's files, whose tags are not looked at, or a sentence a line with blanks between its words.
public struct NewTexts: Sendable {
  private let corpus: Corpus
  private let words: EncodedWords
  private let ranges: [Range<Int>]
  /// Sentences on what deserves a look.
  public let notes: [String]

  /// Reads a file.
  ///
  /// - Parameter data: the data of the training, from whose files the vocabulary comes.
  /// - Throws: `DatasetError` with file and line for a file in another form, and for a sentence that is too long.
  public init(_ file: URL, like data: TextData) throws {
    var builder = CorpusBuilder(tags: [], labels: [])
    switch data.format {
    case .conllu where try Self.holds(file, { line in line.count { $0 == UInt8(ascii: "\t") } == 9 }):
      try CoNLLU(tags: [], labels: []).read(file, into: &builder)
    case .columns(let columns) where try Self.holds(file, columns.fits):
      try columns.read(file, tags: [], into: &builder)
    default: try SlotFiles.read(words: file, into: &builder)
    }
    let vocabulary = TextVocabulary(try TextSplits(data).words, leastCount: data.words.leastCount)
    try self.init(builder.corpus(), vocabulary, data.words, data.bound)
  }

  init(_ corpus: Corpus, _ vocabulary: TextVocabulary, _ rules: WordRules, _ bound: TextBound) throws {
    var notes = corpus.notes
    let longer = (0..<corpus.count).filter { corpus.range($0).count > bound.longest }
    if let first = longer.first {
      guard bound.longer == .cut else {
        throw DatasetError(
          "\(corpus.place(first)) should begin a text of at most \(bound.longest) words, `longest`. "
            + "Found \(corpus.range(first).count).")
      }
      notes.append("\(longer.count) texts are cut to \(bound.longest) words.")
    }
    words = EncodedWords(corpus.words, vocabulary, rules)
    ranges = (0..<corpus.count).map { corpus.range($0).prefix(bound.longest) }
    let unknown = words.unknownCount, all = corpus.words.numbers.count
    if unknown > 0 { notes.append("`\(corpus.path)`: the training does not know \(unknown) of \(all) words.") }
    (self.corpus, self.notes) = (corpus, notes)
  }

  /// The number of sentences.
  public var count: Int { ranges.count }

  /// The words of a sentence; one empty word for none.
  public func sentence(_ sentence: Int) -> [String] { ranges[sentence].map { corpus.words[$0] ?? "" } }

  /// The number of words of some sentences.
  public func lengths(_ sentences: Range<Int>) -> [Int] { ranges[sentences].map(\.count) }

  /// The inputs of some sentences, `[sentence, longest, columns]`, zeros in front.
  public func inputs(_ sentences: Range<Int>) -> Tensor { words.inputs(Array(ranges[sentences])) }

  /// Whether all lines that are neither empty nor comments of CoNLL-U are as `fits` says.
  private static func holds(_ file: URL, _ fits: (UnsafeBufferPointer<UInt8>) -> Bool) throws -> Bool {
    var lines = try TextLines(file), holds = true
    try lines.forEach { line, _ in
      if holds, !line.isEmpty, line[0] != UInt8(ascii: "#") { holds = fits(line) }
    }
    return holds
  }
}

extension WordColumns {
  /// Whether a line has as many columns as there are names.
  fileprivate func fits(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    var cells: [Range<Int>] = []
    if separator == .tab { line.cells(by: UInt8(ascii: "\t"), into: &cells) } else { line.wordRanges(into: &cells) }
    return cells.isEmpty || cells.count == names.count
  }
}
