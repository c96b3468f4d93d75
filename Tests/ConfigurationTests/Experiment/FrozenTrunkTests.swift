import Configuration
import Datasets
import ExperimentFixtures
import Foundation
import Sharing
import TestSupport
import Testing
import Torch
import Training

@Suite struct FrozenTrunkTests {
  private let folder = TemporaryFolder()

  private func parts(_ network: String, seed: Int = 0) throws -> ExperimentParts {
    let data = "{kind: mt-regression, tasks: 2, inputs: 5, outputs: 3, train: 8, validation: 4, test: 4}"
    let training = "{epochs: 2, batch: 4, learning-rate: 0.1, weight-decay: 0.1}"
    return try ExperimentParts(
      ConfigurationSample.read(
        "{seed: \(seed), data: \(data), network: {hidden: [4]\(network)}, training: \(training)}"))
  }

  private func values(_ parts: ExperimentParts, _ prefix: String) -> [[Float]] {
    parts.network.namedParameters().filter { $0.name.hasPrefix(prefix) }.map { $0.tensor.array(of: Float.self) }
  }

  /// The trunk of another network's file is the start; only the heads change in training.
  @Test func headsAreTrainedAnewOnTheTrunkOfARun() throws {
    let file = folder.url.appending(path: "model.safetensors")
    let first = try parts("", seed: 7)
    try SafeTensors.write(first.network.stateDictionary().map { ($0.name, $0.tensor) }, to: file)
    let second = try parts(", pretrained: \(file.path), freeze: trunk")
    #expect(values(second, "trunk.") == values(first, "trunk."))
    #expect(values(second, "heads.") != values(first, "heads."))
    let before = values(second, "heads.")
    _ = try second.trainer().fit(second.trainLoader)
    #expect(values(second, "trunk.") == values(first, "trunk."))
    #expect(zip(values(second, "heads."), before).allSatisfy { $0 != $1 })
  }

  /// With dropout in the trunk the heads would otherwise see other features in training than in evaluation.
  @Test func aFrozenTrunkRunsAsInEvaluation() throws {
    let parts = try parts(", dropout: 0.5, freeze: trunk")
    let trainer = parts.trainer()
    let modes = Modes(parts.network)
    trainer.observers = [modes]
    _ = try trainer.fit(parts.trainLoader)
    #expect(modes.trunk == [false, false, false, false])
    #expect(modes.heads == [true, true, true, true])
  }

  /// Whether trunk and heads are in training mode after each update.
  private final class Modes: TrainingObserver, @unchecked Sendable {
    private let network: any MultiTaskNetwork
    var trunk: [Bool] = []
    var heads: [Bool] = []

    init(_ network: any MultiTaskNetwork) { self.network = network }

    func stepEnded(_ step: Int, epoch: Int) {
      trunk.append(network.children.first { $0.name == "trunk" }!.module.modules().contains(where: \.isTraining))
      heads.append(network.children.first { $0.name == "heads" }!.module.modules().allSatisfy(\.isTraining))
    }
    func epochEnded(_ report: EpochReport) {}
  }

  @Test func nothingLooksAtGradientsOfAFrozenTrunk() {
    #expect(
      errorText { _ = try ConfigurationSample.read("{network: {freeze: trunk}, training: {diagnostics: 2}}") }
        == "`training.diagnostics` should be left out with `network.freeze: trunk`, since no shared parameter is trained. (experiment.yaml:1)"
    )
  }
}
