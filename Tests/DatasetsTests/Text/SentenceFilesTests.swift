import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Sentences of files in every form, and what is said where a file is wrong.
@Suite struct SentenceFilesTests {
  private let scratch = TemporaryFolder()

  static let treebank = [
    "# newdoc id = weblog-1",
    "# sent_id = weblog-blog.com_1-0001",
    "# text = I don't go.",
    "1\tI\tI\tPRON\tPRP\tCase=Nom\t4\tnsubj\t_\t_",
    "2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_",
    "2\tdo\tdo\tAUX\tVBP\t_\t4\taux\t_\t_",
    "3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_",
    "4\tgo\tgo\tVERB\tVB\t_\t0\troot\t_\t_",
    "4.1\tgone\t_\t_\t_\t_\t_\t_\t_\t_",
    "5\t.\t.\tPUNCT\t_\t_\t4\tpunct\t_\t_",
    "",
    "# sent_id = email-2",
    "1\tNew York\tNew York\tPROPN\tNNP\t_\t_\t_\t_\t_",
    "",
  ]

  private func corpus(_ lines: [String], end: String = "\n", last: String = "\n") throws -> Corpus {
    let file = scratch.write(Array((lines.joined(separator: end) + last).utf8), "a.conllu")
    return try TextData(.conllu, train: [], tasks: TextData.Format.conllu.tasks).corpus([file.path])
  }

  private var path: String { scratch.url.appending(path: "a.conllu").path }

  private func tags(_ corpus: Corpus, _ name: String) -> [String?] {
    (0..<corpus.words.numbers.count).map { corpus.tags[name]![$0] }
  }

  @Test(arguments: [("\n", "\n"), ("\r\n", ""), ("\n", "\n\n\n")])
  func wordsOfATreebankAreRead(end: String, last: String) throws {
    let corpus = try corpus(Self.treebank, end: end, last: last)
    #expect(corpus.count == 2)
    #expect(corpus.sentence(0) == ["I", "do", "n't", "go", "."] && corpus.sentence(1) == ["New York"])
    #expect(tags(corpus, "upos") == ["PRON", "AUX", "PART", "VERB", "PUNCT", "PROPN"])
    #expect(tags(corpus, "xpos") == ["PRP", "VBP", "RB", "VB", nil, "NNP"])
    #expect(tags(corpus, "feats") == ["Case=Nom", "_", "_", "_", "_", "_"])
    #expect(tags(corpus, "deprel") == ["nsubj", "aux", "advmod", "root", "punct", nil])
    #expect(tags(corpus, "deprel-side") == ["nsubj|>", "aux|>", "advmod|>", "root|0", "punct|<", nil])
    #expect(corpus.labels["genre"]![0] == "weblog" && corpus.labels["genre"]![1] == "email")
    #expect(corpus.place(1) == "`\(path)` line 12")
  }

  @Test func aFileMayBeCompressed() throws {
    let text = Self.treebank.joined(separator: "\n")
    let file = scratch.write(gzip(Array(text.utf8)), "a.conllu.gz")
    let corpus = try TextData(.conllu, train: [], tasks: ["upos"]).corpus([file.path])
    #expect(corpus.count == 2 && corpus.tags.keys == ["upos"] && corpus.labels.isEmpty)
  }

  @Test func aSentenceWithoutWordsIsLeftOutAndNoted() throws {
    let corpus = try corpus(
      Self.treebank + ["# sent_id = email-3", "", "# sent_id = email-4", "1\tYes" + String(repeating: "\t_", count: 8)])
    #expect(corpus.count == 3 && corpus.sentence(2) == ["Yes"])
    #expect(corpus.notes == ["1 sentences without words are left out, the first at `\(path)` line 15"])
  }

  @Test(arguments: [
    ("1\tI\tI\tPRON\tPRP\t_\t4\tnsubj\t_", "should have 10 columns between tabulators. Found 9."),
    ("1\tI\tI\tPRON\tPRP\t_\t4\tnsubj\t_\t_\t_", "should have 10 columns between tabulators. Found 11."),
    ("2\tI\tI\tPRON\tPRP\t_\t4\tnsubj\t_\t_", "should be word 1 of its sentence. Found 2."),
    (
      "one\tI\tI\tPRON\tPRP\t_\t4\tnsubj\t_\t_",
      "should begin with the number of word 1, a range from it or an empty node before it. Found \"one\"."
    ),
    (
      "2-3\tI\t_\t_\t_\t_\t_\t_\t_\t_",
      "should begin with the number of word 1, a range from it or an empty node before it. Found \"2-3\"."
    ),
    ("1\t\tI\tPRON\tPRP\t_\t4\tnsubj\t_\t_", "should have a word. Found nothing."),
    ("1\tI\tI\tPRON\tPRP\t_\tgo\tnsubj\t_\t_", "should have the number of a word as head. Found \"go\"."),
    ("1\tI\tI\tPRON\tPRP\t_\t3\tnsubj\t_\t_", "should have a head among the 1 words of its sentence. Found 3."),
  ]) func aWrongLineIsNamed(_ line: String, _ message: String) {
    let text = errorText { try corpus(["# sent_id = a-1", "", line]) }
    #expect(text == "`\(path)` line 3 \(message)", "\(text)")
  }

