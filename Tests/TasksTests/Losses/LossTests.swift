import Foundation
import TestSupport
import Testing
import Torch

@testable import Tasks

/// A loss with predictions and targets of one kind: what every loss must do with missing labels is the same.
struct LossSample: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let loss: any TaskLoss
  /// The same, told that every element has a label.
  let complete: (any TaskLoss)?
  let labels: Labels
  let predictionShape: [Int]
  let full: @Sendable (Generator) -> Tensor
  /// The target of an element that has no label.
  let missing: Double

  static let all: [LossSample] = {
    let classes: @Sendable (Generator) -> Tensor = { Tensor.randint(0, 5, [3, 4, 2], generator: $0) }
    let flat: @Sendable (Generator) -> Tensor = { Tensor.randint(0, 5, [6], generator: $0) }
    let yesNo: @Sendable (Generator) -> Tensor = { Tensor.randint(0, 2, [6, 3], generator: $0).to(.float64) }
    let numbers: @Sendable (Generator) -> Tensor = { Tensor.rand([6, 2], dtype: .float64, generator: $0) + 0.5 }
    let vectors: @Sendable (Generator) -> Tensor = { generator in
      let x = Tensor.randn([2, 3, 4, 2], dtype: .float64, generator: generator)
      return x / x.norm([1], keepDim: true)
    }
    let weights = [0.5, 1, 2, 0.25, 1.5]
    return [
      LossSample(
        testDescription: "cross-entropy, dense", loss: CrossEntropy(), complete: CrossEntropy(isComplete: true),
        labels: .classes(5), predictionShape: [3, 5, 4, 2], full: classes, missing: -1),
      LossSample(
        testDescription: "cross-entropy, weighted, smoothed",
        loss: CrossEntropy(ignore: 255, labelSmoothing: 0.1, classWeights: weights),
        complete: CrossEntropy(ignore: 255, labelSmoothing: 0.1, classWeights: weights, isComplete: true),
        labels: .classes(5, ignore: 255), predictionShape: [6, 5], full: flat, missing: 255),
      LossSample(
        testDescription: "binary cross-entropy", loss: BinaryCrossEntropy(),
        complete: BinaryCrossEntropy(isComplete: true), labels: .binary, predictionShape: [6, 3], full: yesNo,
        missing: .nan),
      LossSample(
        testDescription: "binary cross-entropy, positive weights",
        loss: BinaryCrossEntropy(positiveWeights: [1, 2, 3]),
        complete: BinaryCrossEntropy(positiveWeights: [1, 2, 3], isComplete: true), labels: .binary,
        predictionShape: [6, 3], full: yesNo, missing: -1),
      LossSample(
        testDescription: "l1, NaN", loss: L1Loss(), complete: L1Loss(isComplete: true), labels: .numbers(),
        predictionShape: [6, 2], full: numbers, missing: .nan),
      LossSample(
        testDescription: "l1, zero", loss: L1Loss(missing: 0), complete: L1Loss(missing: 0, isComplete: true),
        labels: .numbers(missing: 0), predictionShape: [6, 2], full: numbers, missing: 0),
      LossSample(
        testDescription: "l2", loss: L2Loss(), complete: L2Loss(isComplete: true), labels: .numbers(),
        predictionShape: [6, 2], full: numbers, missing: .nan),
      LossSample(
        testDescription: "huber", loss: HuberLoss(delta: 0.3), complete: HuberLoss(delta: 0.3, isComplete: true),
        labels: .numbers(), predictionShape: [6, 2], full: numbers, missing: .nan),
      LossSample(
        testDescription: "cosine", loss: CosineLoss(), complete: CosineLoss(isComplete: true), labels: .directions(),
        predictionShape: [2, 3, 4, 2], full: vectors, missing: 0),
      LossSample(
        testDescription: "focal, sigmoid", loss: FocalLoss(.sigmoid, alpha: 0.25), complete: nil, labels: .binary,
        predictionShape: [6, 3], full: yesNo, missing: .nan),
      LossSample(
        testDescription: "focal, softmax", loss: FocalLoss(.softmax(ignore: -1), gamma: 0.5), complete: nil,
        labels: .classes(5), predictionShape: [3, 5, 4, 2], full: classes, missing: -1),
      LossSample(
        testDescription: "dice, sigmoid", loss: DiceLoss(.sigmoid, smooth: 0), complete: nil, labels: .binary,
        predictionShape: [6, 3], full: yesNo, missing: -1),
      LossSample(
        testDescription: "dice of each sample, sigmoid", loss: DiceLoss(.sigmoid, smooth: 0, isPerSample: true),
        complete: nil, labels: .binary, predictionShape: [6, 3], full: yesNo, missing: -1),
      LossSample(
        testDescription: "dice of each sample, softmax", loss: DiceLoss(.softmax(ignore: -1), isPerSample: true),
        complete: nil, labels: .classes(5), predictionShape: [3, 5, 4, 2], full: classes, missing: -1),
      LossSample(
        testDescription: "dice and focal", loss: DiceFocalLoss(), complete: nil, labels: .binary,
        predictionShape: [6, 3], full: yesNo, missing: .nan),
      LossSample(
        testDescription: "dice, softmax", loss: DiceLoss(.softmax(ignore: -1), isSquared: true), complete: nil,
        labels: .classes(5), predictionShape: [3, 5, 4, 2], full: classes, missing: -1),
    ]
  }()

  func prediction(_ generator: Generator, dtype: DType = .float64) -> Tensor {
    Tensor.randn(predictionShape, dtype: dtype, generator: generator).requiringGrad()
  }

  /// The target with the labels of the later half of the samples taken away.
  func half(_ target: Tensor) -> Tensor {
    let result = target.clone()
    result.narrow(0, start: target.size(0) / 2, length: target.size(0) - target.size(0) / 2).fillInPlace(missing)
    return result
  }

  func none(_ target: Tensor) -> Tensor { target.clone().fillInPlace(missing) }
}

