import Components

/// One of the two published columns of constants.
public enum ConstantColumn: String, CaseIterable, Sendable {
  /// The constants of ImageNet-C, made for images of 224 pixels.
  case imageNet = "224"
  /// The constants of CIFAR-10-C, made for images of 32 pixels.
  case cifar = "32"

  /// The column that is used if none is asked for: that of ImageNet-C from 64 pixels of the shorter side on.
  public static func usual(height: Int, width: Int) -> ConstantColumn {
    min(height, width) >= smallestLarge ? .imageNet : .cifar
  }

  private static let smallestLarge = 64
}

/// The strength of a corruption: its constants at a severity.
struct CorruptionLevel {
  let column: ConstantColumn
  let constants: [Double]

  /// A constant in single precision.
  subscript(place: Int) -> Float { Float(constants[place]) }
}

/// The card of a kind of corruption, with its published constants.
///
/// ```swift
/// var draws = CorruptionDraws(SplitMix64(seed: 1))
/// let foggy = try Corruptions.all.find("fog").corrupted(image, severity: 3, draws: &draws)
/// ```
public struct CorruptionCard: ComponentCard {
  /// The groups of the paper.
  public enum Group: String, CaseIterable, Sendable {
    case noise, blur, weather, digital
  }

  /// The 15 kinds on which results are reported, and those that are held out for tuning.
  public enum Membership: String, CaseIterable, Sendable {
    case common, extra
  }

  public let about: About
  public let group: Group
  public let membership: Membership
  /// The names of the constants of a severity, in their order.
  public let constantNames: [String]
  /// The draws in the order in which the corruption asks for them; empty if it has none.
  public let draws: String
  /// The smallest side of an image in pixels for which the corruption is defined.
  public let smallestSide: Int
  private let constants: [ConstantColumn: [[Double]]]
  private let change:
    @Sendable (inout PlanarImage, CorruptionLevel, inout CorruptionDraws) throws(CorruptionError) -> Void

  /// The smallest side for kinds that mix or move pixels.
  static let neighbourhood = 8

  /// Describes a corruption.
  ///
  /// - Parameters:
  ///   - large: the constants of ImageNet-C, of the severities 1 to 5.
  ///   - small: the constants of CIFAR-10-C.
  init(
    _ name: String, title: String, _ summary: String, _ group: Group, _ membership: Membership = .common,
    constants names: [String], large: [[Double]], small: [[Double]], draws: String = "", smallestSide: Int = 1,
    deviations: [String] = [],
    change:
      @escaping @Sendable (inout PlanarImage, CorruptionLevel, inout CorruptionDraws) throws(CorruptionError) -> Void
  ) {
    about = About(
      name, title: title, summary,
      citation: Citation(
        "Hendrycks, Dietterich", "Benchmarking Neural Network Robustness to Common Corruptions and Perturbations",
        "ICLR", 2019, "arXiv 1903.12261"), deviations: deviations)
    (self.group, self.membership, constantNames, self.draws) = (group, membership, names, draws)
    (self.smallestSide, constants, self.change) = (smallestSide, [.imageNet: large, .cifar: small], change)
  }

  /// The severities, from the mildest.
  public static let severities = 1...5

  public var facts: [Fact] { [Fact("group", group.rawValue), Fact("set", membership.rawValue)] }

  /// The constants of a severity.
  public func constants(_ column: ConstantColumn, severity: Int) throws(CorruptionError) -> [Double] {
    guard Self.severities.contains(severity) else {
      throw CorruptionError("`severity` should lie in 1 … 5. Found \(severity).")
    }
    return constants[column]![severity - Self.severities.lowerBound]
  }

  /// A corrupted image, not yet cut to 8 bits.
  ///
  /// - Parameters:
  ///   - severity: 1 … 5.
  ///   - column: the column of constants; by default that of the image's size.
  /// - Throws: `CorruptionError` for a severity or an image that does not fit.
  public func corrupted(
    _ image: PlanarImage, severity: Int, column: ConstantColumn? = nil, draws: inout CorruptionDraws
  ) throws(CorruptionError) -> PlanarImage {
    let column = column ?? .usual(height: image.height, width: image.width)
    let level = CorruptionLevel(column: column, constants: try constants(column, severity: severity))
    guard min(image.height, image.width) >= smallestSide else {
      throw CorruptionError(
        "Images for `\(name)` should have at least \(smallestSide) × \(smallestSide) pixels. "
          + "Found \(image.height) × \(image.width).")
    }
    try image.check()
    var changed = image
    try change(&changed, level, &draws)
    return changed
  }
}
