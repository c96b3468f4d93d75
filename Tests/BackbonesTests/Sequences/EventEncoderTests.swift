import Components
import Testing
import Torch

@testable import Backbones

@Suite struct EventEncoderTests {
  private let generator = Generator(seed: 3)

  /// Sequences of 12 events, the first of which are padding.
  private func events(padding: Int, batch: Int = 3) -> Tensor {
    let x = Tensor.rand([batch, 12, 6], generator: generator) * 3.9 + 1
    withoutGradients { _ = x.narrow(1, start: 0, length: padding).zeroInPlace() }
    return x
  }

  /// The transformer of events with codes from 0 to 4 and two layers.
  private func transformer(layers: Int = 2, dropout: Double = 0.1, masksPadding: Bool = false) throws -> SequenceTrunk {
    let codes: [InputDescription.Column] = [.code(5), .code(5), .code(5)]
    let trunk = try Trunks.all.choose(
      "transformer", ["layers": .number(Double(layers)), "dropout": .number(dropout), "mask": .truth(masksPadding)]
    ).trunk(for: .sequence(length: 12, columns: codes + [.number, .number, .number]), generator: generator)
    return try #require(trunk as? SequenceTrunk)
  }

  private func largest(_ x: Tensor) -> Double { x.detach().abs().max().item() }

  @Test func dropoutActsInTrainingAlone() throws {
    let trunks: [any Trunk] = [
      LSTMEncoder(6, generator: generator), CNNEncoder(6, length: 12, generator: generator), try transformer(),
    ]
    let x = events(padding: 2)
    for trunk in trunks {
      #expect(largest(trunk(x) - trunk(x)) > 0)
      trunk.eval()
      #expect(largest(trunk(x) - trunk(x)) == 0)
    }
  }

  @Test func oneLayerOfMemoryHasNoDropout() {
    let trunk = LSTMEncoder(6, layers: 1, dropout: 0.5, generator: generator)
    let x = events(padding: 0)
    #expect(largest(trunk(x) - trunk(x)) == 0)
  }

  @Test func stackedMatricesStartByXaviersRuleAsOneMatrix() {
    let weights = LSTMEncoder(6, generator: generator).lstm.weights
    let bounds = ["weight_ih_l0": 0.1076, "weight_hh_l0": 0.0968, "weight_ih_l1": 0.0968, "weight_hh_l1": 0.0968]
    for (name, tensor) in weights {
      if let bound = bounds[name] {
        #expect(largest(tensor) <= bound + 1e-4 && largest(tensor) > 0.99 * bound, "\(name)")
      } else {
        #expect(largest(tensor) == 0, "\(name)")
      }
    }
    #expect(weights.count == 8)
  }

  @Test func convolutionsStartByKaimingsRuleForTheirOutputs() {
    for convolution in CNNEncoder(6, length: 185, generator: generator).convolutions {
      let outputs = convolution.weight.size(0)
      let expected = (2 / Double(outputs * 3)).squareRoot()
      #expect(abs(convolution.weight.detach().std().item() / expected - 1) < 0.1)
      #expect(largest(convolution.bias!) == 0)
    }
  }

  @Test func theConvolutionsAreThoseOverRowsWhateverTheOrderInMemory() {
    let trunk = CNNEncoder(6, length: 12, dropout: 0, generator: generator)
    let x = events(padding: 1)
    let expected = trunk.convolutions.reduce(x.transpose(1, 2)) { MaxPool1d(2)($1($0).relu()) }.flatten(from: 1)
    #expect(largest(trunk(x) - expected) < 1e-5)
    #expect(largest(trunk(x.transpose(1, 2).contiguous().transpose(1, 2)) - expected) < 1e-5)
  }

  @Test func allAttentionStartsWithOneInputProjection() throws {
    let trunk = try transformer(layers: 3)
    let attention = try #require(trunk.encoder as? TransformerEncoder).layers.map(\.attention)
    for other in attention.dropFirst() {
      #expect(largest(other.inputWeight - attention[0].inputWeight) == 0)
      #expect(largest(other.output.weight - attention[0].output.weight) > 0)
    }
    #expect(largest(attention[0].inputWeight) <= (6.0 / 512).squareRoot())
    #expect(trunk.modules().compactMap { ($0 as? Linear)?.bias }.allSatisfy { largest($0) == 0 })
    let embedding = trunk.embedding.embeddings[0].weight.detach()
    #expect(abs(embedding.std().item() - 1) < 0.15)
  }