/// The value of a loss with its gradient.
private func answer(_ loss: any TaskLoss, _ prediction: Tensor, _ target: Tensor) -> (Double, [Double]) {
  let value = loss(prediction, target)
  let gradient = Tensor.grad(of: [value], respectTo: [prediction])[0]
  return (value.item(), gradient?.array(of: Double.self) ?? [])
}

private let rounding = Tolerance.relative(1e-12, absolute: 1e-12)

@Suite struct LossTests {
  @Test(arguments: LossSample.all) func aBatchWithoutLabelsIsExactlyZeroWithoutGradient(_ sample: LossSample) {
    for dtype in [DType.float64, .float32, .bfloat16] {
      let generator = Generator(seed: 1)
      let prediction = sample.prediction(generator, dtype: dtype)
      let (value, gradient) = answer(sample.loss, prediction, sample.none(sample.full(generator)))
      #expect(value == 0)
      #expect(gradient.allSatisfy { $0 == 0 } && gradient.count == prediction.count)
    }
  }

  @Test(arguments: LossSample.all) func missingLabelsAreAsIfTheSampleWereNotThere(_ sample: LossSample) {
    let generator = Generator(seed: 2)
    let prediction = sample.prediction(generator)
    let target = sample.full(generator)
    let kept = target.size(0) / 2
    let (masked, gradient) = answer(sample.loss, prediction, sample.half(target))
    let few = prediction.detach().narrow(0, start: 0, length: kept).clone().requiringGrad()
    let (alone, aloneGradient) = answer(sample.loss, few, target.narrow(0, start: 0, length: kept))
    #expect(isClose([masked], [alone], rounding))
    #expect(isClose(Array(gradient[..<few.count]), aloneGradient, rounding))
    #expect(gradient[few.count...].allSatisfy { $0 == 0 })
  }

