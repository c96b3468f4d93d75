import Torch

/// What a training step differentiates: how the losses of an update's batches become the gradients of its parameters.
///
/// A step calls `begin`, then `add` for each batch or each of its parts, and then `finish`.
public protocol Objective: AnyObject {
  /// The name of the method, for errors.
  var name: String { get }

  /// The equal parts of a batch that are looked at one by one, as independent samples; 1 for whole batches.
  var parts: Int { get }

  /// Whether the stages of the shared network are looked at.
  var needsStages: Bool { get }

  /// Forgets what an update that was not finished has left.
  func begin()

  /// Differentiates the losses of a batch, or keeps their graph until ``finish(_:)``.
  ///
  /// - Parameters:
  ///   - share: of the update that this batch makes.
  ///   - part: which of ``parts`` of a batch these losses are of.
  /// - Returns: the factor of each task's gradient, `[K]`; nil where it is not known before the update's end.
  func add(_ losses: TaskLosses, share: Double, part: Int, _ replicas: any Replicas) throws -> Tensor?

  /// Leaves the update's gradients, summed over all replicas, in the parameters.
  ///
  /// - Returns: the factor of each task's gradient, `[K]`, where `add` did not say; nil where there is none.
  func finish(_ replicas: any Replicas) throws -> Tensor?
}
