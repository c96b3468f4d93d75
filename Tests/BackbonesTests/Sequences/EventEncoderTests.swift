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

  private func largest(_ x: Tensor) -> Double { x.detach().abs().max().item() }

  @Test func dropoutActsInTrainingAlone() {
    let trunks: [any Trunk] = [
      LSTMEncoder(generator: generator), CNNEncoder(length: 12, generator: generator),
      TransformerEncoder(length: 12, codes: [5, 5, 5], generator: generator),
    ]
    let x = events(padding: 2)
    for trunk in trunks {
      #expect(largest(trunk(x) - trunk(x)) > 0)
      trunk.eval()
      #expect(largest(trunk(x) - trunk(x)) == 0)
    }
  }

  @Test func oneLayerOfMemoryHasNoDropout() {
    let trunk = LSTMEncoder(layers: 1, dropout: 0.5, generator: generator)
    let x = events(padding: 0)
    #expect(largest(trunk(x) - trunk(x)) == 0)
  }

  @Test func stackedMatricesStartByXaviersRuleAsOneMatrix() {
    let weights = LSTMEncoder(generator: generator).lstm.weights
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
    for convolution in CNNEncoder(length: 185, generator: generator).convolutions {
      let outputs = convolution.weight.size(0)
      let expected = (2 / Double(outputs * 3)).squareRoot()
      #expect(abs(convolution.weight.detach().std().item() / expected - 1) < 0.1)
      #expect(largest(convolution.bias!) == 0)
    }
  }

  @Test func theConvolutionsAreThoseOverRowsWhateverTheOrderInMemory() {
    let trunk = CNNEncoder(length: 12, dropout: 0, generator: generator)
    let x = events(padding: 1)
    let expected = trunk.convolutions.reduce(x.transpose(1, 2)) { MaxPool1d(2)($1($0).relu()) }.flatten(from: 1)
    #expect(largest(trunk(x) - expected) < 1e-5)
    #expect(largest(trunk(x.transpose(1, 2).contiguous().transpose(1, 2)) - expected) < 1e-5)
  }

  @Test func allAttentionStartsWithOneInputProjection() {
    let trunk = TransformerEncoder(length: 12, codes: [5, 5, 5], layers: 3, generator: generator)
    let attention = trunk.layers.map(\.attention)
    for other in attention.dropFirst() {
      #expect(largest(other.inputWeight - attention[0].inputWeight) == 0)
      #expect(largest(other.output.weight - attention[0].output.weight) > 0)
    }
    #expect(largest(attention[0].inputWeight) <= (6.0 / 512).squareRoot())
    #expect(trunk.modules().compactMap { ($0 as? Linear)?.bias }.allSatisfy { largest($0) == 0 })
    let embedding = trunk.embeddings[0].weight.detach()
    #expect(abs(embedding.std().item() - 1) < 0.15)
  }

  @Test func paddingIsWhatIsZeroInFront() {
    let x = Tensor.zeros([3, 4, 6])
    // A zero among events is an event; a sequence of nothing keeps its last.
    for (row, event) in [(0, 1), (0, 3), (1, 0)] { x[row, event].fillInPlace(2) }
    #expect(EventSequence.padding(x).to(.int64).array(of: Int64.self) == [1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0])
  }

  @Test func aMaskChangesWhatIsPaddedAndNothingElse() throws {
    let plain = TransformerEncoder(length: 12, codes: [5, 5, 5], dropout: 0, generator: generator)
    let masked = TransformerEncoder(length: 12, codes: [5, 5, 5], dropout: 0, masksPadding: true, generator: generator)
    try masked.load(Dictionary(uniqueKeysWithValues: plain.stateDictionary().map { ($0.name, $0.tensor) }))
    let whole = events(padding: 0)
    #expect(largest(plain(whole) - masked(whole)) < 1e-5)
    let padded = events(padding: 5)
    #expect(largest(plain(padded) - masked(padded)) > 1e-2)
    // What an event of zeros is embedded as does not matter any more; no event has the code 0.
    let before = masked(padded)
    withoutGradients { masked.embeddings.forEach { _ = $0.weight[0].fillInPlace(7) } }
    #expect(largest(masked(padded) - before) < 1e-5)
  }
}
