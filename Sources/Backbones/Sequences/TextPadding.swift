import Torch

/// The places of the padding in the batch of texts that is passing, for stages that all have to know them.
final class TextPadding {
  /// `[batch, length]`, true for padding.
  private(set) var places = Tensor.failed
  /// `[batch, length, 1]`, 0 for padding and 1 for an element.
  private(set) var filled = Tensor.failed

  /// Finds the elements of zeros in front of a batch, `[batch, length, size]`.
  func find(in x: Tensor) {
    places = x.frontPadding
    filled = places.logicalNot().to(x.dtype).unsqueeze(2)
  }

  /// The batch with zeros in the places of the padding.
  func clearing(_ x: Tensor) -> Tensor { x * filled }
}
