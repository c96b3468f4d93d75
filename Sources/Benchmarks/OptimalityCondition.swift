import Balancing
import Foundation
import Torch

/// The conditions of optimality of Gramian weightings: how far weights are from what a method promises; 0 is exact.
/// Every condition is relative, so that it does not depend on the size of the gradients, and none depends on how the
/// weights were found.
///
/// With g_k the gradients, G their inner products, w the weights and d = Σ_k w_k g_k:
///
/// | method | condition | residual |
/// |---|---|---|
/// | `mgda` | w in the simplex, g_k · d ≥ ‖d‖² | (‖d‖² − min_k g_k · d) / ‖d‖² |
/// | `cagrad` | w ∝ 1/K + λ v, v in the simplex, ‖λ g_v‖ = c ‖g₀‖, and v has its weight where g_k · d is smallest | (g_v · d − min_k g_k · d) / (‖g_v‖ ‖d‖) |
/// | `nash-mtl` | w_k g_k · d the same for all, w > 0 | the largest distance from their mean, over it |
/// | `fairgrad` | w_k^(1/α) g_k · d the same for all, w > 0 | the same |
/// | `imtl-g` | g_k · d / ‖g_k‖ the same for all | the largest difference, over ‖d‖ |
/// | `aligned-mtl` | √G w has equal elements | the largest distance from their mean, over it |
/// | `dualproj` | v ≥ l, g_k · d ≥ 0, and one of the two holds with equality | the largest violation |
/// | `upgrad` | the sum of K such projections | that of the projections, and the distance of d from their sum, over ‖d‖ |
///
/// The last two solve their problem for G divided by its trace with `reg-eps` added to the diagonal, here as in TorchJD.
enum OptimalityCondition {
  /// The methods that have a condition.
  static let methods = [
    "mgda", "cagrad", "imtl-g", "aligned-mtl", "nash-mtl", "fairgrad", "upgrad", "dualproj",
  ]

  /// The radius of CAGrad and the α of FairGrad, here and in the peer.
  static let radius = 0.4
  static let alpha = 1.0
  static let regularisation = 1e-4

  /// The residual of weights. It is infinite for weights that cannot be an answer: not finite, all zero, or of a sign
  /// that the method does not give.
  static func residual(of method: String, _ gramian: Gramian, _ weights: [Double]) -> Double {
    guard weights.allSatisfy(\.isFinite), weights.contains(where: { $0 != 0 }) else { return .infinity }
    switch method {
    case "mgda": return minimumNorm(gramian, weights)
    case "cagrad": return caGrad(gramian, weights)
    case "nash-mtl": return evenShares(gramian, weights, alpha: 1)
    case "fairgrad": return evenShares(gramian, weights, alpha: alpha)
    case "imtl-g": return equalProjections(gramian, weights)
    case "aligned-mtl": return alignment(gramian, weights)
    case "dualproj":
      return dualCone(regularised(gramian), weights, bounds: weights.map { _ in 1 / Double(weights.count) })
    case "upgrad": return projections(regularised(gramian), weights)
    default: preconditionFailure("`\(method)` has no optimality condition")
    }
  }

  private static func minimumNorm(_ gramian: Gramian, _ weights: [Double]) -> Double {
    let products = gramian.times(weights)
    let square = dot(weights, products)
    return max((square - products.min()!) / square, outside(weights), abs(weights.reduce(0, +) - 1))
  }

  /// The largest amount by which a weight is below zero.
  private static func outside(_ weights: [Double]) -> Double { max(0, -weights.min()!) }

  /// The residual of CAGrad. The scale of the weights depends on the rescaling, so it is found from ‖t d − g₀‖ = c
  /// ‖g₀‖; one of its two solutions fulfils the rest.
  private static func caGrad(_ gramian: Gramian, _ weights: [Double]) -> Double {
    let mean = weights.map { _ in 1 / Double(weights.count) }
    let start = gramian.quadratic(mean)
    let products = gramian.times(weights)
    let (a, b, c) = (dot(weights, products), dot(mean, products), (1 - radius * radius) * start)
    let root = max(0, b * b - a * c).squareRoot()
    let mismatch = max(0, a * c - b * b) / (b * b)
    let residuals = [(b + root) / a, (b - root) / a].map { scale -> Double in
      let corrections = zip(weights, mean).map { scale * $0 - $1 }
      let sum = corrections.reduce(0, +)
      guard sum > 0 else { return .infinity }
      let point = corrections.map { $0 / sum }
      let gap = dot(point, products) - products.min()!
      return max(gap / (gramian.quadratic(point) * a).squareRoot(), outside(point))
    }
    return max(residuals.min()!, mismatch)
  }

  private static func evenShares(_ gramian: Gramian, _ weights: [Double], alpha: Double) -> Double {
    guard weights.allSatisfy({ $0 > 0 }) else { return .infinity }
    return unevenness(zip(weights, gramian.times(weights)).map { $0.power(1 / alpha) * $1 })
  }

  private static func equalProjections(_ gramian: Gramian, _ weights: [Double]) -> Double {
    let projections = zip(gramian.times(weights), gramian.norms).map { $0 / $1 }
    return (projections.max()! - projections.min()!) / gramian.quadratic(weights).squareRoot()
  }

  private static func alignment(_ gramian: Gramian, _ weights: [Double]) -> Double {
    let count = gramian.count
    let (values, vectors) = Tensor(gramian.values, shape: [count, count]).eigh()
    let roots = vectors * values.relu().sqrt()
    let turned = roots.mv(vectors.transpose(0, 1).mv(Tensor(weights)))
    return unevenness(turned.array(of: Double.self))
  }

  private static func unevenness(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    return values.map { abs($0 / mean - 1) }.max()!
  }

  private static func regularised(_ gramian: Gramian) -> Gramian {
    let trace = gramian.trace
    var result = gramian
    result.values = result.values.map { $0 / trace }
    for task in 0..<gramian.count { result[task, task] += regularisation }
    return result
  }

  /// The residual of a projection onto the dual cone: the largest violation of v ≥ l, of g_k · d ≥ 0 relative to ‖g_k‖
  /// ‖d‖, and of (v − l) · (g · d) = 0 relative to ‖d‖².
  private static func dualCone(_ gramian: Gramian, _ weights: [Double], bounds: [Double]) -> Double {
    let products = gramian.times(weights)
    let square = dot(weights, products)
    let steps = zip(weights, bounds).map { $0 - $1 }
    let conflicts = zip(products, gramian.norms).map { -$0 / ($1 * square.squareRoot()) }
    return max(outside(steps) / bounds.max()!, conflicts.max()!, abs(dot(steps, products)) / square, 0)
  }

  private static func projections(_ gramian: Gramian, _ weights: [Double]) -> Double {
    let projection = DualConeProjection(gramian)
    var difference = weights
    var residual = 0.0
    for task in weights.indices {
      var bounds = weights.map { _ in 0.0 }
      bounds[task] = 1 / Double(weights.count)
      let part = projection.weights(above: bounds)
      residual = max(residual, dualCone(gramian, part, bounds: bounds))
      difference = zip(difference, part).map { $0 - $1 }
    }
    return residual + (max(0, gramian.quadratic(difference)) / gramian.quadratic(weights)).squareRoot()
  }

  private static func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
}

extension Double {
  fileprivate func power(_ exponent: Double) -> Double { exponent == 1 ? self : pow(self, exponent) }
}
