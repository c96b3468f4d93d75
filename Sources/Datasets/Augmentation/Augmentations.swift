import Components
import Tasks

/// The augmentations there are. A new one is its file and one line here.
public enum Augmentations {
  public static let all = Registry<AugmentationCard>(
    "an augmentation",
    [
      ScaleCropFlip.scaleCrop, ScaleCropFlip.mirroring, ScaleCropFlip.linearNormals, RandomCorruption.card,
      VolumeMotion.card,
    ])

  /// One augmentation that does all that is chosen; nil if nothing is.
  ///
  /// Scaling, cropping and mirroring are one pass over each picture. The others follow in their order.
  ///
  /// - Parameter tasks: decide how their targets are resized.
  /// - Throws: `DatasetError` for a task whose answers do not stay true, and for an augmentation without the one that it
  ///   changes.
  public static func augmentation(
    _ chosen: [Chosen<AugmentationCard>], for tasks: [LearningTask]
  ) throws -> (any Augmentation)? {
    let cards = chosen.map(\.card)
    for card in cards { try card.check(tasks, beside: cards) }
    var pass: ScaleCropFlip?
    var others: [any Augmentation] = []
    for augmentation in chosen {
      switch augmentation.card.effect {
      case .picture(let change):
        var changed = try pass ?? ScaleCropFlip(unchangedFor: tasks)
        change(&changed)
        pass = changed
      case .own(let make): others.append(try make(augmentation.settings, tasks))
      }
    }
    let parts = [pass].compactMap { $0 } + others
    return parts.count > 1 ? AugmentationChain(parts) : parts.first
  }

  /// One augmentation that does all that is named, with the toolkit's augmentations and their defaults.
  ///
  /// - Throws: also `SettingError` for an unknown name.
  public static func named(_ names: [String], for tasks: [LearningTask]) throws -> (any Augmentation)? {
    try augmentation(names.map { try all.choose($0) }, for: tasks)
  }
}
