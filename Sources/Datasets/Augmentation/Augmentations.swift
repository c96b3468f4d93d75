import Components
import Tasks

/// The augmentations by name, for configurations.
public enum Augmentations {
  /// Cuts out a random part and enlarges it to full size, see `ScaleCropFlip`.
  public static let scaleCrop = "scale-crop"
  /// Mirrors left and right at random, see `ScaleCropFlip`.
  public static let flip = "flip"
  /// Mixes neighbouring normals in `scale-crop`, as published, see `ScaleCropFlip/interpolatesNormals`.
  public static let linearNormals = "linear-normals"
  /// The names of all augmentations.
  public static let names = [scaleCrop, flip, linearNormals]

  /// One augmentation that does all that is named; nil if nothing is named.
  ///
  /// - Parameter tasks: decide how their targets are resized. A task with one answer for a whole sample allows
  ///   mirroring, but not a part of the picture, which may not show the answer.
  /// - Throws: `DatasetError` for an unknown name, or a task whose answers do not stay true.
  public static func named(_ chosen: [String], for tasks: [LearningTask]) throws -> (any Augmentation)? {
    if let unknown = chosen.first(where: { !names.contains($0) }) {
      let hint = Suggestion.nearest(to: unknown, among: names).map { " Did you mean `\($0)`?" } ?? ""
      throw DatasetError("`\(unknown)` is not an augmentation.\(hint)")
    }
    guard !chosen.isEmpty else { return nil }
    if chosen.contains(linearNormals), !chosen.contains(scaleCrop) {
      throw DatasetError("`\(linearNormals)` should stand beside `\(scaleCrop)`, which it changes. Found it alone.")
    }
    var kinds: [String: ScaleCropFlip.Kind] = [:]
    for task in tasks {
      guard !chosen.contains(scaleCrop) || task.kind.isDense else {
        throw DatasetError(
          "`\(scaleCrop)` should only be used where every task has a label for each pixel. `\(task.name)` has none.")
      }
      kinds[task.name] = try task.meaningOfPixels
    }
    var augmentation = ScaleCropFlip(kinds: kinds)
    if !chosen.contains(scaleCrop) { augmentation.scales = [1] }
    if !chosen.contains(flip) { augmentation.flip = 0 }
    augmentation.interpolatesNormals = chosen.contains(linearNormals)
    return augmentation
  }
}

extension LearningTask {
  /// The meaning of its targets, which decides how they are resized.
  fileprivate var meaningOfPixels: ScaleCropFlip.Kind {
    get throws {
      if !kind.isDense { return .whole }
      switch labels.form.answer {
      case .classNumber: return .classes
      case .direction: return .normals
      case .number where kind.isOfDistances: return .depth
      case .number, .yesOrNo:
        throw DatasetError(
          "Pictures should be augmented where each pixel has a class, a distance or a direction. Found `\(name)`, a task of "
            + "\(kind).")
      }
    }
  }
}
