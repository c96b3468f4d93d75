import Torch

/// What is gathered over a split, batch by batch on the device, so that metrics can be read from it at the end. Several
/// metrics read one statistic: mean IoU and pixel accuracy come from one confusion matrix.
public protocol Statistic: AnyObject {
  associatedtype Summary

  /// Forgets all batches.
  func reset()

  /// Adds a batch. Called without recording gradients.
  func update(_ prediction: Tensor, _ target: Tensor)

  /// What was gathered, on the host; nil where no element had a label. This waits for the device.
  ///
  /// - Throws: ``MetricError`` where labels were out of range.
  func summary() throws -> Summary?
}

/// Why metrics cannot be computed.
public struct MetricError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