  @Test func paddingIsWhatIsZeroInFront() {
    let x = Tensor.zeros([3, 4, 6])
    // A zero among events is an event; a sequence of nothing keeps its last.
    for (row, event) in [(0, 1), (0, 3), (1, 0)] { x[row, event].fillInPlace(2) }
    #expect(x.frontPadding.to(.int64).array(of: Int64.self) == [1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0])
  }

  @Test func aMaskChangesWhatIsPaddedAndNothingElse() throws {
    let plain = try transformer(dropout: 0)
    let masked = try transformer(dropout: 0, masksPadding: true)
    try masked.load(Dictionary(uniqueKeysWithValues: plain.stateDictionary().map { ($0.name, $0.tensor) }))
    let whole = events(padding: 0)
    #expect(largest(plain(whole) - masked(whole)) < 1e-5)
    let padded = events(padding: 5)
    #expect(largest(plain(padded) - masked(padded)) > 1e-2)
    // What an event of zeros is embedded as does not matter any more; no event has the code 0.
    let before = masked(padded)
    withoutGradients { masked.embedding.embeddings.forEach { _ = $0.weight[0].fillInPlace(7) } }
    #expect(largest(masked(padded) - before) < 1e-5)
  }

  @Test func theirParametersKeepTheNamesOfTheFirstReleases() throws {
    let names = try transformer(layers: 1).stateDictionary().map(\.name)
    #expect(Set(names.prefix(4)) == ["embeddings.0.weight", "embeddings.1.weight", "embeddings.2.weight", "positions"])
    #expect(names.dropFirst(4).first == "layers.0.self_attn.in_proj_weight")
    #expect(names.dropFirst(4).allSatisfy { $0.hasPrefix("layers.0.") } && names.count == 16)
    let lstm = try Trunks.all.choose("lstm").trunk(
      for: .sequence(length: 12, columns: Array(repeating: .number, count: 6)), generator: generator)
    #expect(lstm.stateDictionary().first?.name == "lstm.weight_ih_l0")
  }

  @Test func maskedElementsAreZerosAndNotAveraged() throws {
    let encoder = TransformerEncoder(8, length: 5, heads: 2, dropout: 0, masksPadding: true, generator: generator)
    let x = Tensor.rand([2, 5, 8], generator: generator) + 1
    withoutGradients { _ = x.narrow(1, start: 0, length: 2).zeroInPlace() }
    let elements = encoder(x)
    #expect(largest(elements.narrow(1, start: 0, length: 2)) == 0)
    let mean = elements.narrow(1, start: 2, length: 3).mean([1])
    #expect(largest(encoder.features.whole(elements) - mean) < 1e-6)
    #expect(largest(elements.mean([1]) - mean) > 1e-2)
  }

  @Test func anEmbeddingJoinsColumnsInTheirOrder() {
    let embedding = ColumnEmbedding(
      [.number, .number, .code(count: 3, width: 2), .number, .code(count: 4, width: 1)], generator: generator)
    let x = Tensor([5, 6, 2, 7, 3, 0, 0, 0, 0, 0] as [Float], shape: [1, 2, 5])
    let (first, second) = (embedding.embeddings[0].weight, embedding.embeddings[1].weight)
    let expected = Tensor.cat(
      [x[0, 0].narrow(0, start: 0, length: 2), first[2], x[0, 0].narrow(0, start: 3, length: 1), second[3]], 0)
    let vectors = embedding(x)
    #expect(embedding.size == 6 && vectors.shape == [1, 2, 6])
    #expect(largest(vectors[0, 0] - expected) == 0)
    #expect(largest(vectors[0, 1]) > 0)
    let kept = ColumnEmbedding([.code(count: 3, width: 2)], keepsPadding: true, generator: generator)
    let codes = Tensor([0, 1, 0] as [Float], shape: [1, 3, 1])
    #expect(largest(kept(codes)[0, 0]) == 0 && largest(kept(codes)[0, 2]) > 0)
  }

  @Test func anEncoderThatDoesNotTakeTheVectorsIsRefused() {
    let embedding = ColumnEmbedding([.number, .number], generator: generator)
    #expect {
      try withTorchErrors { SequenceTrunk(embedding, LSTMEncoder(3, hidden: 2, generator: generator)) }
    } throws: {
      "\($0)" == "`encoder` should take vectors of 2. Found LSTMEncoder of 3."
    }
  }
}
