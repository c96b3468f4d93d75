import TestSupport
import Testing
import Torch

@testable import Balancing

/// Steps whose weights are known before any gradient: one backward pass in place of one for each task.
@Suite struct KnownWeightsTests {
  struct Kind: CustomTestStringConvertible, Sendable {
    let scope: GradientScope
    let heads: HeadTreatment
    var storage = GradientStorage.auto
    var staged = true

    var testDescription: String { "\(scope) \(heads) \(storage) \(staged ? "staged" : "plain")" }

    func balancer(_ method: any GramianWeighting) throws -> GradientBalancer {
      try GradientBalancer(.gramian(method), tasks: ["a", "b", "c"], scope: scope, heads: heads, storage: storage)
    }
  }

  static let kinds = HeadTreatment.allCases.flatMap { heads in
    [
      Kind(scope: .shared, heads: heads), Kind(scope: .shared, heads: heads, storage: .gramian),
      Kind(scope: .shared, heads: heads, staged: false), Kind(scope: .lastLayer, heads: heads),
      Kind(scope: .representation, heads: heads),
    ]
  }

  private func gradients(_ network: TwoStageNetwork) -> [Double] {
    network.found().shared + network.found().own.joined()
  }

  /// - Parameter weights: one of a task may be zero.
  @Test(arguments: kinds, [[0.5, -1, 2], [0.5, 0, 2]])
  func theUpdateIsThatOfTheSameWeightsWithGradients(_ kind: Kind, _ weights: [Double]) throws {
    let (plain, known) = (TwoStageNetwork(), TwoStageNetwork())
    let (recorder, base) = (Recorder(), Recorder())
    (recorder.weights, base.weights) = (weights, weights)
    let balancer = try kind.balancer(recorder)
    let periodic = try kind.balancer(PeriodicGramianWeighting(base, tasks: 3, every: 3))
    balancer.balance(plain.parameters)
    periodic.balance(known.parameters)
    let present: [[Bool]?] = [nil, nil, [true, false, true], nil, nil]
    for (step, present) in present.enumerated() {
      base.sample = nil
      let before = periodic.passes
      for (network, balancer) in [(plain, balancer), (known, periodic)] {
        network.clear()
        balancer.add(network.graph(staged: kind.staged, present: present))
      }
      let factors = Tensor([2, 1, 0.5 + Double(step)])
      let (expected, found) = (try balancer.finish(weights: factors), try periodic.finish(weights: factors))
      #expect(isClose(gradients(known), gradients(plain), .ofLength(1e-12)))
      #expect(found?.weights == expected?.weights && found?.lossWeights == expected?.lossWeights)
      #expect((base.sample != nil) == (step % 3 == 0))
      if step % 3 != 0 { #expect(periodic.passes.trunkBackward == before.trunkBackward + 1) }
    }
  }

  @Test func jointParametersAreScaledAsTheHeads() throws {
    for heads in HeadTreatment.allCases {
      let (plain, known) = (TwoStageNetwork(), TwoStageNetwork())
      let balancer = try GradientBalancer(.gramian(Recorder()), tasks: ["a", "b", "c"], heads: heads)
      let periodic = try GradientBalancer(
        .gramian(PeriodicGramianWeighting(Recorder(), tasks: 3, every: 2)), tasks: ["a", "b", "c"], heads: heads)
      for _ in 0..<2 {
        for (network, balancer) in [(plain, balancer), (known, periodic)] {
          network.clear()
          balancer.balance(
            BalancedParameters(shared: [network.first], own: network.heads.map { [$0] }, joint: [network.second]))
          balancer.add(network.graph(staged: false))
          _ = try balancer.finish(weights: Tensor([2.0, 1, 0.5]))
        }
        #expect(isClose(gradients(known), gradients(plain), .ofLength(1e-12)), "\(heads)")
      }
      #expect(periodic.passes.trunkBackward == 4)
    }
  }

  @Test func aTaskWithoutWeightsIsLookedAt() throws {
    let network = TwoStageNetwork(), base = Recorder()
    let balancer = try GradientBalancer(
      .gramian(PeriodicGramianWeighting(base, tasks: 3, every: 5)), tasks: ["a", "b", "c"])
    balancer.balance(network.parameters)
    for (present, looks) in [([true, false, true], true), ([true, false, true], false), ([true, true, true], true)] {
      base.sample = nil
      network.clear()
      balancer.add(network.graph(present: present))
      let update = try #require(try balancer.finish())
      #expect((base.sample != nil) == looks)
      #expect(update.weights! == [0.5, present[1] ? -1 : nil, 2])
    }
    let plain = network.plain()
    let expected = plain.shared[0].indices.map {
      0.5 * plain.shared[0][$0] - plain.shared[1][$0] + 2 * plain.shared[2][$0]
    }
    #expect(isClose(network.found().shared, expected, .ofLength(1e-12)))
  }

  @Test func accumulatedBatchesTakeTheKeptWeights() throws {
    let network = TwoStageNetwork(), base = Recorder()
    let balancer = try GradientBalancer(
      .gramian(PeriodicGramianWeighting(base, tasks: 3, every: 2)), tasks: ["a", "b", "c"])
    balancer.balance(network.parameters)
    var found: [[Double]] = []
    for step in 0..<2 {
      base.sample = nil
      network.clear()
      for piece in [0..<3, 3..<6] { balancer.add(network.graph(piece), share: 0.5, alone: false) }
      _ = try balancer.finish()
      #expect((base.sample != nil) == (step == 0))
      found.append(gradients(network))
    }
    #expect(found[0] == found[1])
  }
}
