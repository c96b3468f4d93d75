import Datasets
import ExperimentFixtures
import Foundation
import TestSupport
import Testing
import Torch

@testable import Configuration

/// The sections of texts.
@Suite struct TextConfigurationTests {
  private func text(_ keys: String) throws -> TextConfiguration {
    try #require(ConfigurationSample.read("data: {kind: text, \(keys)}").data as? TextConfiguration)
  }

  private func failure(_ keys: String) -> String { errorText { try text(keys) } }

  private static let treebank = "format: conll-u, files: {train: /a.conllu}"

  @Test func tasksAreColumnsOrSections() throws {
    let text = try text(
      "\(Self.treebank), tasks: [upos, {column: deprel-side, name: relation, genres: [a], weight: 2}]")
    #expect(text.taskNames == ["upos", "relation"] && text.data.tasks == ["upos", "deprel-side"])
    #expect(text.data.labelled == ["deprel-side": ["a"]] && text.taskOverrides["relation"]?.weight == 2)
  }

  @Test func filesAreOneOrSeveral() throws {
    let text = try text("format: slots, files: {train: [/a, /b], test: /c}, tasks: [intent]")
    #expect(text.data.train == ["/a", "/b"] && text.data.test == ["/c"] && text.data.validation == [])
  }

  @Test func sentencesAreChosenBySplit() throws {
    let text = try text("\(Self.treebank), tasks: [upos], select: {train: {genres: [a], count: 5}, test: {count: 2}}")
    #expect(text.data.selected == [.train: .init(genres: ["a"], count: 5), .test: .init(count: 2)])
    let files = "format: conll-u, files: {train: /a, validation: /b, test: /c}, tasks: [upos]"
    #expect(try self.text("\(files), select: {train: {count: 5}}, split: {seed: run}").draw?.seed == .run)
    #expect(try self.text(files).draw == nil)
  }

  @Test(arguments: [
    ("\(treebank), tasks: [pos]", "should be one of"), ("\(treebank), tasks: [upos, upos]", "Found \"upos\" twice."),
    ("\(treebank), tasks: []", "should name at least one task. Found none."),
    ("\(treebank), tasks: [{column: upos, name: a}, {column: xpos, name: a}]", "Found \"a\" twice."),
    ("format: columns, columns: [pos], files: {train: /a}, tasks: [pos]", "should name `word` once."),
    ("format: columns, columns: [word, pos, pos], files: {train: /a}, tasks: [pos]", "Found \"pos\" twice."),
    (
      "format: slots, files: {train: /a}, tasks: [{column: slots, genres: [a]}]", "should stand with `format: conll-u`."
    ),
    ("format: slots, columns: [word], files: {train: /a}, tasks: [slots]", "columns"),
    ("\(treebank), tasks: [upos], longer: shorten", "longer"),
  ]) func whatIsWrongIsNamed(_ keys: String, _ message: String) {
    let text = failure(keys)
    #expect(text.contains(message), "\(text)")
  }

  // MARK: files

  private let scratch = TemporaryFolder()

  private func parts(_ more: String, words: String = "dropout: 1", trunk: String = "lstm") throws -> ExperimentParts {
    let text = (0..<40).map { number in "w\(number) N\n" + String(repeating: "often V\n", count: number % 4) + "\n" }
    let files = ["a", "b"].map { scratch.write(Array(text.joined().replacing("w", with: $0).utf8), "\($0).txt").path }
    func data(_ file: String, _ task: String) -> String {
      "{kind: text, format: columns, columns: [word, pos], files: {train: \(file)}, tasks: [{column: pos, name: \(task)}], words: {\(words)}}"
    }
    return try ExperimentParts(
      ExperimentConfiguration(
        reading: ConfigurationDocument(
          yaml: """
            data: \(more.isEmpty ? data(files[0], "pos") : "{sets: {a: \(data(files[0], "x")), b: \(data(files[1], "y"))}}")
            network: {trunk: \(trunk), hidden: 4}
            training: {batch: 4}
            """), catalogue: .toolkit))
  }

  @Test func wordsAreDroppedInTrainingAloneAndTheSameAfterAStop() throws {
    let parts = try parts("")
    func codes(_ loader: any BatchLoader, _ epoch: Int, from first: Int) throws -> [[Float]] {
      let batches = loader.batches(epoch: epoch, from: first, taking: 1)
      var all: [[Float]] = []
      while let batch = try batches.next() { all.append(batch.inputs.sole.flatten().array(of: Float.self)) }
      return all
    }
    let first = try codes(parts.trainLoader, 1, from: 0)
    #expect(try codes(parts.trainLoader, 1, from: 3) == Array(first[3...]))
    let second = try codes(parts.trainLoader, 2, from: 0), shown = try codes(parts.trainEvaluationLoader(), 0, from: 0)
    #expect(first.joined().contains(1) && first != second)
    #expect(!shown.joined().contains(1))
  }

  @Test func vectorsStandWithATrunkThatHasSome() {
    let vectors = scratch.write(Array("often 1 2\n".utf8), "v.txt").path
    let text = errorText { try parts("", words: "vectors: \(vectors)") }
    #expect(text.contains("`words.vectors` should stand with a trunk that has vectors of words"), "\(text)")
  }

  @Test func vectorsStartThoseOfTheNetwork() throws {
    let vectors = scratch.write(Array("often 1 2\n".utf8), "v.txt").path
    let network = try parts("", words: "vectors: \(vectors)", trunk: "bi-lstm, embedding: 2").network
    let weight = try #require(network.modules().compactMap { $0 as? Embedding }.first?.weight)
    // The most frequent word has the first code.
    #expect(weight[2].array(of: Float.self) == [1, 2] && weight[3].array(of: Float.self) != [1, 2])
    let text = errorText { try parts("", words: "vectors: \(vectors)", trunk: "bi-lstm") }
    #expect(text.contains("as wide as the network's, 50 (`embedding`). Found 2."), "\(text)")
  }

  @Test func setsOfTextsHaveTheirWordsTogether() throws {
    let parts = try parts("sets")
    let inputs = parts.data.sets.map(\.input)
    // 32 of 40 rare words of each set, the frequent one of both, and two codes.
    #expect(inputs[0] == inputs[1] && inputs[0] == .sequence(length: 512, columns: [.code(67)]))
  }

  @Test func aTextIsNoTarget() {
    let text = errorText {
      try ConfigurationSample.read(
        "data: {kind: text-table, files: {train: a.csv}, text: a, targets: [{column: a, kind: regression}]}")
    }
    #expect(text.contains("`data.targets` should not hold the column of `text`. Found \"a\" as \"a\"."), "\(text)")
  }
}
