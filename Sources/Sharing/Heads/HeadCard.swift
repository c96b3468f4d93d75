import Backbones
import Components
import Torch

/// All that a head says about itself: its settings, the features that it reads, and how it is made.
public struct HeadCard: ComponentCard {
  /// The features that a head reads.
  public struct Reading: OptionSet, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Vectors. Such a head can be put on a sequence as well: on each element, or on the whole.
    public static let vector = Reading(rawValue: 1)
    /// Maps.
    public static let map = Reading(rawValue: 2)
    /// Sequences, all elements at once.
    public static let sequence = Reading(rawValue: 4)
    /// Maps in three dimensions.
    public static let volume = Reading(rawValue: 8)

    /// The names of the features.
    ///
    /// - Parameter withElements: whether a sequence counts where a head reads vectors, as each element is one.
    func names(withElements: Bool) -> [String] {
      let reading = withElements && contains(.vector) ? union(.sequence) : self
      return [(Reading.vector, "vector"), (.map, "map"), (.volume, "volume"), (.sequence, "sequence")].filter {
        reading.contains($0.0)
      }
      .map(\.1)
    }
  }

  public let about: About
  /// The features that it reads.
  public let reading: Reading
  /// Whether its answers are maps of the image's size. Other tasks get the usual head in its place.
  public let isDense: Bool
  let make: @Sendable (HeadSetup) throws -> any UnaryLayer

  /// Describes a head.
  ///
  /// - Parameters:
  ///   - reading: the features that it reads. `make` is called for no others.
  ///   - isDense: whether its answers are maps of the image's size.
  ///   - make: makes the head.
  public init(
    _ about: About, reading: Reading, isDense: Bool = false,
    make: @escaping @Sendable (HeadSetup) throws -> any UnaryLayer
  ) {
    self.about = about
    self.reading = reading
    self.isDense = isDense
    self.make = make
  }

  public var facts: [Fact] {
    [Fact("reads", reading.names(withElements: true).joined(separator: ", ")), .settings(of: self)]
  }
}

/// What the head of a task is made from.
public struct HeadSetup {
  /// The features that it reads.
  public let features: Features
  /// The channels of its output.
  public let outputs: Int
  /// Whether the task has an answer at every place, otherwise one for the whole sample.
  public let isDense: Bool
  /// The values of the card's settings.
  public let settings: Settings
  /// The generator that draws the start values, and the dropout masks later.
  public let generator: Generator
}

extension Chosen<HeadCard> {
  /// Makes the head of one task.
  ///
  /// ```swift
  /// let head = try Heads.all.choose("hidden", ["width": 20]).head(on: trunk.features, outputs: 10, generator: generator)
  /// ```
  ///
  /// - Parameters:
  ///   - outputs: the channels of its output.
  ///   - isDense: whether the task has an answer at every pixel of a map or every element of a sequence, otherwise one
  ///     for the whole sample.
  ///   - generator: draws the start values, and the dropout masks later.
  /// - Throws: `ShapeError` if the head does not fit the features.
  public func head(
    on features: Features, outputs: Int, isDense: Bool = true, generator: Generator
  ) throws -> any UnaryLayer {
    let card = isDense || !card.isDense ? card : UsualHead.card
    func head(on features: Features) throws -> any UnaryLayer {
      try card.make(
        HeadSetup(features: features, outputs: outputs, isDense: isDense, settings: settings, generator: generator))
    }
    if card.reading.contains(features.reading) { return try head(on: features) }
    if case .sequence(let size, _) = features, card.reading.contains(.vector) {
      return SequenceHead(try head(on: .vector(size)), features, isDense: isDense)
    }
    let names = card.reading.names(withElements: false).map { "a \($0)" }.joined(separator: " or ")
    throw ShapeError("a \(name) head should be put on \(names). Found \(features).")
  }
}

extension Features {
  fileprivate var reading: HeadCard.Reading {
    switch self {
    case .vector: .vector
    case .map: .map
    case .volume: .volume
    case .sequence: .sequence
    }
  }
}

/// A layer that cannot be trained on a batch of few samples.
public protocol BatchBound: Module {
  /// The smallest batch for training, in samples.
  static var leastBatch: Int { get }
  /// The layer and the reason in the words of an error.
  static var reason: String { get }
}