  @Test(arguments: LossSample.all) func missingLabelsMakeADifference(_ sample: LossSample) {
    let generator = Generator(seed: 3)
    let prediction = sample.prediction(generator)
    let target = sample.full(generator)
    #expect(
      !isClose(
        [sample.loss(prediction, target).item()], [sample.loss(prediction, sample.half(target)).item()],
        rounding))
  }

  @Test(arguments: LossSample.all) func thePromiseOfCompletenessChangesNothingWhereItHolds(_ sample: LossSample) {
    guard let complete = sample.complete else { return }
    let generator = Generator(seed: 4)
    let prediction = sample.prediction(generator)
    let target = sample.full(generator)
    let (a, b) = (answer(sample.loss, prediction, target), answer(complete, prediction, target))
    #expect(isClose([a.0], [b.0], rounding))
    #expect(isClose(a.1, b.1, rounding))
  }

  @Test(arguments: LossSample.all) func theElementsAverageToTheLoss(_ sample: LossSample) {
    guard let loss = sample.loss as? any ElementwiseLoss, (loss as? CrossEntropy)?.classWeights == nil else { return }
    let generator = Generator(seed: 5)
    let prediction = sample.prediction(generator)
    let target = sample.half(sample.full(generator))
    let mean = loss.elements(prediction, target).sum().item() / sample.labels.count(target).item()
    #expect(isClose([mean], [loss(prediction, target).item()], rounding))
  }

  @Test(arguments: LossSample.all) func halfPrecisionIsWidened(_ sample: LossSample) {
    let generator = Generator(seed: 6)
    let prediction = sample.prediction(generator, dtype: .bfloat16)
    let value = sample.loss(prediction, sample.full(generator))
    #expect(value.dtype == .float32)
    #expect(answer(sample.loss, prediction, sample.full(generator)).1.allSatisfy { $0.isFinite })
  }

  @Test func classesWithoutWeightDoNotDivideByZero() {
    let logits = Tensor.zeros([2, 2], dtype: .float64).requiringGrad()
    let (value, gradient) = answer(CrossEntropy(classWeights: [0, 1]), logits, Tensor([0, -1] as [Int]))
    #expect(value == 0)
    #expect(gradient.allSatisfy { $0 == 0 })
  }

  @Test func focalIsStableWhereTheAnswerIsCertain() {
    let logits = Tensor([1000, -1000] as [Double]).requiringGrad()
    for gamma in [0, 0.5, 1, 2] {
      let (right, gradient) = answer(FocalLoss(.sigmoid, gamma: gamma), logits, Tensor([1, 0] as [Double]))
      #expect(right == 0)
      #expect(gradient.allSatisfy { $0.isFinite })
      let (wrong, steep) = answer(FocalLoss(.sigmoid, gamma: gamma), logits, Tensor([0, 1] as [Double]))
      #expect(wrong == 1000)
      #expect(steep.allSatisfy { $0.isFinite })
      let rows = Tensor([1000, 0, 0, 1000] as [Double], shape: [2, 2]).requiringGrad()
      #expect(
        answer(FocalLoss(.softmax(ignore: -1), gamma: gamma), rows, Tensor([0, 1] as [Int])).1.allSatisfy {
          $0.isFinite
        })
    }
  }

  @Test func aPredictionOfLengthZeroHasACosineOfZero() {
    let prediction = Tensor.zeros([1, 3, 1, 1]).requiringGrad()
    let (value, gradient) = answer(CosineLoss(), prediction, Tensor([0, 0, 1] as [Float], shape: [1, 3, 1, 1]))
    #expect(value == 1)
    #expect(gradient.allSatisfy { $0.isFinite })
  }

  @Test func theChannelSumRuleDropsDirectionsThatCancel() {
    let target = Tensor([0.6, -0.6, 0, 0, 0, 1] as [Double], shape: [2, 3, 1, 1])
    let prediction = Tensor([1, 0, 0, 0, 0, 1] as [Double], shape: [2, 3, 1, 1])
    #expect(isClose([CosineLoss()(prediction, target).item()], [0.2], rounding))
    #expect(CosineLoss(rule: .channelSum)(prediction, target).item() == 0)
  }

  @Test func targetsWithoutAChannelFitAHeadOfOne() {
    let prediction = Tensor([1, 2] as [Float], shape: [2, 1])
    #expect(L1Loss()(prediction, Tensor([1, 4] as [Float])).item() == 1)
    #expect(BinaryCrossEntropy()(prediction, Tensor([1, 1] as [Int])).item() < 0.25)
  }

  @Test func likelihoodsAreThoseOfThePaper() {
    #expect(L1Loss().likelihood == .laplace)
    #expect(L2Loss().likelihood == .gaussian)
    #expect(HuberLoss().likelihood == .gaussian)
    #expect(CrossEntropy().likelihood == .softmax)
    #expect(BinaryCrossEntropy().likelihood == .softmax)
  }
}
