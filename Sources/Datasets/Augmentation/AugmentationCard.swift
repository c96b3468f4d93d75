import Components
import Tasks

/// The card of an augmentation.
///
/// ```swift
/// static let card = AugmentationCard(About("noise", "adds noise to the inputs")) { _ in Noise() }
/// ```
public struct AugmentationCard: ComponentCard {
  /// What every task must have.
  public enum Need: String, Sendable {
    case anyLabels = "any labels"
    /// A label for each pixel, because a part of a picture may not show what an answer for all of it says.
    case pixelLabels = "a label for each pixel"
  }

  enum Effect: Sendable {
    /// A part of the one pass that scales, crops and mirrors pictures.
    case picture(@Sendable (inout ScaleCropFlip) -> Void)
    /// A change of its own.
    case own(@Sendable (Settings, [LearningTask]) throws -> any Augmentation)
  }

  public let about: About
  public let needs: Need
  /// The name of the augmentation that this one changes, next to which it should stand.
  let changes: String?
  let effect: Effect

  /// Describes an augmentation.
  ///
  /// - Parameter make: makes it for the tasks that are trained. It runs after the pass that scales, crops and mirrors,
  ///   in the order in which augmentations are named.
  public init(
    _ about: About, needs: Need = .anyLabels,
    make: @escaping @Sendable ([LearningTask]) throws -> any Augmentation
  ) {
    self.init(about, needs: needs) { _, tasks in try make(tasks) }
  }

  /// Describes an augmentation with settings.
  ///
  /// - Parameter make: makes it with the settings for the tasks that are trained.
  public init(
    _ about: About, needs: Need = .anyLabels,
    make: @escaping @Sendable (Settings, [LearningTask]) throws -> any Augmentation
  ) {
    (self.about, self.needs, changes, effect) = (about, needs, nil, .own(make))
  }

  /// Describes a part of the one pass over pictures.
  init(
    _ about: About, needs: Need = .anyLabels, changes: String? = nil,
    picture change: @escaping @Sendable (inout ScaleCropFlip) -> Void
  ) {
    (self.about, self.needs, self.changes, effect) = (about, needs, changes, .picture(change))
  }

  public var facts: [Fact] { [Fact("needs", needs.rawValue), .settings(of: self)] }

  /// Checks that it fits the tasks and the augmentations next to it.
  func check(_ tasks: [LearningTask], beside chosen: [AugmentationCard]) throws(DatasetError) {
    if let changes, !chosen.contains(where: { $0.name == changes }) {
      throw DatasetError("`\(name)` should stand next to `\(changes)`, which it changes. Found it alone.")
    }
    if needs == .pixelLabels, let task = tasks.first(where: { !$0.kind.isDense }) {
      throw DatasetError(
        "`\(name)` should only be used where every task has a label for each pixel. `\(task.name)` has none.")
    }
  }
}
