import Components
import TestSupport
import Testing
import Torch

@testable import Backbones

/// What holds for every encoder of texts.
@Suite struct TextEncoderTests {
  private let generator = Generator(seed: 3)
  private static let trunks = ["bi-lstm", "text-cnn", "text-transformer"]

  private func largest(_ x: Tensor) -> Double { x.detach().abs().max().item() }

  private func trunk(_ name: String, isDense: Bool = true) throws -> any StagedTrunk {
    let sizes: [String: [String: SettingValue]] = [
      "bi-lstm": ["hidden": 4], "text-cnn": ["filters": 8],
      "text-transformer": ["hidden": 8, "attention-heads": 2, "feed-forward": 8],
    ]
    let trunk = try Trunks.all.choose(name, sizes[name]!.merging(["embedding": 6]) { $1 }).trunk(
      for: .sequence(length: 30, columns: [.code(40), .code(9), .code(9)]), isDense: isDense, generator: generator)
    trunk.eval()
    trunk.to(.float64)
    return try #require(trunk as? any StagedTrunk)
  }

  private func text(_ length: Int) -> Tensor {
    let words = Tensor.randint(1, 40, [1, length, 1], generator: generator)
    return Tensor.cat([words, Tensor.randint(0, 9, [1, length, 2], generator: generator)], 2).to(.float64)
  }

  private func padded(_ text: Tensor, to length: Int) -> Tensor {
    Tensor.cat([Tensor.zeros([1, length - text.size(1), 3], dtype: .float64), text], 1)
  }

  @Test(arguments: trunks) func paddingInFrontChangesNoLayer(_ name: String) throws {
    let trunk = try trunk(name), texts = [5, 1, 11].map(text)
    let batch = trunk.stageOutputs(Tensor.cat(texts.map { padded($0, to: 13) }))
    for (row, text) in texts.enumerated() {
      let length = text.size(1)
      for (alone, together) in zip(trunk.stageOutputs(text), batch) {
        #expect(largest(together[row].narrow(0, start: 13 - length, length: length) - alone[0]) < 1e-12)
        #expect(largest(together[row].narrow(0, start: 0, length: 13 - length)) == 0)
      }
    }
  }

  @Test(arguments: trunks) func aWholeTextHasOneVectorWhateverItsPadding(_ name: String) throws {
    let trunk = try trunk(name, isDense: false), text = text(4)
    #expect(trunk.features == .vector(8) && trunk(text).shape == [1, 8])
    #expect(largest(trunk(text) - trunk(padded(text, to: 9))) < 1e-12)
  }

  @Test(arguments: trunks) func theOrderOfWordsMatters(_ name: String) throws {
    let trunk = try trunk(name), text = text(6)
    #expect(largest(trunk(text).flip([1]) - trunk(text.flip([1]))) > 1e-3)
  }

  @Test(arguments: trunks) func eachLayerIsALevelThatHeadsCanRead(_ name: String) throws {
    let trunk = try trunk(name)
    #expect(trunk.levels.map(\.name) == (0..<(name == "bi-lstm" ? 3 : 2)).map { "layers.\($0)" })
    #expect(trunk.levels.allSatisfy { trunk.stages[$0.stages.upperBound - 1].features?.size == 8 })
    let groups = trunk.stages.flatMap { $0.modules.flatMap(\.parameters) }
    #expect(groups.count == trunk.parameters.count && groups.leaves.count == trunk.parameters.count)
  }

  /// A text without a word, such as a batch of nothing but padding, is numbers.
  @Test(arguments: trunks) func aTextOfNothingIsNumbers(_ name: String) throws {
    let trunk = try trunk(name, isDense: false)
    #expect(trunk(Tensor.zeros([2, 3, 3], dtype: .float64)).isFinite().all().item() == 1)
  }
}
