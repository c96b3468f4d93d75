import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Figures of real corpora that need no training, counted by another program, where the folder of data sets is present.
@Suite struct TextFactsTests {
  private static func present(_ name: String) -> ConditionTrait {
    .enabled(
      if: dataFolder(name) != nil, "the folder `\(name)` of real data is not present; set EQUIPOISE_DATA to use it")
  }

  private func corpus(_ format: TextData.Format, _ file: String, of folder: String) throws -> Corpus {
    try TextData(format, train: [], tasks: format.tasks).corpus([dataFolder(folder)!.appending(path: file).path])
  }

  /// The most frequent value of each key, and that of all; the first in the order of code points among equals.
  private struct Majority {
    private let best: [String: String]
    let all: String

    init(_ pairs: some Sequence<(key: String, value: String)>) {
      var counts: [String: [String: Int]] = [:], total: [String: Int] = [:]
      for (key, value) in pairs {
        counts[key, default: [:]][value, default: 0] += 1
        total[value, default: 0] += 1
      }
      func first(_ counts: [String: Int]) -> String {
        counts.max { first, second in
          first.value != second.value
            ? first.value < second.value : second.key.utf8.lexicographicallyPrecedes(first.key.utf8)
        }!.key
      }
      best = counts.mapValues(first)
      all = first(total)
    }

    subscript(_ key: String) -> String? { best[key] }
  }

  /// Spans by the rules of conlleval: a type and the places of its words.
  private func spans(_ tags: [String]) -> Set<[String]> {
    var spans: Set<[String]> = [], start = 0, type = ""
    func end(_ place: Int) { if !type.isEmpty { spans.insert([type, "\(start)", "\(place)"]) } }
    for (place, tag) in tags.enumerated() {
      let own = tag == "O" ? "" : String(tag.dropFirst(2))
      guard tag.hasPrefix("B-") || own != type else { continue }
      end(place)
      (start, type) = (place, own)
    }
    end(tags.count)
    return spans
  }

  private func agreement(
    _ gold: Corpus, _ tag: String, _ predicted: (_ word: Int) -> String
  ) -> (gold: Int, found: Int, correct: Int) {
    var result = (0, 0, 0)
    for sentence in 0..<gold.count {
      let right = spans(gold.range(sentence).map { gold.tags[tag]![$0]! })
      let own = spans(gold.range(sentence).map(predicted))
      result = (result.0 + right.count, result.1 + own.count, result.2 + right.intersection(own).count)
    }
    return result
  }

  private func pairs(_ corpus: Corpus, _ key: (Int) -> String, _ tag: String) -> [(key: String, value: String)] {
    corpus.words.numbers.indices.compactMap { place in corpus.tags[tag]![place].map { (key(place), $0) } }
  }

  private func share(_ pairs: [(key: String, value: String)], _ majority: Majority) -> Double {
    Double(pairs.count { (majority[$0.key] ?? majority.all) == $0.value }) / Double(pairs.count)
  }

