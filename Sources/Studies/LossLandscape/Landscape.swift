import Foundation

/// A problem of two parameters and two tasks on which methods can be watched: each task's loss falls into a valley of its
/// own, the valleys' walls are steep and their gradients conflict, and one basin below both is best for the mean.
///
/// - Paper: Liu, Liu, Jin, Stone, Liu, "Conflict-Averse Gradient Descent for Multi-task Learning" (NeurIPS 2021), whose toy
///   problem this is; Elich et al., "Examining Common Paradigms in Multi-Task Learning" (GCPR 2024) run methods on it with
///   gradient descent and Adam.
/// - Formula: L_i = max(tanh(y/2), 0) f_i + max(tanh(−y/2), 0) q_i, with
///   f_1 = ln max(|−(x + 7)/2 − tanh(−y)|, 5e-6) + 6, f_2 = ln max(|(3 − x)/2 + tanh(−y) + 2|, 5e-6) + 6,
///   q_1 = ((7 − x)² + (y + 8)²/10)/10 − 20, q_2 = ((7 + x)² + (y + 8)²/10)/10 − 20.
/// - Symbols: x, y the parameters; L_1, L_2 the losses.
package enum Landscape {
  /// A place, in the two parameters.
  package struct Point: Codable, Hashable, Sendable {
    package var x: Double
    package var y: Double

    package init(_ x: Double, _ y: Double) {
      self.x = x
      self.y = y
    }

    var isFinite: Bool { x.isFinite && y.isFinite }
  }

  /// The two losses at a place and their gradients.
  struct Values {
    var losses: (Double, Double)
    var gradients: (Point, Point)

    /// The quantity that is minimised: the mean of the losses.
    var mean: Double { (losses.0 + losses.1) / 2 }
  }

  /// The place at which the mean loss is smallest.
  ///
  /// Source: minimised numerically in double precision; the authors' plot marks (0, −8.3552).
  package static let minimum = Point(0, -8.355109777)
  /// The mean loss at the minimum.
  package static let leastMean = -15.0916384453066

  /// The starts of the paper.
  static let usualStarts = [Point(-8.5, 7.5), Point(-8.5, -5), Point(9, 9)]

  /// The smallest argument of the logarithms.
  private static let floor = 5e-6

  static func values(at point: Point) -> Values {
    let (x, y) = (point.x, point.y)
    let bend = tanh(y)
    let slope = 1 - bend * bend
    let first = logarithm(-0.5 * (x + 7) + bend, along: Point(-0.5, slope))
    let second = logarithm(0.5 * (3 - x) - bend + 2, along: Point(-0.5, -slope))
    let depth = 0.1 * (y + 8) * (y + 8)
    let left = (value: ((7 - x) * (7 - x) + depth) / 10 - 20, gradient: Point((x - 7) / 5, 0.02 * (y + 8)))
    let right = (value: ((7 + x) * (7 + x) + depth) / 10 - 20, gradient: Point((x + 7) / 5, 0.02 * (y + 8)))
    let half = tanh(0.5 * y)
    let change = 0.5 * (1 - half * half)
    // Where both shares are 0, each has the slope that it has on its own side, as in the authors' code.
    let above = (share: max(half, 0), slope: half >= 0 ? change : 0)
    let below = (share: max(-half, 0), slope: half <= 0 ? -change : 0)
    func mixed(
      _ top: (value: Double, gradient: Point), _ bottom: (value: Double, gradient: Point)
    ) -> (Double, Point) {
      (
        above.share * top.value + below.share * bottom.value,
        Point(
          above.share * top.gradient.x + below.share * bottom.gradient.x,
          above.share * top.gradient.y + above.slope * top.value + below.share * bottom.gradient.y
            + below.slope * bottom.value)
      )
    }
    let (one, other) = (mixed(first, left), mixed(second, right))
    return Values(losses: (one.0, other.0), gradients: (one.1, other.1))
  }

  /// The value ln max(|u|, floor) + 6 and its gradient, from u and its gradient.
  private static func logarithm(_ u: Double, along gradient: Point) -> (value: Double, gradient: Point) {
    let isHeld = abs(u) < floor
    return (
      log(max(abs(u), floor)) + 6, isHeld ? Point(0, 0) : Point(gradient.x / u, gradient.y / u)
    )
  }
}
