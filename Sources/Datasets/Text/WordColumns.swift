import Foundation

/// A reader of a word a line with tags in columns, an empty line after each sentence: the form of CoNLL-2000, WNUT-17 and most data of
/// named entities. Tags are taken as they are, an `I-` without a `B-` too, as `conlleval` does.
///
/// Source: [the CoNLL-2000 shared task](https://aclanthology.org/W00-0726/).
public struct WordColumns: Hashable, Sendable {
  /// What stands between two columns.
  public enum Separator: String, Hashable, Sendable, CaseIterable {
    /// Blanks or tabulators, any number of them.
    case blanks
    /// One tabulator; words may hold blanks.
    case tab
  }

  /// The names of the columns: ``word`` once, ``skipped`` for those that are not read, any other name for a tag.
  public var names: [String]
  public var separator = Separator.blanks
  /// Whether lines that begin with `#` are comments.
  public var hasComments = false

  /// The name of the column of the words.
  public static let word = "word"
  /// The name of columns that are not read.
  public static let skipped = "-"

  public init(_ names: [String]) { self.names = names }

  /// The names of the tags.
  public var tags: [String] { names.filter { $0 != Self.word && $0 != Self.skipped } }

  /// Reads a file.
  ///
  /// - Parameter wanted: the tags that are read.
  /// - Throws: `DatasetError` with the line for another number of columns, or an empty one.
  func read(_ url: URL, tags wanted: [String], into corpus: inout CorpusBuilder) throws {
    let wordColumn = names.firstIndex(of: Self.word)!
    let columns = wanted.map { names.firstIndex(of: $0)! }
    var lines = try TextLines(url)
    let path = lines.path
    corpus.begin(file: path)
    var cells: [Range<Int>] = [], start = 0
    try lines.forEach { line, number in
      if hasComments, line.first == UInt8(ascii: "#") { return }
      if separator == .tab, !line.isEmpty {
        line.cells(by: UInt8(ascii: "\t"), into: &cells)
      } else {
        line.wordRanges(into: &cells)
      }
      guard !cells.isEmpty, !line.isEmpty else {
        if corpus.wordsOfSentence > 0 { corpus.endSentence(line: start) }
        return
      }
      guard cells.count == names.count else {
        throw DatasetError(
          "`\(path)` line \(number) should have \(names.count) columns, \(names.joined(separator: " ")). Found \(cells.count)."
        )
      }
      for column in [wordColumn] + columns where cells[column].isEmpty {
        throw DatasetError("`\(path)` line \(number) should have a text in column `\(names[column])`. Found nothing.")
      }
      if corpus.wordsOfSentence == 0 { start = number }
      corpus.append(word: line.part(cells[wordColumn]))
      for (place, column) in columns.enumerated() { corpus.append(tag: line.part(cells[column]), at: place) }
    }
    if corpus.wordsOfSentence > 0 { corpus.endSentence(line: start) }
  }
}
