import Components
import Foundation
import Statistics

/// The sentences of each split, before their words have codes.
public struct TextSplits: Sendable {
  let data: TextData
  private(set) var parts: [Split: TextPart] = [:]
  private(set) var notes: [String] = []

  /// Reads the files and chooses the sentences.
  ///
  /// - Throws: `DatasetError` with file and line for a file that is not as its form says, a sentence that is too long, a genre that
  ///   no sentence has, or a split without sentences.
  public init(_ data: TextData) throws {
    try data.check()
    self.data = data
    let train = try data.corpus(data.train)
    let own = try data.divided(train)
    for split in Split.allCases {
      let corpus = split == .train || data[split].isEmpty ? train : try data.corpus(data[split])
      let sentences = own[split] ?? Array(0..<corpus.count)
      parts[split] = try selected(sentences, of: corpus, split)
      notes += corpus.notes.filter { !notes.contains($0) }
    }
  }

  /// The words of training.
  public var words: WordCounts { parts[.train]!.words(data.words) }

  private mutating func selected(_ sentences: [Int], of corpus: Corpus, _ split: Split) throws -> TextPart {
    var chosen = sentences
    let rule = data.selected[split] ?? TextData.Selection()
    if let genres = rule.genres { chosen = try corpus.sentences(chosen, of: genres) }
    chosen = try data.bound.kept(chosen, of: corpus, split, &notes)
    if let count = rule.count {
      guard count <= chosen.count else {
        throw DatasetError(
          "The \(split.rawValue) split of `\(data.train[0])` should have at least \(count) sentences to draw from. Found \(chosen.count)."
        )
      }
      var random = SplitMix64(key: data.seed, 0x7465_7874, UInt64(Split.allCases.firstIndex(of: split)!))
      chosen = random.permutation(chosen.count)[..<count].map { [chosen] in chosen[$0] }.sorted()
    }
    guard !chosen.isEmpty else {
      throw DatasetError("The \(split.rawValue) split of `\(data.train[0])` should have sentences. Found none.")
    }
    return TextPart(corpus, chosen, longest: data.bound.longest)
  }
}

extension TextData {
  /// The sentences of the training files that each split has; empty for all of training.
  fileprivate func divided(_ train: Corpus) throws -> [Split: [Int]] {
    let validation = self.validation.isEmpty ? validationShare : 0
    guard self.validation.isEmpty || test.isEmpty else { return [:] }
    let splits: [Split]
    if let fold, test.isEmpty {
      let units = StratifiedUnits(sizes: Array(repeating: 1, count: train.count), name: "sentences")
      splits = try fold.splits(of: units, validation: validation, seed: seed, path: self.train[0])
    } else {
      splits = TableRows.shares(
        train.count, validation: validation, test: test.isEmpty ? testShare : 0, seed: seed)
    }
    var own = Dictionary(grouping: 0..<train.count) { splits[$0] }
    for split in Split.allCases where !self[split].isEmpty && split != .train { own[split] = nil }
    return own
  }
}

extension Corpus {
  /// The sentences of some genres.
  ///
  /// - Throws: `DatasetError` for a genre that no sentence of the corpus has.
  fileprivate func sentences(_ sentences: [Int], of genres: [String]) throws -> [Int] {
    guard let texts = labels[CoNLLU.genre] else { return sentences }
    if let stranger = genres.first(where: { !texts.all.contains($0) }) {
      throw DatasetError(
        "`genres` should be among those of `\(path)`, \(texts.all.sorted().joined(separator: ", ")). "
          + "Found \(Found.quoted(stranger)).")
    }
    let wanted = Set(genres)
    return sentences.filter { texts[$0].map(wanted.contains) ?? false }
  }
}
