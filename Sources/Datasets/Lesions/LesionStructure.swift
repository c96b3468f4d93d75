/// A structure of a fundus photograph that lists of boxes name.
public enum LesionStructure: String, Sendable, Hashable, CaseIterable {
  /// The place where the optic nerve leaves the eye, no lesion.
  case opticDisc = "optic_disc"
  /// Bright deposits of lipids.
  case hardExudates = "hard_exudates"
  /// Bleedings and microaneurysms, dark.
  case haemorrhage

  /// The number of the structure in lists of boxes, from 0.
  public var number: Int { Self.allCases.firstIndex(of: self)! }

  /// The structures whose presence is a task: those that some photographs show and others do not. Every photograph shows the
  /// optic disc.
  public static let lesions: [LesionStructure] = [.hardExudates, .haemorrhage]
}
