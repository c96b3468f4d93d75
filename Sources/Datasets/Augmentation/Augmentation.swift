import Statistics

/// A random change of training samples that leaves their labels true. It is drawn for every batch.
public protocol Augmentation: Sendable {
  /// Changes a batch whose tensors nobody else holds.
  ///
  /// - Parameter random: the stream of this batch, which alone decides what is changed.
  func augment(_ batch: inout Batch, random: inout SplitMix64) throws
}

/// Several augmentations, one after another.
public struct AugmentationChain: Augmentation {
  private let parts: [any Augmentation]

  /// Creates a chain that applies these augmentations in their order.
  public init(_ parts: [any Augmentation]) { self.parts = parts }

  public func augment(_ batch: inout Batch, random: inout SplitMix64) throws {
    for part in parts { try part.augment(&batch, random: &random) }
  }
}
