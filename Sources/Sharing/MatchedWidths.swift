import Backbones
import Components
import Tasks
import Torch

/// Widths with which a network has as many parameters as that of another scheme.
///
/// A scheme with more parameters than hard sharing may be better for that reason alone. A network of hard sharing with the same
/// number of parameters is the control: `as-large-as: {kind: mmoe, experts: 4}`.
extension Chosen<SharingCard> {
  /// How far the number of parameters may be from that of the other scheme, as a share of it.
  static let tolerance = 0.01

  /// The trunk with all its widths times one factor, so that this scheme's network has as many parameters as the other
  /// scheme's has with the trunk as it is.
  ///
  /// The factor is found by bisection, and of the roundings next to it the nearest is taken; where none is near enough, one of them with
  /// a unit more or fewer in some layers.
  ///
  /// - Throws: `SettingError` for a trunk of fixed widths, and if no widths come within 1 % of the number; otherwise what
  ///   ``network(for:input:trunk:heads:pretrained:starts:further:generator:)`` throws.
  package func trunk(
    _ trunk: Chosen<TrunkCard>, asLargeAs other: Self, for tasks: [LearningTask], input: InputDescription,
    heads: Chosen<HeadCard>, further: [FurtherTrunk]
  ) throws -> Chosen<TrunkCard> {
    guard let widths = trunk.widths else {
      let others = Trunks.all.filter { $0.widths != nil }.map(\.name).alternatives
      throw SettingError(
        "as-large-as", "should stand with a trunk whose widths can be set: \(others). Found \(trunk.words).")
    }
    func count(_ scheme: Self, _ widths: [Int]) throws -> Int {
      try scheme.network(
        for: tasks, input: input, trunk: trunk.with(widths: widths), heads: heads, further: further,
        generator: Generator(seed: 0)
      ).parameterCount
    }
    func scaled(_ factor: Double) -> [Int] { widths.map { max(1, Int((Double($0) * factor).rounded())) } }

    let target = try count(other, widths)
    var (low, high) = (0.0, 1.0)
    while try count(self, scaled(high)) < target, high < Self.largestFactor { (low, high) = (high, 2 * high) }
    // Closer factors differ in no rounding.
    let closest = 0.1 / Double(widths.max()!)
    while high - low > closest, scaled(low) != scaled(high) {
      let middle = (low + high) / 2
      if try count(self, scaled(middle)) < target { low = middle } else { high = middle }
    }
    // Equal widths are rounded up together: those between are other candidates.
    let (less, more) = (scaled(low), scaled(high))
    let candidates = (0...widths.count).map { Array(more.prefix($0) + less.dropFirst($0)) }
    func nearest(of candidates: [[Int]]) throws -> (widths: [Int], distance: Int) {
      let counted = try candidates.map { (widths: $0, distance: abs(try count(self, $0) - target)) }
      return counted.min { $0.distance < $1.distance }!
    }
    let isNear = { (distance: Int) in Double(distance) <= Self.tolerance * Double(target) }
    var found = try nearest(of: candidates)
    if !isNear(found.distance) {
      // Few units: one more or fewer in some of the layers may do.
      let others = found.widths.prefix(Self.mostVaried).indices.reduce([found.widths]) { variants, layer in
        variants.flatMap { widths in
          [0, -1, 1].map { step in
            widths.enumerated().map { $0 == layer ? max(1, $1 + step) : $1 }
          }
        }
      }
      found = try nearest(of: others)
    }
    guard isNear(found.distance) else {
      throw SettingError(
        "as-large-as",
        "should find widths with \(target) parameters, or 1 % more or fewer. The nearest, \(found.widths), have "
          + "\(try count(self, found.widths)); other widths of the trunk may come nearer.")
    }
    return try trunk.with(widths: found.widths)
  }

  /// The most layers of which each may have a unit more or fewer.
  private static let mostVaried = 4
  /// The largest factor that is looked at, about.
  private static let largestFactor = 100.0
}
