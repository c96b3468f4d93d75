import Torch

/// A quantity that is gathered over a split, batch by batch on the device, and from which metrics are read at the end.
/// Several metrics can read one statistic: mean IoU and pixel accuracy come from one confusion matrix.
public protocol Statistic: AnyObject, SendableMetatype {
  associatedtype Summary

  /// Whether the quantity depends on how the split is divided into batches. Others may get several batches as one.
  static var dependsOnBatches: Bool { get }

  /// Forgets all batches.
  func reset()

  /// Adds a batch. The caller records no gradients.
  func update(_ prediction: Tensor, _ target: Tensor)

  /// The gathered quantity, on the host; nil if no element had a label. This waits for the device.
  ///
  /// - Throws: ``MetricError`` if labels were out of range.
  func summary() throws -> Summary?
}

extension Statistic {
  public static var dependsOnBatches: Bool { false }

  /// The gathered quantity of a statistic whose type is not known.
  func anySummary() throws -> Any? { try summary() }
}

/// The reason why metrics cannot be computed.
public struct MetricError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
