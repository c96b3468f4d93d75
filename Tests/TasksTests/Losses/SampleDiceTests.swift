import TestSupport
import Testing
import Torch

@testable import Tasks

/// The overlap of each sample on its own, and the task of a mask that it judges.
@Suite struct SampleDiceTests {
  /// Two samples of four places: probabilities and masks.
  private let probabilities = Tensor([0.9, 0.2, 0.1, 0, 0.5, 0.5, 1, 0]).reshape([2, 1, 4])
  private let mask = Tensor([1.0, 0, 0, 0, 1, 1, 1, 1]).reshape([2, 1, 4])
  private let loss = DiceLoss(.identity, smooth: 0, isPerSample: true)

  @Test func itIsOneMinusTheMeanOfTheSamplesOverlaps() {
    let expected = 1 - (2 * 0.9 / 2.2 + 2 * 2.0 / 6) / 2
    #expect(isClose(loss(probabilities, mask).item(), expected, .relative(1e-12)))
  }

  @Test func itDiffersFromTheOverlapOfTheBatch() {
    let ofBatch: Double = DiceLoss(.identity, smooth: 0)(probabilities, mask).item()
    #expect(abs(ofBatch - loss(probabilities, mask).item()) > 0.01)
  }

  @Test func oneSampleHasTheOverlapOfTheBatch() {
    let (p, y) = (probabilities.narrow(0, start: 0, length: 1), mask.narrow(0, start: 0, length: 1))
    #expect(isClose(loss(p, y).item(), DiceLoss(.identity, smooth: 0)(p, y).item(), .relative(1e-12)))
  }

  @Test func aPerfectMaskHasTheLossZeroAndADisjointOneTheLossOne() {
    #expect(loss(mask, mask).item() == 0)
    #expect(loss(1 - mask.narrow(0, start: 0, length: 1), mask.narrow(0, start: 0, length: 1)).item() == 1)
  }

  /// The denominator is at least 1e-5, and so nothing is divided by 0.
  @Test func anEmptyMaskThatIsPredictedHasTheLossOneWithoutGradient() {
    let nothing = Tensor.zeros([1, 1, 4], dtype: .float64).requiringGrad()
    let value = loss(nothing, nothing.detach())
    #expect(value.item() == 1)
    #expect(Tensor.grad(of: [value], respectTo: [nothing])[0]!.abs().max().item() == 0)
  }

  @Test func aSampleWithoutLabelsDoesNotCount() {
    let unlabelled = Tensor.cat([mask, Tensor.full([1, 1, 4], -1, dtype: .float64)])
    let more = Tensor.cat([probabilities, Tensor.full([1, 1, 4], 0.7, dtype: .float64)])
    #expect(isClose(loss(more, unlabelled).item(), loss(probabilities, mask).item(), .relative(1e-12)))
  }

  @Test func diceAndFocalIsTheirSum() {
    let logits = probabilities.clamp(min: 0.01, max: 0.99).log() - (1 - probabilities.clamp(min: 0.01, max: 0.99)).log()
    let parts: [Double] = [
      DiceLoss(.sigmoid, smooth: 0, isPerSample: true)(logits, mask).item(),
      FocalLoss(.sigmoid, gamma: 2, alpha: 0.25)(logits, mask).item(),
    ]
    #expect(isClose(DiceFocalLoss()(logits, mask).item(), parts[0] + parts[1], .relative(1e-12)))
  }

  @Test func theLossesHaveNames() throws {
    let dice = try Losses.named("dice", ["per-sample": true, "smooth": 0], for: .binary) as? DiceLoss
    #expect(dice?.isPerSample == true && dice?.smooth == 0)
    let both = try Losses.named("dice-focal", ["focal-gamma": 1], for: .binary) as? DiceFocalLoss
    #expect(both?.focal.gamma == 1 && both?.focal.alpha == 0.25)
  }

  @Test func aMaskOfAVolumeIsMeasuredOverAllPlacesOfAllSamples() throws {
    let task = LearningTask.mask("tumour")
    #expect(task.kind.isDense && task.kind.name == "mask" && task.metrics.map(\.name) == ["dice", "iou"])
    let evaluation = task.evaluation()
    let answers = Tensor([1.0, 1, -1, -1, -1, -1, -1, -1]).reshape([1, 1, 2, 2, 2])
    let target = Tensor([1.0, 0, 0, 0, 0, 0, 0, 0]).reshape([1, 1, 2, 2, 2])
    evaluation.update(answers, target)
    evaluation.update(answers, 1 - target)
    // 8 places with yes in the labels, 4 answers of yes, 2 of them right.
    let found = try evaluation.compute().map { $0.value ?? .nan }
    #expect(isClose(found, [4.0 / 12, 2.0 / 10], .relative(1e-9)))
  }

  @Test func outputsOfAVolumeAreCheckedInItsWords() {
    let task = LearningTask.mask("tumour"), target = Tensor.zeros([2, 1, 4, 4, 4])
    #expect(
      errorText { try task.checkFit(output: Tensor.zeros([2, 2, 4, 4, 4]), target: target) }
        == "`tumour`: the network's output should be [2, 1, depth, height, width]. Found [2, 2, 4, 4, 4].")
    #expect(throws: Never.self) { try task.checkFit(output: Tensor.zeros([2, 1, 4, 4, 4]), target: target) }
  }
}
