import Components
import TestSupport
import Testing
import Torch

@testable import Backbones

/// Layers in both directions over texts, whose padding in front has no part in them.
@Suite struct BiLSTMTests {
  private let generator = Generator(seed: 3)

  private func largest(_ x: Tensor) -> Double { x.detach().abs().max().item() }

  private func trunk(
    _ settings: [String: SettingValue] = [:], columns: [InputDescription.Column] = [.code(40)], isDense: Bool = true
  ) throws -> SequenceTrunk {
    let small: [String: SettingValue] = ["embedding": 6, "hidden": 5, "noise": 0]
    let trunk = try Trunks.all.choose("bi-lstm", small.merging(settings) { $1 }).trunk(
      for: .sequence(length: 30, columns: columns), isDense: isDense, generator: generator)
    return try #require(trunk as? SequenceTrunk)
  }

  /// Texts of some lengths, filled up in front to the longest.
  private func texts(_ lengths: [Int]) -> [Tensor] {
    lengths.map { Tensor.randint(1, 40, [1, $0, 1], generator: generator).to(.float64) }
  }

  private func together(_ texts: [Tensor], length: Int) -> Tensor {
    Tensor.cat(
      texts.map { text in Tensor.cat([Tensor.zeros([1, length - text.size(1), 1], dtype: .float64), text], 1) })
  }

  @Test(arguments: ["joined", "separate"]) func paddingChangesNoStateOfAnyLayer(_ directions: String) throws {
    let trunk = try trunk(["directions": .word(directions)])
    trunk.to(.float64)
    let lengths = [7, 1, 12, 4], texts = texts(lengths)
    let batch = trunk.stageOutputs(together(texts, length: 14))
    #expect(batch.count == 4)
    for (row, length) in lengths.enumerated() {
      for (alone, padded) in zip(trunk.stageOutputs(texts[row]), batch) {
        let states = padded[row].narrow(0, start: 14 - length, length: length)
        #expect(largest(states - alone[0]) < 1e-12)
        #expect(largest(padded[row].narrow(0, start: 0, length: 14 - length)) == 0)
      }
    }
  }

  /// The fused layers of single precision are other code.
  @Test func paddingChangesNoStateInSinglePrecision() throws {
    let trunk = try trunk(), texts = texts([3, 9])
    let batch = trunk(together(texts, length: 9).to(.float32)), alone = trunk(texts[0].to(.float32))
    #expect(largest(batch[0].narrow(0, start: 6, length: 3) - alone[0]) < 1e-6)
    #expect(largest(batch[0].narrow(0, start: 0, length: 6)) == 0)
  }

