/// The 13 classes of the scenes, named and numbered as NYUv2's 13-class segmentation. A pixel without a label is −1.
public enum SceneClass: Int8, CaseIterable, Sendable {
  case bed, books, ceiling, chair, floor, furniture, objects, picture, sofa, table, tv, wall, window

  /// The label of a pixel that belongs to no class; losses and metrics ignore it.
  public static let ignored: Int8 = -1

  /// The class names in the order of their numbers.
  public static var names: [String] { allCases.map { "\($0)" } }

  /// A colour to draw the class with: red, green, blue.
  public var colour: (UInt8, UInt8, UInt8) {
    switch self {
    case .bed: (228, 66, 88)
    case .books: (250, 190, 60)
    case .ceiling: (214, 214, 222)
    case .chair: (150, 75, 200)
    case .floor: (122, 96, 74)
    case .furniture: (60, 130, 70)
    case .objects: (255, 120, 200)
    case .picture: (70, 220, 210)
    case .sofa: (255, 130, 30)
    case .table: (170, 220, 60)
    case .tv: (30, 30, 60)
    case .wall: (110, 130, 160)
    case .window: (120, 200, 255)
    }
  }
}
