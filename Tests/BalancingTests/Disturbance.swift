import Testing
import Torch

@testable import Balancing

/// A training step on three losses of two parameters: L_k = ‖θ − t_k‖² / 2 + 1/2, with other targets in each half of a batch.
struct SmallProblem {
  let parameter: Tensor
  let learningRate: Double
  /// Of the first half, the second half, and both.
  let targets: [[[Double]]]

  init(_ start: [Double] = [0.3, -0.2], learningRate: Double = 0.1, targets: [[[Double]]]? = nil) {
    parameter = Tensor(start).requiringGrad()
    self.learningRate = learningRate
    self.targets = targets ?? [[[1, 0], [0, 1], [-1, -1]], [[1.5, 0.2], [0.1, 0.8], [-0.7, -1.2]]]
  }

  func losses(_ part: BatchPart) -> Tensor {
    func loss(_ half: Int, _ task: Int) -> Tensor {
      (parameter - Tensor(targets[half][task])).square().sum() / 2 + 0.5
    }
    return Tensor.stack(
      targets[0].indices.map { task in
        if case .part(let half, of: 2) = part { return loss(half, task) }
        return (loss(0, task) + loss(1, task)) / 2
      })
  }

  func probe(present: [Bool]? = nil, dtype: DType = .float64) -> StepProbe {
    StepProbe(
      losses: { losses($0).to(dtype) }, present: present.map { Tensor($0) }, parameters: [parameter],
      learningRate: learningRate)
  }
}

extension SmallProblem {
  /// The parts of the batch at which a method looks before a step. The parameters and their gradients should be as before.
  func parts(lookedAtBy method: any SecondLook) throws -> [BatchPart] {
    let unused = Tensor([7.0, 0.1]).requiringGrad(), before = parameter.detach().array(of: Double.self)
    parameter.grad = Tensor([0.1, 0.7])
    var parts: [BatchPart] = []
    try method.stepWillBegin(
      StepProbe(
        losses: {
          parts.append($0)
          return losses($0)
        }, present: nil, parameters: [parameter, unused], learningRate: 0.1))
    #expect(parameter.detach().array(of: Double.self) == before)
    #expect(parameter.grad?.array(of: Double.self) == [0.1, 0.7])
    #expect(parameter.isLeaf && parameter.requiresGrad)
    #expect(unused.grad == nil && unused.detach().array(of: Double.self) == [7, 0.1])
    return parts
  }
}

/// Moves everything that a method for three tasks remembers away from its start: two epochs, two steps, all that the
/// trainer tells.
func disturb(_ method: any LossWeighting, _ factor: Double, dtype: DType = .float64) throws {
  method.epochEnded(meanLosses: Tensor([1, 2, 3].map { $0 * factor }))
  method.epochEnded(meanLosses: Tensor([0.9, 1.9, 1].map { $0 * factor }))
  (method as? any IndicatorDriven)?.measured(indicators: Tensor([0.3, 0.6, 0.8].map { $0 * min(factor, 1) }))
  let problem = SmallProblem([0.3 * factor, -0.2])
  for losses in [[1.0, 2, 3], [1.1, 1.2, 3.5]] {
    try (method as? any SecondLook)?.stepWillBegin(problem.probe(dtype: dtype))
    _ = method.weigh(Tensor(losses).to(dtype))
    try (method as? any SecondLook)?.stepEnded(problem.probe(dtype: dtype))
  }
  withoutGradients {
    for (_, tensor) in method.learnedScales { tensor.addInPlace(Tensor([0.1, 0.2, -0.3]).to(dtype), scale: factor) }
  }
}
