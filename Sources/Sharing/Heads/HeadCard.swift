import Backbones
import Components
import Torch

/// All that a head says about itself: its settings, the features that it reads, and how it is made.
public struct HeadCard: ComponentCard {
  /// The features that a head reads.
  public enum Reading: String, Hashable, Sendable {
    case vector, map
    /// Both.
    case any
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

  public var facts: [Fact] { [Fact("reads", reading.rawValue), .settings(of: self)] }
}

/// What the head of a task is made from.
public struct HeadSetup {
  /// The features that it reads.
  public let features: Features
  /// The channels of its output.
  public let outputs: Int
  /// Whether the task has an answer at every pixel, otherwise one for the whole sample.
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
  ///   - isDense: whether the task has an answer at every pixel; by default, where the features are a map.
  ///   - generator: draws the start values, and the dropout masks later.
  /// - Throws: `ShapeError` if the head does not fit the features.
  public func head(
    on features: Features, outputs: Int, isDense: Bool = true, generator: Generator
  ) throws -> any UnaryLayer {
    let setup = HeadSetup(
      features: features, outputs: outputs, isDense: isDense, settings: settings, generator: generator)
    guard isDense || !card.isDense else { return try UsualHead.card.make(setup) }
    switch (card.reading, features) {
    case (.any, _), (.vector, .vector), (.map, .map): return try card.make(setup)
    case (.vector, .map), (.map, .vector):
      throw ShapeError("a \(name) head should be put on a \(card.reading.rawValue). Found \(features).")
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
