/// The features that a trunk makes of one sample.
public enum Features: Equatable, Sendable, CustomStringConvertible {
  /// A vector of this many numbers: `[batch, size]`.
  case vector(Int)

  /// A map of this many channels, `stride` times smaller than the input in height and width: `[batch, channels, height
  /// / stride, width / stride]`.
  case map(channels: Int, stride: Int)

  public var description: String {
    switch self {
    case .vector(let size): "a vector of \(size)"
    case .map(let channels, let stride): "a map of \(channels) channels at stride \(stride)"
    }
  }
}
