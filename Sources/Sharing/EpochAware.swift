import Torch

/// A network that changes with the epochs, such as one whose gates have a temperature that falls.
///
/// ```swift
/// func epochBegins(_ epoch: Int, of epochs: Int) {
///   temperature.fillInPlace(1 - 0.9 * Double(epoch) / Double(epochs))   // a buffer
/// }
/// ```
public protocol EpochAware: MultiTaskNetwork {
  /// Receives the epoch that begins, before its first batch.
  ///
  /// A training that resumes inside an epoch calls it again for that epoch, after it has restored parameters, buffers and
  /// random generators. A resumed training has the same bits if the two numbers alone decide what is set here. What an
  /// evaluation depends on should be a buffer, because the weights of a run hold it.
  ///
  /// - Parameters:
  ///   - epoch: the number of completed epochs, from 0.
  ///   - epochs: the number of epochs of the whole training.
  func epochBegins(_ epoch: Int, of epochs: Int)

  /// Receives the end of an epoch's updates, before the epoch is validated. By default nothing happens.
  ///
  /// A training that was stopped while it validated calls it again for that epoch.
  func epochEnds()

  /// The parameters that got new start values in the last ``epochBegins(_:of:)``, for which the optimiser begins anew; by
  /// default none.
  var begunAnew: [Tensor] { get }

  /// Whether an epoch goes on from the weights of the best epoch so far, instead of those of the epoch before; by default no.
  func continuesFromBest(_ epoch: Int, of epochs: Int) -> Bool
}

extension EpochAware {
  public func epochEnds() {}

  public var begunAnew: [Tensor] { [] }

  public func continuesFromBest(_ epoch: Int, of epochs: Int) -> Bool { false }
}
