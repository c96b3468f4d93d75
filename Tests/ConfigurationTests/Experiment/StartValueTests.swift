import Configuration
import ExperimentFixtures
import TestSupport
import Testing
import Torch

@Suite struct StartValueTests {
  private static let data =
    "data: {kind: mt-regression, tasks: 2, inputs: 5, outputs: 3, train: 8, validation: 4, test: 4}"

  private func network(_ keys: String) throws -> Module {
    try ExperimentParts(ConfigurationSample.read("{\(Self.data), network: {hidden: [4]\(keys)}}")).network
  }

  @Test func orthogonalStartValuesHaveTheirGainInTrunkAndHeads() throws {
    var count = 0
    for case let layer as Linear in try network(", orthogonal: 3").modules() {
      count += 1
      let product = layer.weight.mm(layer.weight.transpose(0, 1)).array(of: Float.self)
      let size = layer.weight.size(0)
      for (place, value) in product.enumerated() {
        #expect(abs(value - (place % (size + 1) == 0 ? 9 : 0)) < 1e-4)
      }
      #expect(layer.bias!.array(of: Float.self).allSatisfy { $0 == 0 })
    }
    #expect(count == 3)
  }

  @Test func withoutTheKeyNothingSaysSo() throws {
    let configuration = try ConfigurationSample.read("{\(Self.data), network: {hidden: [4]}}")
    #expect(!configuration.resolved.yaml().contains("orthogonal"))
  }

  @Test func orthogonalStartValuesDoNotGoWithAFile() {
    #expect(
      errorText {
        _ = try ConfigurationSample.read("network: {trunk: segnet, pretrained: a.safetensors, orthogonal: 1}")
      }
        == "`network.orthogonal` and `pretrained` should not stand together: both say what the start values are. Found both. (experiment.yaml:1)"
    )
  }
}
