import TestSupport
import Testing
import Torch

@testable import Tasks

/// Losses of samples that have weights: whole weights are as if samples were repeated.
@Suite struct WeightedLossTests {
  private static let rounding = Tolerance.relative(1e-11, absolute: 1e-11)

  private static func task(_ sample: LossSample) -> LearningTask {
    LearningTask(
      checked: sample.testDescription, .regression, outputs: 1, labels: sample.labels, loss: sample.loss, metrics: [])
  }

  /// The loss of some rows with its gradient, and the loss of a split of these rows alone.
  private static func answer(
    _ task: LearningTask, _ prediction: Tensor, _ target: Tensor, weights: Tensor?
  ) -> (loss: Double, gradient: [Double], ofSplit: Double?) {
    let loss = task.batchLoss(prediction, target, weights: weights)
    let gradient = Tensor.grad(of: [loss], respectTo: [prediction])[0]
    let sums = task.batchSums(prediction.detach(), target, weights: weights)
    return (
      loss.item(), gradient?.array(of: Double.self) ?? [], task.loss.loss(ofSums: sums.array(of: Double.self))
    )
  }

  private static func rows(_ tensor: Tensor, _ rows: [Int]) -> Tensor {
    tensor.detach().indexSelect(0, Tensor(rows.map(Int64.init)))
  }

  private static func problem(_ sample: LossSample) -> (prediction: Tensor, target: Tensor, weights: [Int]) {
    let generator = Generator(seed: 5)
    let prediction = sample.prediction(generator), target = sample.full(generator).clone()
    // The last of many samples has no label.
    if target.size(0) > 2 { target.narrow(0, start: target.size(0) - 1, length: 1).fillInPlace(sample.missing) }
    return (prediction, target, (0..<target.size(0)).map { [2, 3, 0, 1][$0 % 4] })
  }

  @Test(arguments: LossSample.all) func weightsOfOneChangeNothing(_ sample: LossSample) {
    let (prediction, target, _) = Self.problem(sample), task = Self.task(sample)
    let plain = Self.answer(task, prediction, target, weights: nil)
    let ones = Self.answer(task, prediction, target, weights: .ones([target.size(0)]))
    #expect(isClose(ones.loss, plain.loss, Self.rounding))
    #expect(isClose(ones.gradient, plain.gradient, Self.rounding))
    #expect(isClose(ones.ofSplit ?? .nan, plain.ofSplit ?? .infinity, Self.rounding))
  }

  @Test(arguments: LossSample.all) func wholeWeightsAreRepeatedSamples(_ sample: LossSample) {
    let (prediction, target, weights) = Self.problem(sample), task = Self.task(sample)
    let places = weights.enumerated().flatMap { Array(repeating: $0, count: $1) }
    let more = Self.rows(prediction, places).requiringGrad()
    let repeated = Self.answer(task, more, Self.rows(target, places), weights: nil)
    let weighted = Self.answer(task, prediction, target, weights: Tensor(weights.map(Float.init)))
    #expect(isClose(weighted.loss, repeated.loss, Self.rounding))
    #expect(isClose(weighted.ofSplit ?? .nan, repeated.ofSplit ?? .infinity, Self.rounding))
    // The gradient of a sample is the sum over its copies.
    let size = prediction.count / prediction.size(0)
    var gradient = [Double](repeating: 0, count: prediction.count)
    for (copy, place) in places.enumerated() {
      for index in 0..<size { gradient[place * size + index] += repeated.gradient[copy * size + index] }
    }
    #expect(isClose(weighted.gradient, gradient, Self.rounding))
    #expect(!isClose(weighted.loss, Self.answer(task, prediction, target, weights: nil).loss, Self.rounding))
  }

  @Test(arguments: LossSample.all) func aSplitDoesNotDependOnItsBatches(_ sample: LossSample) {
    let (prediction, target, weights) = Self.problem(sample), task = Self.task(sample)
    let all = Tensor(weights.map { Float($0) / 3 })
    let whole = task.batchSums(prediction.detach(), target, weights: all).array(of: Double.self)
    let parts = (0..<target.size(0)).map { row in
      task.batchSums(Self.rows(prediction, [row]), Self.rows(target, [row]), weights: Self.rows(all, [row]))
    }
    let sum = parts.dropFirst().reduce(parts[0], +).array(of: Double.self)
    #expect(isClose(sum, whole, Self.rounding))
  }

