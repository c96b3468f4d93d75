import Foundation
import Statistics
import Tasks
import TestSupport
import Testing
import Torch

@testable import Datasets

/// Sentences as samples of a network: codes, classes, which sentences are used.
@Suite struct TextDataTests {
  private let scratch = TemporaryFolder()

  private static let train = "The DT B-NP\ncat NN I-NP\nthe DT B-NP\n\nsat VBD B-VP\n"
  private static let test = "the DT B-NP\ndog FW I-LST\n\ncat NN O\ncat NN O\ncat NN O\n"

  private func data(_ train: String = train, _ test: String = test) -> TextData {
    let paths = zip(["train", "test"], [train, test]).map { scratch.write(Array($1.utf8), "\($0).txt").path }
    var data = TextData(.columns(WordColumns(["word", "pos", "chunk"])), train: [paths[0]], tasks: ["pos", "chunk"])
    (data.validation, data.test) = ([paths[1]], [paths[1]])
    return data
  }

  private func codes(_ batch: Batch) -> [Int] { batch.inputs.sole.floats.map { Int($0) } }

  @Test func wordsHaveCodesAndPaddingIsInFront() throws {
    let source = try DataSource.text(data())
    let batch = try source.train.batch([0, 1])
    // As frequent words are in the order of code points: The, cat, sat, the.
    #expect(batch.inputs.sole.shape == [2, 3, 1] && codes(batch) == [2, 3, 5, 0, 0, 4])
    #expect(batch.targets["pos"]!.array(of: Int64.self) == [0, 1, 0, -1, -1, 2])
    #expect(source.classNames["pos"] == ["DT", "NN", "VBD", "FW"])
    #expect(try codes(source.test.batch([0])) == [5, 1])
    #expect(source.input == .sequence(length: 512, columns: [.code(6)]))
  }

  @Test func aBatchIsAsLongAsItsLongestSentence() throws {
    let source = try DataSource.text(data())
    #expect(try source.train.batch([1]).inputs.sole.shape == [1, 1, 1])
    #expect(try source.train.batch([1, 0]).targets["chunk"]!.shape == [2, 3])
  }

  @Test func wordsCanBeComparedInLowerCase() throws {
    var data = data()
    data.words.lowerCase = true
    #expect(try codes(DataSource.text(data).train.batch([0])) == [2, 3, 2])
    data.words.leastCount = 2
    #expect(try codes(DataSource.text(data).train.batch([0, 1])) == [2, 1, 2, 0, 0, 1])
  }

  @Test func charactersAreFurtherColumns() throws {
    var data = data()
    data.words.characters = 3
    let source = try DataSource.text(data)
    // Characters of training: T a c e h s t.
    #expect(try codes(source.train.batch([1])) == [4, 7, 3, 8])
    #expect(try codes(source.test.batch([0])) == [5, 8, 6, 5, 1, 1, 1, 1])
    #expect(source.input == .sequence(length: 512, columns: [.code(6)] + Array(repeating: .code(9), count: 3)))
  }

