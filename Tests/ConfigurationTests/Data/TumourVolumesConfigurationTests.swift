import Configuration
import Datasets
import ExperimentFixtures
import Sharing
import Tasks
import TestSupport
import Testing
import Torch
import Training

/// The section of tumour volumes, and the networks that it is trained with.
@Suite struct TumourVolumesConfigurationTests {
  private func parts(
    _ network: String =
      "{trunk: residual-unet, widths: [4, 8], sharing: {kind: deepmts, blocks: [1, 1], transitions: [4, 4], stem: 4, growth: 4, bottleneck: 4}}",
    data: String = "side: 16", more: String = "", augmentation: String = ""
  ) throws -> ExperimentParts {
    try ExperimentParts(
      ConfigurationSample.read(
        "{data: {kind: tumour-volumes, train: 8, validation: 4, test: 4, \(data)}, network: \(network), "
          + "training: {epochs: 1, batch: 4\(augmentation)}\(more)}"))
  }

  @Test func bothTasksAreTrainedTogether() throws {
    let parts = try parts()
    #expect(parts.network is DeepMTS && parts.tasks.map(\.name) == ["tumour", "survival"])
    let before = parts.network.parameters.map { $0.detach().clone() }
    _ = try parts.trainer().fit(parts.trainLoader, validation: parts.validationLoader)
    let moved = zip(before, parts.network.parameters).count { $0.notEqual($1).any().item() == 1 }
    #expect(moved > before.count / 2)
  }

  @Test func volumesMayBeMovedInTraining() throws {
    let parts = try parts(augmentation: ", augmentation: [{kind: volume-motion, shift: 1}]")
    _ = try parts.trainer().fit(parts.trainLoader)
  }

  @Test func oneTaskAloneHasTheNetworkThatItNeeds() throws {
    let parts = try parts(more: ", only: [tumour]")
    #expect(parts.network is DeepMTS && parts.network.groups.map(\.tasks) == [["tumour"]])
  }

  @Test func hardSharingReadsVolumesWithoutClinicalNumbers() throws {
    let parts = try parts("{trunk: residual-unet, widths: [4, 8]}", data: "side: 16, clinical: false")
    #expect(parts.network is HardSharing)
    #expect(
      errorText { try self.parts("{trunk: residual-unet, widths: [4, 8]}") }
        == "`network.trunk: residual-unet` needs volumes, [channels, depth, height, width]. Found samples of volumes [2, 16, 16, 16] and clinical [1]."
    )
  }

  @Test(arguments: [
    ("side: 8", "`data.side` should be"), ("censored: 1", "`data.censored` should be"),
    ("clinical: 3", "`data.clinical` should be"), ("sides: 16", "`sides` is not a key of `data`"),
  ]) func aWrongValueIsNamed(_ data: String, _ start: String) {
    let text = errorText { try parts(data: data) }
    #expect(text.contains(start), "\(text)")
  }

  @Test func volumesThatAreTooSmallForTheNetworkAreRefused() {
    let text = errorText { try parts("{trunk: residual-unet, sharing: deepmts}", data: "side: 24") }
    #expect(
      text
        == "`network.trunk: residual-unet` needs volumes whose sides are multiples of 16, for 5 levels. Found 24×24×24."
    )
  }

  @Test func aBatchOfOneSampleIsRefused() {
    let text = errorText {
      let parts = try ConfigurationSample.read(
        "{data: {kind: tumour-volumes, side: 16, train: 4, validation: 2, test: 2}, network: {trunk: residual-unet, "
          + "widths: [4], sharing: {kind: deepmts, blocks: [1], transitions: [4]}}, training: {batch: 1}}")
      return try ExperimentParts(parts)
    }
    #expect(
      text.contains(
        "`training.batch` should be at least 2 for DeepMTS, whose survival loss compares the samples of a batch."))
  }
}