  @Test(arguments: LossSample.all) func withoutAnyWeightTheLossAndItsGradientAreExactlyZero(_ sample: LossSample) {
    let generator = Generator(seed: 6), task = Self.task(sample)
    for dtype in [DType.float64, .float32, .bfloat16] {
      let prediction = sample.prediction(generator, dtype: dtype), target = sample.full(generator)
      let found = Self.answer(task, prediction, target, weights: .zeros([target.size(0)]))
      #expect(found.loss == 0 && found.ofSplit == nil)
      #expect(found.gradient.count == prediction.count && found.gradient.allSatisfy { $0 == 0 })
      // Weights of samples without a label alone.
      let rest = Tensor((0..<target.size(0)).map { $0 < target.size(0) / 2 ? 0 : 1 } as [Float])
      let half = Self.answer(task, prediction, sample.half(target), weights: rest)
      #expect(half.loss == 0 && half.gradient.allSatisfy { $0 == 0 })
    }
  }

  @Test func anyFiniteWeightsCanBeTaken() {
    let prediction = Tensor([1, 2, 3] as [Float]).requiringGrad(), target = Tensor([0, 0, 0] as [Float])
    let task = LearningTask.regression("y")
    for unit: Float in [1e-30, 1, 1e38] {
      let weights = Tensor([unit, unit, 2 * unit] as [Float])
      #expect(isClose(Self.answer(task, prediction, target, weights: weights).loss, 23 / 4.0, .relative(1e-6)))
    }
  }

  @Test func classWeightsAndSampleWeightsMultiply() {
    let loss = CrossEntropy(classWeights: [1, 3]), plain = CrossEntropy()
    let logits = Tensor([0.5, -0.5, 1, 2, 0, 1] as [Double], shape: [3, 2]), target = Tensor([0, 1, 0] as [Int64])
    let e = plain.elements(logits, target).array(of: Double.self)
    let task = LearningTask.classification("kind", classes: 2).trained(with: loss)
    let found: Double = task.batchLoss(logits, target, weights: Tensor([2, 1, 0.5] as [Float])).item()
    #expect(isClose(found, (2 * e[0] + 3 * e[1] + 0.5 * e[2]) / 5.5, .relative(1e-12)))
  }

  @Test func aFactorOfALossStaysOne() throws {
    let task = LearningTask.regression("y"), scaled = task.trained(with: ScaledLoss(task.loss, times: 3))
    let prediction = Tensor([1, 2] as [Double]).requiringGrad(), target = Tensor([0, 0] as [Double])
    let weights = Tensor([1, 3] as [Float])
    let one = Self.answer(task, prediction, target, weights: weights)
    let three = Self.answer(scaled, prediction, target, weights: weights)
    #expect(isClose(three.loss, 3 * one.loss, .relative(1e-12)))
    #expect(isClose(three.ofSplit ?? .nan, 3 * (one.ofSplit ?? .nan), .relative(1e-12)))
    try scaled.checkTakesWeights()
  }

  @Test(arguments: LossSample.all) func onePassOfManyTasksHasTheLossesOfEach(_ sample: LossSample) throws {
    guard let loss = sample.loss as? any StackableLoss, loss.stack != nil, sample.predictionShape.count == 2 else {
      return
    }
    let generator = Generator(seed: 7), task = Self.task(sample)
    let predictions = (0..<3).map { _ in sample.prediction(generator) }
    let targets = (0..<3).map { $0 == 1 ? sample.half(sample.full(generator)) : sample.full(generator) }
    let weights = Tensor([0, 2, 0.5, 0, 1, 3] as [Float])
    let (outputs, labels) = (Tensor.stack(predictions, 1), Tensor.stack(targets, 1))
    let wide = weights.to(.float64)
    let losses = loss.losses(outputs, labels, weights: wide).array(of: Double.self)
    let sums = loss.sums(together: outputs, labels, weights: wide)
    for index in 0..<3 {
      let alone = Self.answer(task, predictions[index], targets[index], weights: weights)
      #expect(isClose(losses[index], alone.loss, Self.rounding))
      let own = sums.select(1, index: index).array(of: Double.self)
      #expect(isClose(own[0] / own[1], alone.ofSplit ?? .nan, Self.rounding))
    }
    #expect(loss.losses(outputs, labels, weights: .zeros([6], dtype: .float64)).array(of: Double.self) == [0, 0, 0])
  }

  @Test func everyLossOfTheToolkitTakesWeights() {
    for sample in LossSample.all { #expect(sample.loss.takesWeights) }
  }
}