  @Test func aTagThatTrainingLacksIsNeverRightAndNamed() throws {
    let source = try DataSource.text(data())
    #expect(
      source.notes == [
        "`pos`: training has no \"FW\", which count as wrong: 1 in validation, 1 in test",
        "`chunk`: training has no \"I-LST\", \"O\", which count as wrong: 4 in validation, 4 in test",
      ])
    #expect(source.classNames["chunk"] == ["B-NP", "B-VP", "I-NP", "unseen"])
    let chunk = try #require(source.tasks.first { $0.name == "chunk" })
    let target = try source.test.batch([0]).targets["chunk"]!
    #expect(target.array(of: Int64.self) == [0, 3])
    let evaluation = chunk.evaluation()
    evaluation.update(Tensor.zeros([1, 4, 2]) + Tensor([Float(1), 0, 0, 0], shape: [1, 4, 1]), target)
    #expect(try evaluation.compute()[0].value == 0.5)
  }

  @Test(arguments: [(TextBound.Longer.cut, [2, 3]), (.drop, [2])])
  func longSentencesAreCutOrLeftOut(_ longer: TextBound.Longer, _ lengths: [Int]) throws {
    var data = data(
      Self.train + "\nlong NN O\nlong NN O\nlong NN O\nlong NN O\n",
      "x NN O\nx NN O\n\nx NN O\nx NN O\nx NN O\nx NN O\n")
    (data.bound.longest, data.bound.longer) = (3, longer)
    #expect(try DataSource.text(data).test.lengths == lengths)
  }

  @Test func aLongSentenceIsNamed() {
    var data = data()
    data.bound.longest = 2
    #expect(
      errorText { try DataSource.text(data) }
        == "`\(data.train[0])` line 1 should begin a text of at most 2 words, `longest`. Found 3. `longer: cut` keeps the "
        + "first words of such texts, `longer: drop` leaves them out.")
  }

  @Test func validationAndTestAreHeldOutOfTraining() throws {
    var data = data((0..<40).map { "w\($0) NN O\n\n" }.joined())
    (data.validation, data.test, data.validationShare, data.testShare) = ([], [], 0.25, 0.1)
    let source = try DataSource.text(data)
    #expect([source.train.count, source.validation.count, source.test.count] as [Int] == [26, 10, 4])
    data.seed = 1
    #expect(try DataSource.text(data).fingerprint != source.fingerprint)
    data.fold = Fold(2, of: 5)
    #expect(try DataSource.text(data).test.count == 8)
  }

  @Test func whatCannotBeReadIsRefused() {
    var data = data()
    data.tasks = ["ner"]
    #expect(errorText { try DataSource.text(data) } == "`tasks` should be among pos, chunk. Found \"ner\".")
    data.tasks = []
    #expect(errorText { try DataSource.text(data) } == "`tasks` should be different ones, at least one. Found .")
    data.train = []
    #expect(errorText { try DataSource.text(data) } == "`train` should name a file. Found none.")
    data = TextData(.columns(WordColumns(["pos"])), train: ["/a"], tasks: ["pos"])
    #expect(errorText { try DataSource.text(data) } == "`columns` should name `word` once. Found pos.")
  }

  @Test func aPlaceIsALineOfAFile() throws {
    let data = data(), source = try DataSource.text(data)
    #expect(source.place?(1, .test) == "`\(data.test[0])` line 4")
  }

  // MARK: genres

  private func treebank(_ genres: [String]) -> TextData {
    let text = genres.enumerated().map { number, genre in
      "# sent_id = \(genre)-\(number)\n1\tw\(number)\t_\tNOUN\t_\t_\t0\troot\t_\t_\n\n"
    }.joined()
    let file = scratch.write(Array(text.utf8), "t.conllu").path
    var data = TextData(.conllu, train: [file], tasks: ["upos", "deprel-side"])
    (data.validation, data.test) = ([file], [file])
    return data
  }

  @Test func sentencesAreChosenByGenreAndNumber() throws {
    var data = treebank(["a", "b", "a", "c", "b", "a"])
    data.selected = [.train: .init(genres: ["a", "b"], count: 4), .test: .init(genres: ["c"])]
    let source = try DataSource.text(data)
    #expect([source.train.count, source.validation.count, source.test.count] as [Int] == [4, 6, 1])
    data.selected[.train]!.genres = ["d"]
    #expect(errorText { try DataSource.text(data) }.hasSuffix("t.conllu`, a, b, c. Found \"d\"."))
    data.selected[.train] = .init(genres: ["a"], count: 4)
    #expect(
      errorText { try DataSource.text(data) }.hasSuffix("should have at least 4 sentences to draw from. Found 3."))
  }

  @Test func aTaskCanHaveLabelsInSomeGenresAlone() throws {
    var data = treebank(["a", "b", "a"])
    data.labelled = ["deprel-side": ["b"]]
    let source = try DataSource.text(data), batch = try source.train.batch([0, 1, 2])
    #expect(batch.targets["deprel-side"]!.array(of: Int64.self) == [-1, 0, -1])
    #expect(batch.targets["upos"]!.array(of: Int64.self) == [0, 0, 0])
    #expect(source.train.labelledSamples(of: ["deprel-side"]) == [1])
    #expect(try source.train.batch([0, 2]).labelled == ["upos": true, "deprel-side": false])
    #expect(try source.test.batch([0]).targets["deprel-side"]!.array(of: Int64.self) == [0])
  }

  // MARK: training

  @Test func allSplitsTogetherAreFilledUpInFront() throws {
    let whole = try DataSource.text(data()).wholeSamples
    let batch = try whole.batch([1, 2])
    #expect(codes(batch) == [0, 4, 5, 1] && batch.targets["pos"]!.array(of: Int64.self) == [-1, 2, 0, 3])
  }

  @Test func rareWordsAreDroppedMoreOften() throws {
    let counts = 64
    var data = data(
      (0..<counts).map { "rare\($0) NN O\n" }.joined() + String(repeating: "often NN O\n", count: counts))
    data.words.dropout = 1
    let source = try DataSource.text(data)
    var dropped = [0, 0]
    for seed in 0..<50 {
      var batch = try source.train.batch([0]), random = SplitMix64(seed: UInt64(seed))
      try source.augmentation?.augment(&batch, random: &random)
      let codes = codes(batch)
      dropped[0] += codes[..<counts].count { $0 == 1 }
      dropped[1] += codes[counts...].count { $0 == 1 }
    }
    // Half of the rare words, and 1 of 65 of the frequent one.
    #expect(abs(dropped[0] - 1600) < 120 && abs(dropped[1] - 49) < 28, "\(dropped)")
    #expect(!(try codes(source.test.batch([0]))).isEmpty)
  }
}
