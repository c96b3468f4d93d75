import Backbones
import Sharing
import TestSupport
import Testing
import Torch

@testable import Drawing

/// Groups against derivatives and perturbations.
@Suite struct MovementCheckTests {
  private func check(_ network: any MultiTaskNetwork, _ batch: TracedBatch) throws -> String {
    try MovementCheck(network)([MovementCheck.Batch(batch)])
  }

  @Test func trueGroupsAreConfirmed() throws {
    let generator = DrawnNetworks.generator()
    #expect(try check(DrawnNetworks.hard(), DrawnNetworks.vectors()).contains("each of 8 parameter tensors"))
    #expect(try check(DrawnNetworks.attention(), DrawnNetworks.images()).contains("by exactly the tasks of its colour"))
    #expect(try check(Mixture(generator: generator), DrawnNetworks.vectors()).contains("by differentiation and by"))
    #expect(try check(Stitched(generator: generator), DrawnNetworks.vectors()).contains("each of 9 parameter"))
  }

  /// In evaluation it is a tree, in the first epochs of training every task moves every copy.
  @Test func aChoiceThatIsStillOpenIsThatOfTheFirstEpoch() throws {
    let generator = DrawnNetworks.generator()
    let network = try Schemes.all.choose("learning-to-branch").network(
      for: [.regression("a"), .regression("b")], input: .vector(5),
      trunk: Trunks.all.choose("mlp", ["hidden": [16, 16]]), heads: Heads.all.choose("usual"), generator: generator)
    let batch = MovementCheck.Batch(DrawnNetworks.vectors(samples: 8))
    let verdict = try MovementCheck(network, generators: [generator])([batch])
    #expect(verdict.contains("by exactly the tasks of its colour"))
  }

  @Test func aGroupThatLeavesOutATaskIsRefused() {
    let network = Mixture(generator: DrawnNetworks.generator())
    network.isLying = true
    let text = errorText { try check(network, DrawnNetworks.vectors()) }
    let first =
      "`experts.0.weight` should be moved by `a`, as the network's groups say. Found `a`, `b` by differentiation and `a`, `b` by perturbation."
    #expect(text.hasPrefix(first), "\(text)")
    #expect(text.contains("… and 2 more."))
  }

  @Test func theNetworkIsAsBefore() throws {
    let network = DrawnNetworks.attention()
    let before = network.stateDictionary().map { $0.tensor.detach().clone() }
    _ = try check(network, DrawnNetworks.images())
    for (value, tensor) in zip(before, network.stateDictionary().map(\.tensor)) {
      #expect((value - tensor).abs().max().item() == 0)
    }
  }

  @Test func aFactorThatStartsAtZeroHidesNothing() throws {
    let network = DrawnNetworks.hard()
    withoutGradients { for parameter in network.trunk.parameters { parameter.zeroInPlace() } }
    #expect(try check(network, DrawnNetworks.vectors()).contains("each of 8 parameter tensors"))
  }
}
