/// What one sample looks like to a network, without the batch dimension. Data describe their samples by it, and a trunk is
/// built to fit.
public enum InputDescription: Hashable, Sendable {
  /// Numbers, `[count]`.
  case vector(Int)
  /// A picture, `[channels, height, width]`.
  case image(channels: Int, height: Int, width: Int)
  /// A picture in three dimensions, `[channels, depth, height, width]`.
  case volume(channels: Int, depth: Int, height: Int, width: Int)
  /// A sequence, `[length, columns]`. Shorter ones are filled up in front with zeros.
  case sequence(length: Int, columns: [Column])
  /// Several tensors with names of their own, in the order of a batch's inputs. A scheme of sharing has to read them.
  case several([Named])

  /// What one place of a sequence holds in a column.
  public enum Column: Hashable, Sendable {
    case number
    /// One of this many codes, as a number from 0 on.
    case code(Int)
  }

  /// One of a sample's several tensors.
  public struct Named: Hashable, Sendable {
    /// The name, by which a network finds the tensor.
    public let name: String
    /// What the tensor looks like.
    public let input: InputDescription

    public init(_ name: String, _ input: InputDescription) {
      self.name = name
      self.input = input
    }
  }

  /// The shape of a sample's only tensor; empty for several.
  public var shape: [Int] {
    switch self {
    case .vector(let count): [count]
    case .image(let channels, let height, let width): [channels, height, width]
    case .volume(let channels, let depth, let height, let width): [channels, depth, height, width]
    case .sequence(let length, let columns): [length, columns.count]
    case .several: []
    }
  }

  /// The sizes in words: "[3, 48, 64]", or "picture [3, 48, 64] and age [1]".
  public var sizes: String {
    guard case .several(let parts) = self else { return "\(shape)" }
    return parts.map { "\($0.name) \($0.input.sizes)" }.joined(separator: " and ")
  }

  /// The form without its sizes, in the words of an error: "images, [channels, height, width]".
  public var form: Form {
    switch self {
    case .vector: .vector
    case .image: .image
    case .volume: .volume
    case .sequence: .sequence
    case .several: .several
    }
  }

  /// The forms of samples, without sizes.
  public enum Form: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    case vector, image, volume, sequence, several

    /// The form in the words of an error.
    public var description: String {
      switch self {
      case .vector: "vectors"
      case .image: "images, [channels, height, width]"
      case .volume: "volumes, [channels, depth, height, width]"
      case .sequence: "sequences, [length, columns]"
      case .several: "several tensors"
      }
    }
  }
}
