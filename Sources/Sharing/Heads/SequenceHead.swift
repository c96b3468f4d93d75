import Backbones
import Torch

/// A head of vectors on a sequence: on each element, `[batch, length, size]` → `[batch, outputs, length]`, or on the whole,
/// `[batch, length, size]` → `[batch, outputs]`. The parameters have the head's own names.
public final class SequenceHead: Module, UnaryLayer {
  /// The head, which reads vectors.
  public let head: any UnaryLayer
  /// Whether it reads each element; otherwise it reads one vector for the whole sequence.
  public let isDense: Bool
  private let features: Features

  /// Puts a head on a sequence.
  ///
  /// - Parameters:
  ///   - head: reads vectors of the size of an element's.
  ///   - features: the sequence, which says which vector stands for the whole.
  ///   - isDense: whether the head reads each element.
  public init(_ head: any UnaryLayer, _ features: Features, isDense: Bool) {
    self.head = head
    self.features = features
    self.isDense = isDense
  }

  override public var namedChildren: [(name: String, module: Module)]? { [("", head)] }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard requirement(x.rank == 3, "a head should be put on a sequence, [batch, length, size]. Found \(x.shape).")
    else {
      return .failed
    }
    guard isDense else { return head(features.whole(x)) }
    // Layers such as a normalisation know vectors alone.
    return head(x.flatten(from: 0, to: 1)).reshape([x.size(0), x.size(1), -1]).transpose(1, 2)
  }
}
