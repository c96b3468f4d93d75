import Torch

/// The features that a trunk makes of one sample.
public enum Features: Equatable, Sendable, CustomStringConvertible {
  /// A vector of this many numbers: `[batch, size]`.
  case vector(Int)

  /// A map of this many channels, `stride` times smaller than the input in height and width: `[batch, channels, height
  /// / stride, width / stride]`.
  case map(channels: Int, stride: Int)

  /// A map in three dimensions of this many channels, `stride` times smaller than the input in depth, height and width: `[batch,
  /// channels, depth / stride, height / stride, width / stride]`.
  case volume(channels: Int, stride: Int)

  /// A vector of this many numbers for each element of a sequence: `[batch, length, size]`.
  ///
  /// `whole` is the encoder's way to one vector for the whole sequence.
  case sequence(Int, whole: Whole = .last)

  /// A way from the vectors of a sequence's elements to one vector for the whole sequence.
  public enum Whole: Hashable, Sendable {
    /// The last element's vector.
    case last
    /// The mean over all elements.
    case mean
    /// The mean over all elements but those of zeros in front, which fill up shorter sequences.
    case meanOfFilled
    /// The largest of each number over all elements but those of zeros in front.
    case maxOfFilled
  }

  public var description: String {
    switch self {
    case .vector(let size): "a vector of \(size)"
    case .map(let channels, let stride): "a map of \(channels) channels at stride \(stride)"
    case .volume(let channels, let stride): "a volume of \(channels) channels at stride \(stride)"
    case .sequence(let size, _): "a sequence of vectors of \(size)"
    }
  }

  /// The numbers of the vector, of each place of the map or volume, or of each element of the sequence.
  public var size: Int {
    switch self {
    case .vector(let size), .map(channels: let size, _), .volume(channels: let size, _), .sequence(let size, _): size
    }
  }

  /// One vector for the whole sample, `[batch, size]`: the vector itself, the mean over the places of a map or volume, or what the
  /// encoder says of a sequence.
  ///
  /// - Parameter x: a batch of these features.
  public func whole(_ x: Tensor) -> Tensor {
    switch self {
    case .vector: return x
    case .map: return x.mean([2, 3])
    case .volume: return x.mean([2, 3, 4])
    case .sequence(_, .last): return x.select(1, index: -1)
    case .sequence(_, .mean): return x.mean([1])
    case .sequence(_, .meanOfFilled):
      let filled = x.frontPadding.logicalNot().to(x.dtype).unsqueeze(2)
      return (x * filled).sum([1]) / filled.sum([1])
    case .sequence(_, .maxOfFilled): return x.maskedFill(mask: x.frontPadding.unsqueeze(2), -.infinity).amax([1])
    }
  }
}

extension Tensor {
  /// The elements in front of the sequences `[batch, length, size]` whose numbers are all zero: `[batch, length]`, true
  /// for these. The last element is none of them. No gradient flows through it.
  var frontPadding: Tensor {
    let isFilled = detach().abs().sum([2]).greater(0).to(.int64)
    let last = isFilled.select(1, index: -1)
    withoutGradients { _ = last.fillInPlace(1) }
    return isFilled.cumsum(1).equal(0)
  }
}
