import Testing
import Torch

import Components
@testable import Tasks

/// Losses and metrics on what failed before, and on shapes that do not fit, are errors of the scope and never a trap.
@Suite struct FailedTensorTests {
  private static let forms = [Labels.classes(3), .binary, .numbers(), .numbers(missing: 0), .directions()]

  /// Predictions and targets of which some are of failed operations, empty, or of other shapes.
  private func pairs() -> [(Tensor, Tensor)] {
    let failed = Tensor.ones([2]).matmul(Tensor.ones([3]))
    let tensors = [
      failed, Tensor.ones([4, 3]), Tensor.ones([5]), Tensor.ones([2, 2, 2, 2, 2]), Tensor.ones([0]), Tensor.ones([]),
    ]
    return tensors.flatMap { a in tensors.map { (a, $0) } }
  }

  @Test(arguments: Losses.all.names)
  func noLossTraps(_ name: String) throws {
    for labels in Self.forms {
      for labels in [labels, labels.complete] {
        guard let loss = try? Losses.named(name, for: labels) else { continue }
        #expect(throws: TorchError.self) {
          try withTorchErrors {
            for (prediction, target) in pairs() {
              _ = loss(prediction, target)
              _ = loss.sums(prediction, target, labels: labels.count(target))
              _ = (loss as? any ElementwiseLoss)?.elements(prediction, target)
            }
          }
        }
      }
    }
  }

  @Test func noMetricTraps() {
    for labels in Self.forms {
      for metric in Metrics.all.metrics(for: labels) {
        #expect(throws: TorchError.self, "\(metric.name)") {
          try withTorchErrors {
            for (prediction, target) in pairs() {
              let evaluation = Evaluation(task: "a", metrics: [metric])
              evaluation.update(prediction, target)
            }
          }
        }
      }
    }
  }

  @Test func targetsOfAnotherSizeAreNamed() {
    let error = #expect(throws: TorchError.self) {
      try withTorchErrors { _ = L1Loss()(Tensor.ones([4, 1]), Tensor.ones([3])) }
    }
    #expect(error?.message == "targets should have as many elements as predictions [4, 1]. Found [3].")
  }

  @Test func positiveWeightsAreOneForEachLabel() throws {
    let error = #expect(throws: SettingError.self) {
      _ = try LearningTask.binary("z").trained(with: "binary-cross-entropy", ["positive-weights": [1, 2]])
    }
    #expect(
      error?.description
        == "`positive-weights` should have one number for each yes-or-no label, 1 in all. Found 2.")
    _ = try LearningTask.binary("z", labels: 2).trained(with: "binary-cross-entropy", ["positive-weights": [1, 2]])
    #expect(throws: TorchError.self) {
      try withTorchErrors {
        _ = BinaryCrossEntropy(positiveWeights: [1, 2])(Tensor.ones([4, 1]), Tensor.ones([4, 1]))
      }
    }
  }

  /// Where every label of a batch is of a class without weight there is no mean: nothing is learned from it.
  @Test(arguments: [false, true])
  func aBatchOfClassesWithoutWeightTeachesNothing(_ isComplete: Bool) {
    let logits = Tensor.randn([4, 2], generator: Generator(seed: 1)).requiringGrad()
    let loss = CrossEntropy(classWeights: [0, 1], isComplete: isComplete)(logits, Tensor([0, 0, 0, 0] as [Int64]))
    loss.backward()
    #expect(loss.item() == 0 && logits.grad?.abs().max().item() == 0)
  }
}
