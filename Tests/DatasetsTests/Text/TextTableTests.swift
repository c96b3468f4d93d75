import Foundation
import TestSupport
import Testing
import Torch

@testable import Datasets

/// Tables with a column of texts, and vectors of words.
@Suite struct TextTableTests {
  private let scratch = TemporaryFolder()

  private func table(_ rows: [String], _ bound: TextBound = TextBound()) throws -> TextTable {
    let file = scratch.write(Array(("text,kind,stars,split\n" + rows.joined(separator: "\n")).utf8), "t.csv")
    var schema = TableSchema(
      train: file.path,
      targets: [.init(name: "kind", kind: .classification), .init(name: "stars", kind: .regression)])
    schema.text = "text"
    schema.division.rule = .column
    (schema.division.column, schema.division.validationValues, schema.division.testValues) = ("split", ["v"], ["t"])
    return try TextTable(schema, bound: bound)
  }

  private static let rows = [
    "\"Don't go, it's well-made.\",b,1,a", ",a,3,a", "good 5,a,,v", "bad,b,2,t",
  ]

  @Test func wordsOfTextsAreTakenApart() {
    func words(_ text: String) -> [String?] {
      var builder = CorpusBuilder(tags: [], labels: [])
      builder.begin(file: "")
      PlainWords.append(text, to: &builder)
      builder.endSentence(line: 1)
      let corpus = try? builder.corpus()
      return corpus.map { corpus in corpus.range(0).map { corpus.words[$0] } } ?? []
    }
    #expect(words("Don't go, it's well-made.") == ["Don't", "go", ",", "it's", "well-made", "."])
    #expect(
      words("'quoted' - 5% naïve\u{301} «x»") == ["'", "quoted", "'", "-", "5", "%", "naïve\u{301}", "«", "x", "»"])
    #expect(words("a--b c'") == ["a", "-", "-", "b", "c", "'"])
    #expect(words(" \t") == [nil])
  }

  @Test func targetsAreThoseOfATable() throws {
    let source = try table(Self.rows).source()
    let train = try source.train.batch([0, 1])
    #expect(train.inputs.sole.shape == [2, 6, 1] && train.inputs.sole.floats.suffix(2) == [0, 1])
    #expect(train.targets["kind"]!.array(of: Int64.self) == [1, 0])
    #expect(train.targets["stars"]!.floats == [-1, 1])
    #expect(try source.validation.batch([0]).labelled == ["kind": true, "stars": false])
    #expect(source.classNames["kind"] == ["a", "b"] && source.tasks[1].scale.mean == 2)
    #expect(source.place?(0, .test)?.hasSuffix("t.csv` line 5") == true)
  }

  @Test func eventsAreThoseOfATable() throws {
    let file = scratch.write(
      Array("text,months,died,split\nfine,5,1,a\nworse,2,0,a\nlost,,1,a\nbad,3,1,v\nill,1,1,t".utf8), "s.csv")
    var death = TableSchema.Target(name: "death", column: "months", kind: .survival)
    death.event = "died"
    var schema = TableSchema(train: file.path, targets: [death])
    schema.text = "text"
    schema.division.rule = .column
    (schema.division.column, schema.division.validationValues, schema.division.testValues) = ("split", ["v"], ["t"])
    let train = try TextTable(schema, bound: TextBound()).source().train
    #expect(train.events(of: "death") == [true, false, false] && train.events(of: "other") == nil)
  }

  @Test func aLongTextIsNamed() {
    var bound = TextBound()
    bound.longest = 3
    #expect(
      errorText { try table(Self.rows, bound) }.hasPrefix(
        "`\(scratch.url.appending(path: "t.csv").path)` line 2 should begin a text of at most 3 words, `longest`. Found 6."
      ))
  }

  @Test func textsOfAnotherTableAreEncodedLikeThoseOfTraining() throws {
    let table = try table(Self.rows)
    let file = scratch.write(Array("id,text\nNA,it's new\n".utf8), "n.csv")
    let (texts, kept) = try table.texts(of: file, keeping: ["id"])
    #expect(texts.count == 1 && texts.inputs(0..<1).floats[1] == 1 && texts.inputs(0..<1).floats[0] > 1)
    #expect(kept.map(\.name) == ["id"] && kept[0].cells == ["NA"])
  }

  // MARK: vectors

  private var vocabulary: TextVocabulary {
    var counts = WordCounts()
    for (word, count) in [("The", 3), ("cat", 2), ("dog", 1)] { counts.add(word, count: count) }
    return TextVocabulary(counts)
  }

  private func vectors(_ text: String) throws -> WordVectors {
    try WordVectors(scratch.write(Array(text.utf8), "v.txt"), for: vocabulary)
  }

  @Test(arguments: ["", "3 2\n"]) func vectorsOfKnownWordsAreRead(first: String) throws {
    let vectors = try vectors(first + "the 1 -2.5 \ncat 3e-1 4\r\nfish 5 6\n")
    #expect(vectors.width == 2 && vectors.codes == [2, 3] && vectors.values == [1, -2.5, 0.3, 4])
  }

  @Test func aWordsOwnSpellingComesFirst() throws {
    #expect(try vectors("The 1\nthe 2\n").values == [1])
  }

  @Test(arguments: [
    ("cat 1 2\ndog 1\n", "line 2 should be a word and 2 numbers, as in the lines before. Found 1."),
    ("cat 1 x\n", "line 1 should have finite numbers after the word. Found \"x\"."),
    ("cat\n", "line 1 should be a word and the numbers of its vector. Found 0 numbers."),
    ("\n", "should hold vectors of words. Found none."),
  ]) func aWrongLineIsNamed(_ text: String, _ message: String) {
    #expect(errorText { try vectors(text) } == "`\(scratch.url.appending(path: "v.txt").path)` \(message)")
  }
}
