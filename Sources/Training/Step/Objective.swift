import Torch

/// The part of a training step that differentiates: it turns the losses of an update's batches into the gradients of
/// the parameters.
///
/// A step calls `begin`, then `add` for each batch or each of its parts, and then `finish`.
public protocol Objective: AnyObject {
  /// The name of the method, for errors.
  var name: String { get }

  /// The number of equal parts into which a batch is divided, each treated as an independent sample; 1 for whole
  /// batches.
  var parts: Int { get }

  /// Whether the stages of the shared network are needed.
  var needsStages: Bool { get }

  /// Begins an update, and forgets what an unfinished one left.
  func begin()

  /// Differentiates the losses of a batch, or keeps their graph until ``finish(_:)``.
  ///
  /// - Parameters:
  ///   - penalty: a scalar with its graph whose gradient is added to the update's, weighted and shared out already; nil
  ///     for none. The methods do not see it.
  ///   - share: the part that this batch makes of its tasks' losses in the update.
  ///   - part: the number of the batch's part, below ``parts``, to which these losses belong.
  ///   - alone: whether it is the only batch of the update.
  /// - Returns: the factor of each task's gradient, `[K]`; nil if it is not known before the update's end.
  func add(
    _ losses: TaskLosses, penalty: Tensor?, share: Double, part: Int, alone: Bool, _ replicas: any Replicas
  ) throws -> Tensor?

  /// Leaves the update's gradients, summed over all replicas, in the parameters.
  ///
  /// - Returns: the factor of each task's gradient, `[K]`, if `add` did not return it; nil if there is none.
  func finish(_ replicas: any Replicas) throws -> Tensor?
}
