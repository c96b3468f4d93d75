import Torch

/// What a method that makes passes of its own may ask of the training step it is in.
///
/// FAMO looks at the same batch again after the parameters have changed; Auto-Lambda differentiates through a trial step.
public struct StepProbe {
  /// The `K` losses of the step's batch or of a part of it, `[K]`, with their graph, at the parameters' present values.
  public let losses: (BatchPart) -> Tensor
  /// `[K]`, not zero where the task has a label in the batch; nil where all have.
  public let present: Tensor?
  /// All of the network's parameters that are trained.
  public let parameters: [Tensor]
  /// The learning rate of the step.
  public let learningRate: Double
  private let presentIn: ((BatchPart) -> Tensor?)?

  /// - Parameters:
  ///   - losses: must change nothing else: running statistics and random numbers stand afterwards where they stood before.
  ///   - presentIn: as `present`, for a part of the batch; nil where a part has the tasks of the whole.
  public init(
    losses: @escaping (BatchPart) -> Tensor, present: Tensor?, presentIn: ((BatchPart) -> Tensor?)? = nil,
    parameters: [Tensor], learningRate: Double
  ) {
    self.losses = losses
    self.present = present
    self.presentIn = presentIn
    self.parameters = parameters
    self.learningRate = learningRate
  }
}

extension StepProbe {
  /// `[K]`, not zero where the task has a label in that part of the batch; nil where all have.
  public func presence(_ part: BatchPart) -> Tensor? { part == .whole ? present : presentIn?(part) ?? present }

  /// The same step with each loss divided by a number of its own, `[K]`.
  func scaled(by divisors: Tensor) -> StepProbe {
    StepProbe(
      losses: { losses($0) / divisors }, present: present, presentIn: presentIn, parameters: parameters,
      learningRate: learningRate)
  }
}

/// A batch or one of several equal parts of it.
public enum BatchPart: Hashable, Sendable {
  case whole
  /// The part of that index; all have the same number of samples, and a remainder is left out.
  case part(Int, of: Int)
}

extension BatchPart {
  /// The half of which a method takes the losses that a trial step or direction is judged on.
  static let validation = BatchPart.part(1, of: 2)
  /// The other half.
  static let train = BatchPart.part(0, of: 2)
}
