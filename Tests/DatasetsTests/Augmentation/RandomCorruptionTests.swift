import Corruptions
import Statistics
import Tasks
import TestSupport
import Testing
import Torch

@testable import Datasets

@Suite struct RandomCorruptionTests {
  private func batch(_ count: Int = 4, channels: Int = 3) -> Batch {
    let size = channels * 12 * 16
    let values = (0..<count * size).map { 0.2 + 0.6 * Float($0 % size) / Float(size) }
    return Batch(
      inputs: Tensor(values, shape: [count, channels, 12, 16]), targets: ["t": Tensor.zeros([count, 1])],
      labelled: ["t": true], count: count)
  }

  private func corrupted(_ augmentation: RandomCorruption, _ batch: Batch, seed: UInt64 = 3) throws -> [[Float]] {
    var (batch, random) = (batch, SplitMix64(seed: seed))
    try augmentation.augment(&batch, random: &random)
    return (0..<batch.count).map { batch.inputs.sole[$0].floats }
  }

  private func plain(_ batch: Batch) -> [[Float]] { (0..<batch.count).map { batch.inputs.sole[$0].floats } }

  @Test(arguments: [1, 3]) func picturesAreCorruptedFromTheirStreamAlone(channels: Int) throws {
    let augmentation = RandomCorruption(), batch = batch(8, channels: channels)
    let first = try corrupted(augmentation, batch)
    #expect(try corrupted(augmentation, batch) == first)
    #expect(try corrupted(augmentation, batch, seed: 4) != first)
    #expect(zip(first, plain(batch)).allSatisfy { $0 != $1 })
  }

  @Test func aPictureDoesNotDependOnThoseBeforeIt() throws {
    let augmentation = RandomCorruption()
    var other = batch(2)
    other.inputs = Inputs(Tensor.cat([Tensor.zeros([1, 3, 12, 16]), other.inputs.sole[1].unsqueeze(0)]))
    #expect(try corrupted(augmentation, batch(2))[1] == corrupted(augmentation, other)[1])
  }

  @Test func picturesHave8Bits() throws {
    for value in try corrupted(RandomCorruption(kinds: [Corruptions.all["contrast"]!]), batch()).joined() {
      #expect(abs(value * 255 - (value * 255).rounded()) < 1e-3)
    }
  }

  @Test func theProbabilityIsTheShareOfCorruptedPictures() throws {
    let batch = batch(200)
    let kinds = [Corruptions.all["brightness"]!]
    func share(_ probability: Float) throws -> Double {
      let changed = zip(
        try corrupted(RandomCorruption(kinds: kinds, probability: probability), batch), plain(batch))
      return Double(changed.count { $0 != $1 }) / 200
    }
    #expect(try share(0) == 0 && share(1) == 1)
    #expect(abs(try share(0.3) - 0.3) < 0.1)
  }

  @Test func inputsThatAreNoPicturesAreRefused() {
    let vectors = Batch(inputs: Tensor.zeros([2, 5]), targets: [:], labelled: [:], count: 2)
    #expect(
      errorText { _ = try corrupted(RandomCorruption(), vectors) }
        == "Inputs to corrupt should have the shape [sample, channel, row, column]. Found [2, 5].")
  }

  @Test func settingsChooseKindsSeveritiesAndConstants() throws {
    let card = try Augmentations.all.choose(
      "corruption",
      ["kinds": .words(["fog", "extra", "fog"]), "severities": .numbers([2]), "constants": "224", "probability": 0.25])
    let made = try Augmentations.augmentation([card], for: [.binary("even")])
    let corruption = try #require(made as? RandomCorruption)
    #expect(corruption.kinds.map(\.name) == ["fog", "speckle-noise", "gaussian-blur", "saturate"])
    #expect(corruption.severities == [2] && corruption.column == .imageNet && corruption.probability == 0.25)
    let usual = try #require(
      try Augmentations.named(["flip", "corruption"], for: [.binary("even")]) as? AugmentationChain)
    #expect("\(usual)".contains("RandomCorruption"))
    #expect(
      errorText { _ = try Augmentations.all.choose("corruption", ["kinds": .words(["fogg"])]) }
        == "`fogg` is not a corruption. Did you mean `fog`?")
  }
}

@Suite struct CorruptedDatasetTests {
  private struct Pictures: Dataset {
    var count: Int { 6 }

    func batch(_ indices: [Int]) throws -> Batch {
      let values = indices.flatMap { index in (0..<192).map { index == 5 ? Float.nan : 0.1 + 0.004 * Float($0) } }
      return Batch(
        inputs: Tensor(values, shape: [indices.count, 1, 12, 16]), targets: [:], labelled: [:], count: indices.count)
    }
  }

  private func data(_ severity: Int = 3, seed: UInt64 = 0) -> CorruptedDataset {
    CorruptedDataset(Pictures(), Corruptions.all["gaussian-noise"]!, severity: severity, seed: seed)
  }

  private func pictures(_ data: CorruptedDataset, _ indices: [Int]) throws -> [[Float]] {
    let inputs = try data.batch(indices).inputs.sole
    return indices.indices.map { inputs[$0].floats }
  }

  @Test func aSampleIsCorruptedAlikeInEveryBatch() throws {
    let both = try pictures(data(), [1, 4])
    #expect(try pictures(data(), [4])[0] == both[1])
    #expect(both[0] != both[1])
    #expect(try pictures(data(seed: 1), [1])[0] != both[0])
    #expect(try pictures(data(4), [1])[0] != both[0])
  }

  @Test func aPictureThatCannotBeCorruptedIsNamed() {
    #expect(
      errorText { _ = try data().batch([0, 5]) }
        == "Sample 6 should be a picture that can be corrupted. The values of an image to corrupt should lie in 0 … 1. Found NaN."
    )
  }
}