  @Test func aLineThatIsNotUTF8IsNamed() {
    let file = scratch.write(
      Array((Self.treebank.joined(separator: "\n") + "\n").utf8) + [0x31, 0x09, 0xff, 0x0a], "b.conllu")
    #expect(
      errorText { try TextData(.conllu, train: [], tasks: ["upos"]).corpus([file.path]) }
        == "`\(file.path)` line 15 should be text in UTF-8. Found other bytes.")
  }

  @Test func aFileWithoutSentencesIsRefused() {
    #expect(errorText { try corpus([""]) } == "`\(path)` should hold sentences. Found none.")
  }

  // MARK: columns

  private func columns(_ text: String, _ columns: WordColumns) throws -> Corpus {
    let file = scratch.write(Array(text.utf8), "a.txt")
    return try TextData(.columns(columns), train: [], tasks: columns.tags).corpus([file.path])
  }

  private static let chunked = "# # B-NP\nRockwell NNP B-NP\r\n\nsaid  VBD\tI-VP\n \n. . O"

  @Test func wordsInColumnsAreRead() throws {
    let corpus = try columns(Self.chunked, WordColumns(["word", "pos", "chunk"]))
    #expect((0..<3).map { corpus.sentence($0) } == [["#", "Rockwell"], ["said"], ["."]])
    #expect(tags(corpus, "chunk") == ["B-NP", "B-NP", "I-VP", "O"] && tags(corpus, "pos") == ["#", "NNP", "VBD", "."])
    #expect(corpus.place(1).hasSuffix("line 4"))
  }

  @Test func aColumnCanBeSkippedAndWordsCanHoldBlanks() throws {
    var names = WordColumns(["-", "word", "ner", "-"])
    (names.separator, names.hasComments) = (.tab, true)
    let corpus = try columns("# text = New York.\n1\tNew York\tB-LOC\t-\n2\t.\tO\t\n", names)
    #expect(corpus.sentence(0) == ["New York", "."] && tags(corpus, "ner") == ["B-LOC", "O"])
  }

  @Test func anotherNumberOfColumnsIsNamed() {
    #expect(
      errorText { try columns("a B-X\nb\n", WordColumns(["word", "tag"])) }.hasSuffix(
        "a.txt` line 2 should have 2 columns, word tag. Found 1."))
    var tab = WordColumns(["word", "tag"])
    tab.separator = .tab
    #expect(
      errorText { try columns("a\t\n", tab) }.hasSuffix("line 1 should have a text in column `tag`. Found nothing."))
  }

  // MARK: slots

  private func slots(_ words: String, _ tags: String, _ labels: String) throws -> Corpus {
    for (text, ending) in [(words, "seq.in"), (tags, "seq.out"), (labels, "label")] {
      scratch.write(Array(text.utf8), "train.\(ending)")
    }
    let part = scratch.url.appending(path: "train").path
    return try TextData(.slots, train: [], tasks: TextData.Format.slots.tasks).corpus([part])
  }

  private func message(_ words: String, _ tags: String, _ labels: String) -> String {
    errorText { try slots(words, tags, labels) }.replacing(scratch.url.path + "/", with: "")
  }

  @Test func slotsAndIntentsAreRead() throws {
    let corpus = try slots("play jazz \r\n\nfind it", "O B-genre \n\nO O", "Play#Find\nNone\nFind\n")
    #expect(corpus.count == 3 && corpus.sentence(0) == ["play", "jazz"])
    #expect(tags(corpus, "slots") == ["O", "B-genre", nil, "O", "O"])
    #expect((0..<3).map { corpus.labels["intent"]![$0] } == ["Play#Find", "None", "Find"])
    // One unknown word stands for none.
    #expect(corpus.range(1).count == 1 && corpus.words[2] == nil)
  }

  @Test func filesThatDoNotGoTogetherAreNamed() {
    #expect(
      message("a b\nc", "O O\nO O", "X\nY")
        == "`train.seq.out` line 2 should have a tag for each of the 1 words of `train.seq.in`. Found 2.")
    #expect(message("a\nb", "O", "X\nY") == "`train.seq.out` should have 2 lines, as `train.seq.in`. Found 1.")
    #expect(message("a\nb", "O\nO", "X\nY\nZ") == "`train.label` should have 2 lines, as `train.seq.in`. Found 3.")
    #expect(message("a\nb", "O\nO", "X\n\n") == "`train.label` line 2 should be a label. Found nothing.")
    #expect(
      errorText { try TextData(.slots, train: [], tasks: ["slots"]).corpus(["/none/here"]) }
        == "`/none/here.seq.in` or `/none/here/seq.in`, plain or with `.gz`, should be a file. Found none.")
  }
}
