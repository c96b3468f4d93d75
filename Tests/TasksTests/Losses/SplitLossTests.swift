import Testing
import Torch

@testable import Tasks

/// The loss of a split does not depend on how it is divided into batches, nor on where labels are missing.
@Suite struct SplitLossTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let loss: any TaskLoss
    let labels: Labels
    let prediction: Tensor
    let target: Tensor
    var testDescription: String { name }
  }

  private static let count = 30

  private static let cases: [Case] = {
    let generator = Generator(seed: 3)
    func random(_ shape: [Int]) -> Tensor { Tensor.randn(shape, generator: generator) }
    // Labels are missing where the first batches of most sizes are.
    func without(_ target: Tensor, _ missing: Double) -> Tensor {
      let rows = Tensor((0..<count).map { [0, 1, 2, 3, 9, 28].contains($0) ? 1 : 0 } as [Double])
      let mask = rows.reshape([count] + [Int](repeating: 1, count: target.rank - 1)).greater(0)
      return target.maskedFill(mask: mask, missing)
    }
    let classes = without(Tensor.randint(0, 3, [count], generator: generator), -1)
    let pixels = without(Tensor.randint(0, 3, [count, 4, 5], generator: generator), -1)
    let numbers = without(random([count, 1]), .nan),
      answers = without(
        Tensor.randint(0, 2, [count, 2], generator: generator).to(.float32), -1)
    let normals = without(random([count, 3, 4, 5]), 0)
    let soft = without(random([count, 3]).softmax(1), .nan)
    return [
      Case(name: "L1", loss: L1Loss(), labels: .numbers(), prediction: random([count, 1]), target: numbers),
      Case(name: "L2", loss: L2Loss(), labels: .numbers(), prediction: random([count, 1]), target: numbers),
      Case(name: "Huber", loss: HuberLoss(), labels: .numbers(), prediction: random([count, 1]), target: numbers),
      Case(
        name: "restored L1", loss: RestoredL1Loss(Scale(mean: 1, standardDeviation: 2, curve: .logarithmic(limit: 3))),
        labels: .numbers(), prediction: random([count, 1]), target: numbers),
      Case(
        name: "yes or no", loss: BinaryCrossEntropy(positiveWeights: [3, 0.5]), labels: .binary,
        prediction: random([count, 2]), target: answers),
      Case(name: "focal", loss: FocalLoss(.sigmoid), labels: .binary, prediction: random([count, 2]), target: answers),
      Case(name: "Dice", loss: DiceLoss(.sigmoid), labels: .binary, prediction: random([count, 2]), target: answers),
      Case(
        name: "Dice of each sample", loss: DiceLoss(.sigmoid, smooth: 0, isPerSample: true), labels: .binary,
        prediction: random([count, 2]), target: answers),
      Case(
        name: "Dice and focal", loss: DiceFocalLoss(), labels: .binary, prediction: random([count, 2]), target: answers),
      Case(
        name: "classes", loss: CrossEntropy(labelSmoothing: 0.1), labels: .classes(3), prediction: random([count, 3]),
        target: classes),
      Case(
        name: "weighted classes", loss: CrossEntropy(classWeights: [0, 1, 5]), labels: .classes(3),
        prediction: random([count, 3]), target: classes),
      Case(
        name: "class probabilities", loss: CrossEntropy(), labels: .classes(3), prediction: random([count, 3]),
        target: soft),
      Case(
        name: "pixels", loss: CrossEntropy(), labels: .classes(3), prediction: random([count, 3, 4, 5]), target: pixels),
      Case(
        name: "Dice of classes", loss: DiceLoss(.softmax(ignore: -1), isSquared: true), labels: .classes(3),
        prediction: random([count, 3, 4, 5]), target: pixels),
      Case(
        name: "normals", loss: CosineLoss(), labels: .directions(), prediction: random([count, 3, 4, 5]),
        target: normals),
    ]
  }()

  private func loss(_ item: Case, batch: Int) throws -> Double {
    let parts = zip(item.prediction.split(batch), item.target.split(batch)).map { prediction, target in
      item.loss.sums(prediction, target, labels: item.labels.count(target)).array(of: Double.self)
    }
    let sums = parts[0].indices.map { index in parts.reduce(0) { $0 + $1[index] } }
    return try #require(item.loss.loss(ofSums: sums))
  }

  @Test(arguments: cases) func theLossOfASplitDoesNotDependOnItsBatches(_ item: Case) throws {
    let whole = item.loss(item.prediction, item.target).item() as Double
    for batch in [1, 4, 29, 30] {
      let found = try loss(item, batch: batch)
      #expect(abs(found - whole) < 1e-6 * max(1, abs(whole)), "batches of \(batch): \(found), whole: \(whole)")
    }
  }

  @Test func aSplitWithoutLabelsHasNoLoss() {
    for item in Self.cases {
      let sums = item.loss.sums(item.prediction, item.target, labels: Tensor([0])).array(of: Double.self)
      let nothing = [Double](repeating: 0, count: sums.count)
      #expect(item.loss.loss(ofSums: nothing) == nil, "\(item.name)")
    }
  }

  @Test func labelsThatWeighNothingHaveNoLossEvenWhereAllAreThere() throws {
    let loss = CrossEntropy(classWeights: [0, 1], isComplete: true)
    let logits = Tensor([1, 2, 3, 4] as [Float], shape: [2, 2]), target = Tensor([0, 0])
    #expect(loss(logits, target).item() as Double == 0)
    let sums = loss.sums(logits, target, labels: Tensor([2])).array(of: Double.self)
    #expect(loss.loss(ofSums: sums) == nil)
  }
}