  @Test(present("conll2000")) func conll2000HasItsPublishedBaseline() throws {
    let format = TextData.Format.columns(WordColumns(["word", "pos", "chunk"]))
    let train = try corpus(format, "train.txt.gz", of: "conll2000"),
      test = try corpus(format, "test.txt.gz", of: "conll2000")
    #expect(
      [train.count, train.words.numbers.count, test.count, test.words.numbers.count] as [Int] == [
        8936, 211_727, 2012, 47_377,
      ])
    #expect(train.tags["chunk"]!.all.count == 22 && train.tags["pos"]!.all.count == 44)
    let pos = train.tags["pos"]!, ofTest = test.tags["pos"]!
    let byPOS = Majority(pairs(train, { pos[$0]! }, "chunk"))
    let found = agreement(test, "chunk") { byPOS[ofTest[$0]!] ?? byPOS.all }
    #expect(found == (23_852, 26_992, 19_592))
    let byWord = Majority(pairs(train, { train.words[$0]! }, "pos"))
    let accuracy = share(pairs(test, { test.words[$0]! }, "pos"), byWord)
    #expect(isClose(accuracy, 0.9065580344893092, .absolute(1e-12)))
  }

  @Test(present("conll2000")) func theTagOfTheTestFileAloneIsNeverRight() throws {
    let folder = dataFolder("conll2000")!.path
    var data = TextData(
      .columns(WordColumns(["word", "pos", "chunk"])), train: ["\(folder)/train.txt.gz"], tasks: ["chunk", "pos"])
    data.test = ["\(folder)/test.txt.gz"]
    let source = try DataSource.text(data)
    #expect(source.notes == ["`chunk`: training has no \"I-LST\", which count as wrong: 2 in test"])
    #expect(source.tasks.map(\.outputs) == [23, 45] && source.classNames["chunk"]!.last == "I-LST")
  }

  @Test(present("ud-english-ewt")) func theEnglishWebTreebankHasItsCounts() throws {
    let names = ["train", "dev", "test"]
    let parts = try names.map { try corpus(.conllu, "en_ewt-ud-\($0).conllu.gz", of: "ud-english-ewt") }
    #expect(parts.map(\.count) == [12_544, 2001, 2077])
    #expect(parts.map(\.words.numbers.count) == [204_577, 25_147, 25_094])
    let genres = ["answers", "email", "newsgroup", "reviews", "weblog"]
    let counts = parts.map { part in
      genres.map { genre in (0..<part.count).count { part.labels["genre"]![$0] == genre } }
    }
    #expect(counts == [[2631, 3770, 1833, 2725, 1585], [419, 523, 274, 554, 231], [438, 606, 284, 535, 214]])
    #expect(Set(parts[0].tags["deprel-side"]!.all).count == 84)
    #expect(Set(parts.flatMap { $0.tags["deprel-side"]!.all }).count == 85)
    func word(_ part: Corpus) -> (Int) -> String { { part.words[$0]!.lowercased() } }
    func upos(_ part: Corpus) -> (Int) -> String { { part.tags["upos"]![$0]! } }
    let byWord = Majority(pairs(parts[0], word(parts[0]), "upos"))
    let byTag = Majority(pairs(parts[0], upos(parts[0]), "deprel-side"))
    for (part, expected) in zip(
      parts.dropFirst(), [(0.8613751143277528, 0.5485743826301348), (0.8615206822347972, 0.544552482665179)])
    {
      #expect(isClose(share(pairs(part, word(part), "upos"), byWord), expected.0, .absolute(1e-12)))
      #expect(isClose(share(pairs(part, upos(part), "deprel-side"), byTag), expected.1, .absolute(1e-12)))
    }
    func pairsOf(_ genre: String, _ part: Corpus) -> [(key: String, value: String)] {
      (0..<part.count).filter { part.labels["genre"]![$0] == genre }.flatMap { part.range($0) }.map {
        (part.tags["upos"]![$0]!, part.tags["deprel-side"]![$0]!)
      }
    }
    let weblog = pairsOf("weblog", parts[1]) + pairsOf("weblog", parts[2])
    #expect(weblog.count == 9329)
    #expect(isClose(share(weblog, Majority(pairsOf("reviews", parts[0]))), 0.5381069782398971, .absolute(1e-12)))
  }

  @Test(present("ud-english-ewt")) func atMostATenthOfABatchIsPadding() throws {
    let file = dataFolder("ud-english-ewt")!.appending(path: "en_ewt-ud-train.conllu.gz").path
    var data = TextData(.conllu, train: [file], tasks: ["upos"])
    (data.validation, data.test) = ([file], [file])
    let loader = try DataLoader(DataSource.text(data).train, batchSize: 16)
    let lengths = try #require(loader.dataset.lengths)
    for epoch in 0..<3 {
      let order = loader.order(of: epoch)
      let elements = stride(from: 0, to: order.count, by: 16).reduce(0) { sum, start in
        let own = order[start..<min(order.count, start + 16)]
        return sum + own.count * own.map { lengths[$0] }.max()!
      }
      #expect(1 - Double(lengths.reduce(0, +)) / Double(elements) < 0.08)
    }
  }

  @Test(present("snips-slu")) func snipsHasItsCountsAndBaselines() throws {
    let parts = try ["train", "valid", "test"].map { try corpus(.slots, $0, of: "snips-slu") }
    #expect(parts.map(\.count) == [13_084, 700, 700])
    let (train, test) = (parts[0], parts[2])
    #expect(train.labels["intent"]!.all.count == 7 && train.tags["slots"]!.all.count == 72)
    let intent = Majority((0..<train.count).map { ("", train.labels["intent"]![$0]!) }).all
    let right = (0..<test.count).count { test.labels["intent"]![$0] == intent }
    #expect(isClose(Double(right) / 700, 0.12285714285714286, .absolute(1e-12)))
    let byWord = Majority(pairs(train, { train.words[$0]! }, "slots"))
    let found = agreement(test, "slots") { byWord[test.words[$0]!] ?? "O" }
    let (precision, recall) = (Double(found.correct) / Double(found.found), Double(found.correct) / Double(found.gold))
    #expect(found.gold == 1790 && isClose(precision, 0.44899817850637525, .absolute(1e-12)))
    #expect(isClose(recall, 0.5508379888268157, .absolute(1e-12)))
  }
}
