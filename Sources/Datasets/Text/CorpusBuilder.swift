import OrderedCollections

/// A corpus that grows word by word while files are read.
struct CorpusBuilder {
  /// Texts that grow.
  struct Column {
    private(set) var list = WordList()
    private(set) var numbers: [Int32] = []

    mutating func append(_ text: UnsafeBufferPointer<UInt8>?) { numbers.append(text.map { list.place($0) } ?? -1) }

    var texts: Corpus.Texts { Corpus.Texts(all: list.words, numbers: numbers) }
  }

  private var words = Column()
  private var tags: OrderedDictionary<String, Column>
  private var labels: OrderedDictionary<String, Column>
  private var starts = [0]
  private var lines: [UInt32] = []
  private var files: [(path: String, first: Int)] = []
  /// The sentences without words that were left out, and the place of the first.
  private var empty = (count: 0, first: "")

  /// Creates a builder.
  ///
  /// - Parameters:
  ///   - tags: the names of what each word has.
  ///   - labels: the names of what each sentence has.
  init(tags: [String], labels: [String]) {
    self.tags = OrderedDictionary(uniqueKeysWithValues: tags.map { ($0, Column()) })
    self.labels = OrderedDictionary(uniqueKeysWithValues: labels.map { ($0, Column()) })
  }

  /// The number of words of the sentence that has not ended.
  var wordsOfSentence: Int { words.numbers.count - starts[starts.count - 1] }

  mutating func begin(file path: String) { files.append((path, lines.count)) }

  /// Appends a word; nil for a sentence without any.
  mutating func append(word: UnsafeBufferPointer<UInt8>?) { words.append(word) }

  /// Appends the tag of the last word; nil for none.
  ///
  /// - Parameter place: the place among the names of tags.
  mutating func append(tag: UnsafeBufferPointer<UInt8>?, at place: Int) { tags.values[place].append(tag) }

  /// Appends the label of the sentence that has not ended; nil for none.
  mutating func append(label: UnsafeBufferPointer<UInt8>?, at place: Int) { labels.values[place].append(label) }

  /// Ends a sentence that begins on a line.
  mutating func endSentence(line: Int) {
    starts.append(words.numbers.count)
    lines.append(UInt32(truncatingIfNeeded: line))
  }

  /// Notes that something is no sentence, since it has no words.
  mutating func leaveOut(_ path: String, line: Int) {
    if empty.count == 0 { empty.first = "`\(path)` line \(line)" }
    empty.count += 1
  }

  /// What was read.
  ///
  /// - Throws: `DatasetError` if there is no sentence.
  func corpus() throws -> Corpus {
    guard let last = files.last, !lines.isEmpty else {
      throw DatasetError("`\(files.last?.path ?? "")` should hold sentences. Found none.")
    }
    if last.first == lines.count { throw DatasetError("`\(last.path)` should hold sentences. Found none.") }
    return Corpus(
      words: words.texts, tags: tags.mapValues(\.texts), labels: labels.mapValues(\.texts), starts: starts,
      lines: lines,
      files: files,
      notes: empty.count == 0
        ? [] : ["\(empty.count) sentences without words are left out, the first at \(empty.first)"])
  }
}