  @Test func aTextOfOneDirectionIsThatOfThePlainMemory() throws {
    let lstm = LSTM(4, 3, bidirectional: true, generator: generator)
    let x = Tensor.randn([2, 6, 4], generator: generator)
    let padded = Tensor.cat([Tensor.randn([2, 3, 4], generator: generator), x], 1)
    let marks = Tensor.cat([Tensor.ones([2, 3]), Tensor.zeros([2, 6])], 1).to(.bool)
    let expected = lstm(x).output, found = lstm(padded, padding: marks)
    #expect(largest(found.narrow(1, start: 3, length: 6) - expected) < 1e-6)
    func gradients(_ output: Tensor) -> [Tensor] {
      Tensor.grad(of: [output.square().sum()], respectTo: lstm.parameters).map { $0! }
    }
    for (a, b) in zip(gradients(expected), gradients(found)) { #expect(largest(a - b) < 1e-5) }
  }

  @Test(arguments: ["joined", "separate"]) func aReversedTextMirrorsTheStates(_ directions: String) throws {
    let trunk = try trunk(["directions": .word(directions), "layers": 2])
    trunk.to(.float64)
    let text = texts([8])[0], states = trunk(text)
    let layers = try #require(trunk.encoder as? BiLSTMEncoder).layers
    withoutGradients {
      for (place, layer) in layers.enumerated() {
        for (forward, backward) in zip(layer.forward.parameters, layer.backward.parameters) {
          // Halves of a joined input change places, too.
          let isJoined = place > 0 && directions == "joined" && forward.size(-1) == 10
          func turned(_ x: Tensor) -> Tensor { isJoined ? x.roll([5], dims: [1]) : x.clone() }
          let (first, second) = (turned(forward), turned(backward))
          forward.copyInPlace(second)
          backward.copyInPlace(first)
        }
      }
    }
    let mirrored = trunk(text.flip([1])).flip([1]).roll([5], dims: [2])
    #expect(largest(states - mirrored) < 1e-12)
    #expect(largest(states - states.flip([1])) > 1e-3)
  }

  @Test func noiseAndDropoutActInTrainingAloneAndNotOnPadding() throws {
    let x = together(texts([5, 2]), length: 6).to(.float32)
    for settings: [String: SettingValue] in [["noise": 0.2], ["dropout": 0.3]] {
      let trunk = try trunk(settings)
      let first = trunk(x)
      #expect(largest(first - trunk(x)) > 1e-3)
      #expect(largest(first[1].narrow(0, start: 0, length: 4)) == 0)
      trunk.eval()
      #expect(largest(trunk(x) - trunk(x)) == 0)
    }
  }

  /// The next layer reads states without the noise of heads.
  @Test func headsOfALowerLayerReadNoiseThatTheNextLayerDoesNot() throws {
    let encoder = BiLSTMEncoder(3, hidden: 4, layers: 2, noise: 0.5, generator: generator)
    let x = Tensor.randn([2, 5, 3], generator: generator), stage = encoder.stages[0]
    let h = stage.run(x), state = encoder.layers[0](x, padding: Tensor.zeros([2, 5], dtype: .bool), isDivided: false)
    #expect(largest(stage.read(h) - h) > 0.1)
    // The noise of the input alone.
    #expect(largest(h - state) < 1 && largest(h) < 1)
    encoder.eval()
    #expect(largest(stage.read(h) - h) == 0)
  }

  @Test func aTanhStandsBetweenTheLayers() throws {
    let plain = try trunk(["layers": 2]), active = try trunk(["layers": 2, "activation": "tanh"])
    try active.load(Dictionary(uniqueKeysWithValues: plain.stateDictionary().map { ($0.name, $0.tensor.detach()) }))
    let x = together(texts([5]), length: 5).to(.float32)
    let stages = plain.stages
    let first = stages.reduce(into: [x]) { $0.append($1.run($0.last!)) }.dropFirst().map { $0 }
    let second = active.stageOutputs(x)
    #expect(largest(first[1] - second[1]) == 0 && largest(first[2] - second[2]) > 1e-4)
    #expect(largest(stages[2].run(first[1].tanh()) - second[2]) < 1e-6)
  }

  @Test(arguments: ["max", "mean", "last"]) func aWholeTextIsMadeOfItsWordsAlone(_ pooling: String) throws {
    let whole = try trunk(["pooling": .word(pooling)], isDense: false), dense = try trunk()
    try dense.load(Dictionary(uniqueKeysWithValues: whole.stateDictionary().map { ($0.name, $0.tensor.detach()) }))
    let texts = texts([3, 6]).map { $0.to(.float32) }
    let x = together(texts.map { $0.to(.float64) }, length: 6).to(.float32)
    #expect(whole.features == .vector(10) && whole(x).shape == [2, 10])
    let words = dense(texts[0])[0]
    let expected = pooling == "max" ? words.amax([0]) : pooling == "mean" ? words.mean([0]) : words[2]
    #expect(largest(whole(x)[0] - expected) < 1e-6)
  }

  @Test func eachLayerIsALevelAndTheFirstHasTheEmbedding() throws {
    let trunk = try trunk()
    #expect(trunk.levels.map(\.name) == ["layers.0", "layers.1", "layers.2"])
    #expect(trunk.levels.map(\.stages) == [0..<2, 2..<3, 3..<4])
    #expect(trunk.stages.dropFirst().allSatisfy { $0.features?.size == 10 })
  }

  /// 4 (i h + h² + h) numbers a direction, and 4 h more for the second bias.
  @Test func theParametersAreAsManyAsTheFormulaSays() throws {
    func count(_ inputs: Int, _ hidden: Int) -> Int { 2 * 4 * (inputs * hidden + hidden * hidden + 2 * hidden) }
    func own(_ directions: String) throws -> Int {
      try trunk(["directions": .word(directions)]).parameterCount - 40 * 6
    }
    #expect(try own("joined") == count(6, 5) + 2 * count(10, 5))
    #expect(try own("separate") == 3 * count(5, 5) + 2 * 4 * 5)
  }

  @Test func charactersBehindAWordsLastOneDoNotMatter() throws {
    let few = try trunk(["characters": 4], columns: [.code(40), .code(9), .code(9), .code(9)])
    let many = try trunk(["characters": 4], columns: [.code(40)] + Array(repeating: .code(9), count: 6))
    try many.load(Dictionary(uniqueKeysWithValues: few.stateDictionary().map { ($0.name, $0.tensor.detach()) }))
    let x = Tensor([0, 0, 0, 0, 7, 3, 2, 0, 8, 3, 2, 5] as [Float], shape: [1, 3, 4])
    let longer = Tensor.cat([x, Tensor.zeros([1, 3, 3])], 2)
    #expect(largest(few(x) - many(longer)) < 1e-6)
    #expect(largest(few(x)[0, 0]) == 0)
    let other = Tensor([0, 0, 0, 0, 7, 3, 2, 0, 8, 3, 2, 6] as [Float], shape: [1, 3, 4])
    #expect(largest(few(x) - few(other)) > 1e-6)
    #expect(few.stateDictionary().map(\.name).prefix(2) == ["embeddings.0.weight", "characters.embedding.weight"])
  }

  @Test func columnsThatAreNoTextAreRefused() {
    let error = errorText { try trunk(columns: [.code(4), .number]) }
    #expect(error.hasPrefix("`bi-lstm` needs a column of words' codes and columns of their characters' codes"))
  }
}
