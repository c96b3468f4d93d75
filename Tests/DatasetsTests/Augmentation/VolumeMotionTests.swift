import Statistics
import Tasks
import TestSupport
import Testing
import Torch

@testable import Datasets

/// Volumes and masks that are mirrored, shifted and turned together.
@Suite struct VolumeMotionTests {
  private func batch(_ values: Tensor, mask: Tensor? = nil) -> Batch {
    Batch(
      inputs: Inputs([("volumes", values), ("clinical", Tensor.zeros([values.size(0), 1]))]),
      targets: ["tumour": mask ?? Tensor.zeros([values.size(0), 1] + Array(values.shape.suffix(3)))],
      labelled: ["tumour": true], count: values.size(0))
  }

  private func motion(flip: Float = 0, shift: Float = 0, rotation: Float = 0) -> VolumeMotion {
    var motion = VolumeMotion(masks: ["tumour"])
    (motion.flip, motion.shift, motion.rotation) = (flip, shift, rotation)
    return motion
  }

  private func moved(_ motion: VolumeMotion, _ batch: Batch, seed: UInt64 = 1) throws -> Batch {
    var batch = batch, random = SplitMix64(seed: seed)
    try motion.augment(&batch, random: &random)
    return batch
  }

  private let x = Tensor.randn([2, 2, 4, 5, 6], generator: Generator(seed: 3))

  @Test func withoutMotionNothingChanges() throws {
    let found = try moved(motion(), batch(x)).inputs["volumes"]!
    #expect((found - x).abs().max().item() < 1e-5)
  }

  @Test func mirroringReversesTheWidth() throws {
    let found = try moved(motion(flip: 1), batch(x)).inputs["volumes"]!
    #expect((found - x.flip([4])).abs().max().item() < 1e-5)
  }

  @Test func aShiftMovesEveryAxisByWholePlaces() throws {
    let value = Tensor.zeros([1, 1, 7, 7, 7])
    value.narrow(2, start: 3, length: 1).narrow(3, start: 3, length: 1).narrow(4, start: 3, length: 1).fillInPlace(1)
    let found = try moved(motion(shift: 2), batch(value, mask: value.clone()))
    let places = found.inputs["volumes"]!.array(of: Float.self).indices { $0 > 0.5 }.ranges.flatMap { Array($0) }
    let place = try #require(places.first)
    #expect(places.count == 1)
    for axis in [place / 49, place / 7 % 7, place % 7] { #expect(abs(axis - 3) == 2) }
    #expect(found.targets["tumour"]!.array(of: Float.self)[place] == 1)
  }

  @Test func shiftsGoInBothDirections() throws {
    let mask = Tensor.zeros([1, 1, 7, 7, 7])
    mask.narrow(2, start: 3, length: 1).fillInPlace(1)
    let sums = try Set(
      (0..<20).map { seed in
        try moved(motion(shift: 2), batch(mask, mask: mask.clone()), seed: UInt64(seed)).targets["tumour"]!
          .narrow(2, start: 0, length: 3).sum().item()
      })
    #expect(sums.count == 2)
  }

  @Test func aTurnKeepsTheMiddleAndTheMass() throws {
    let mask = Tensor.zeros([1, 1, 15, 15, 15])
    mask.narrow(2, start: 4, length: 7).narrow(3, start: 4, length: 7).narrow(4, start: 4, length: 7).fillInPlace(1)
    let found = try moved(motion(rotation: 20), batch(mask, mask: mask.clone()))
    let turned = found.inputs["volumes"]!
    #expect(isClose(turned.sum().item(), 343, .relative(0.05)))
    #expect((turned - mask).abs().max().item() > 0.2)
    let index = Tensor((0..<15).map { Double($0) - 7 }).to(.float32).reshape([1, 1, 15, 1, 1])
    #expect(abs((turned * index).sum().item() / 343) < 0.1)
  }

  @Test func aMaskStaysYesOrNoAndMovesWithItsVolume() throws {
    let mask = Tensor.randn([2, 1, 8, 8, 8], generator: Generator(seed: 4)).greater(0).to(.float32)
    let found = try moved(motion(flip: 0.5, shift: 1, rotation: 10), batch(mask, mask: mask.clone()))
    let target = found.targets["tumour"]!.array(of: Float.self), input = found.inputs["volumes"]!.array(of: Float.self)
    #expect(Set(target) == [0, 1])
    for (label, value) in zip(target, input) where label == 1 { #expect(value >= 0.2) }
  }

  @Test func aPlaceWithoutALabelHasNoneAfterwards() throws {
    let mask = Tensor.full([1, 1, 4, 4, 4], -1)
    let found = try moved(motion(), batch(Tensor.zeros([1, 2, 4, 4, 4]), mask: mask))
    #expect(found.targets["tumour"]!.max().item() == -1)
    #expect(found.labelled["tumour"] == false)
  }

  @Test func theStreamDecidesTheMotion() throws {
    let all = motion(flip: 0.5, shift: 1, rotation: 5)
    func values(_ seed: UInt64) throws -> [Float] {
      try moved(all, batch(x), seed: seed).inputs["volumes"]!.array(of: Float.self)
    }
    #expect(try values(1) == values(1))
    #expect(try values(1) != values(2))
  }

  @Test func inputsOfAnotherFormAreRefused() {
    #expect(
      errorText { try moved(motion(), batch(Tensor.zeros([2, 3, 4, 4]))) }
        == "Inputs to move should be volumes of float32 and one size, [sample, channel, depth, height, width]. "
        + "Found [[2, 3, 4, 4], [2, 1]].")
  }

  @Test func tasksOfPixelsWithClassesAreRefused() {
    #expect(
      errorText { try Augmentations.named(["volume-motion"], for: [.segmentation("parts", classes: 3)]) }
        == "`volume-motion` should be used where a task with an answer at every place has yes or no. Found `parts`, a task of "
        + "segmentation.")
  }

  @Test func picturesAreScaledAloneAndNotNextToOtherTensors() throws {
    var both = batch(x), random = SplitMix64(seed: 1)
    #expect(
      errorText { try ScaleCropFlip(kinds: [:]).augment(&both, random: &random) }
        == "Inputs to scale and crop should be one tensor. Found volumes, clinical.")
  }
}
