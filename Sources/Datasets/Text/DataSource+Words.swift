import Components
import Foundation
import OrderedCollections
import Tasks

extension DataSource {
  /// Texts whose words become codes. Inputs are `[longest, columns]`, see ``TextDataset``.
  ///
  /// - Parameters:
  ///   - path: the path of the training file, which gives the data its name.
  ///   - parts: the texts of each split.
  ///   - words: the words that the network of several data sets knows; nil for those of training.
  ///   - targets: the classes of a split's words, and what its texts have.
  /// - Throws: `DatasetError` for a wrong file of word vectors.
  init(
    texts path: String, _ parts: [Split: TextPart], _ rules: WordRules, _ bound: TextBound, words: WordCounts?,
    tasks: [LearningTask],
    targets: (Split) -> (tags: OrderedDictionary<String, [Int32]>, labels: OrderedDictionary<String, Field>)
  ) throws {
    let vocabulary = TextVocabulary(words ?? parts[.train]!.words(rules), leastCount: rules.leastCount)
    guard vocabulary.size <= Self.mostWords else {
      throw DatasetError(
        "The texts of `\(path)` should have fewer than \(Self.mostWords) different words, for their codes are in single precision. "
          + "Found \(vocabulary.words.count); `least-count` leaves rare ones out.")
    }
    let vectors = try rules.vectors.map { try WordVectors(URL(filePath: $0), for: vocabulary) }
    var fingerprint = Fingerprint()
    for task in tasks { fingerprint.add(task.name) }
    let sets = Split.allCases.map { split in
      let (part, (tags, labels)) = (parts[split]!, targets(split))
      let set = TextDataset(
        words: EncodedWords(part.corpus.words, vocabulary, rules), ranges: part.ranges, tags: tags, labels: labels)
      set.addContent(to: &fingerprint)
      return set
    }
    vectors?.addContent(to: &fingerprint)
    self.init(
      name: URL(fileURLWithPath: path).lastPathComponent, train: sets[0], validation: sets[1], test: sets[2],
      tasks: tasks,
      input: .sequence(length: bound.longest, columns: EncodedWords.columns(vocabulary, rules)),
      fingerprint: fingerprint.text)
    if rules.dropout > 0 { augmentation = WordDropout(rules.dropout, vocabulary) }
    wordVectors = vectors
    place = { sample, split in parts[split]?.place(sample) }
  }

  /// The largest number of codes that single precision holds without a gap.
  private static let mostWords = 1 << 24
}
