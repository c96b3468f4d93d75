import Foundation
import Tasks

/// The positive weights w with G w = p w^(−1/α): for α = 1 the Nash bargaining solution of the tasks with preferences p.
///
/// - Paper: Navon et al., "Multi-Task Learning as a Bargaining Game" (ICML 2022), α = 1; Ban, Ji, "Fair Resource
///   Allocation in Multi-Task Learning" (ICML 2024); with preferences Shamsian et al., "Auxiliary Learning as an Asymmetric
///   Bargaining Game" (ICML 2023).
/// - Method: w is the one minimum of the convex ½ wᵀ G w − Σ_k p_k ψ(w_k), ψ' (w) = w^(−1/α), by Newton's method in
///   relative changes of w, damped by a line search on the slope. Each w_k starts where its own equation without the
///   other tasks holds, which takes the norms of the gradients out of the problem.
/// - Measured: `residual` is at most 2e-16; for α = 1 a call takes 0.01, 0.01, 0.05, 0.6, 1.5, 11 and 110 ms at 2, 3,
///   10, 40, 64, 128 and 256 gradients, for α = 2 up to three times as much: the worst of nine kinds of hard Gramians,
///   in a release build on one core of a busy server. Newton's method takes more steps the further α is from 1 and the
///   norms are apart.
///
/// There is one solution where no combination of the gradients vanishes (``VanishingCombination``), and none otherwise.
public struct PowerLawPoint: Sendable {
  public let weights: [Double]
  /// The largest |(G w)_k − p_k w_k^(−1/α)|, relative to (|G| w)_k + p_k w_k^(−1/α).
  public let residual: Double

  private static let steps = 1000
  /// The largest relative change of a weight at which the method has converged; the change still is made.
  private static let tolerance = 1e-9
  /// A weight shrinks to no less than this share of itself in a step.
  private static let leastShare = 0.05

  /// Nil where the method does not converge. Ask for a vanishing combination first.
  ///
  /// - Parameter preferences: p, positive; ones by default.
  public init?(_ gramian: Gramian, alpha: Double, preferences: [Double]? = nil) {
    let power = 1 / alpha
    let preferences = preferences ?? gramian.diagonal.map { _ in 1 }
    let starts = zip(gramian.diagonal, preferences).map { pow($0, -1 / (1 + power)) * pow($1, 1 / (1 + power)) }
    guard starts.allSatisfy({ $0.isFinite && $0 > 0 }) else { return nil }
    let equations = ScaledEquations(
      gramian.scaled(by: starts), zip(starts, preferences).map { $1 * pow($0, 1 - power) }, power)
    var point = starts.map { _ in 1.0 }
    for _ in 0..<Self.steps {
      guard let change = equations.newton(point) else { return nil }
      let largest = change.map(abs).max() ?? 0
      guard largest.isFinite else { return nil }
      let least = change.min() ?? 0
      var length = least < 0 ? min(1, (1 - Self.leastShare) / -least) : 1
      if largest > Self.tolerance {
        let slope = equations.slope(point, along: change, at: 0)
        while length > 1e-10, equations.slope(point, along: change, at: length) > 0.5 * abs(slope) { length /= 2 }
      }
      point = zip(point, change).map { $0 * (1 + length * $1) }
      if largest <= Self.tolerance {
        weights = zip(point, starts).map { $0 * $1 }
        residual = equations.residual(point)
        return
      }
    }
    return nil
  }
}

extension PowerLawPoint {
  /// The weights, or an error that names the tasks that keep them from existing.
  ///
  /// - Parameters:
  ///   - method: the asking method's name in configurations.
  ///   - tasks: the names of the gradients' tasks.
  static func weights(
    _ gramian: Gramian, alpha: Double, preferences: [Double]? = nil, method: String, tasks: [String]
  ) throws(BalancingError) -> [Double] {
    if let vanishing = VanishingCombination(of: gramian) { throw vanishing.error(method, tasks: tasks) }
    guard let point = PowerLawPoint(gramian, alpha: alpha, preferences: preferences) else {
      throw BalancingError(
        "`\(method)` found no solution for \(tasks.quotedList): the inner products of their gradients are those of no "
          + "vectors, or the weights are beyond what a number in double precision holds.")
    }
    return point.weights
  }
}

/// M x = t x^(−1/α), element by element.
private struct ScaledEquations {
  let matrix: Gramian
  let factors: [Double]
  let power: Double

  init(_ matrix: Gramian, _ factors: [Double], _ power: Double) {
    self.matrix = matrix
    self.factors = factors
    self.power = power
  }

  /// The largest |(M x)_k − t_k x_k^(−1/α)|, relative to the sizes of its terms.
  func residual(_ x: [Double]) -> Double {
    (0..<matrix.count).reduce(0) { worst, row in
      let target = factors[row] * pow(x[row], -power)
      var sum = CompensatedSum(-target), size = target
      for column in 0..<matrix.count {
        sum.add(matrix[row, column], times: x[column])
        size += abs(matrix[row, column] * x[column])
      }
      return max(worst, abs(sum.value) / size)
    }
  }

  /// x_k (M x)_k − t_k x_k^(1 − 1/α) for each k, the potential's derivatives with respect to log x.
  private func gradient(_ x: [Double]) -> [Double] {
    (0..<matrix.count).map { row in
      var sum = CompensatedSum(-factors[row] * pow(x[row], -power))
      for column in 0..<matrix.count { sum.add(matrix[row, column], times: x[column]) }
      return sum.value * x[row]
    }
  }

  /// Newton's step of the potential in relative changes of x; nil where the curvature is not positive.
  func newton(_ x: [Double]) -> [Double]? {
    var hessian = matrix.scaled(by: x)
    for row in 0..<matrix.count { hessian[row, row] += power * factors[row] * pow(x[row], 1 - power) }
    var factor = CholeskyFactor(hessian.values, order: matrix.count)
    for index in 0..<matrix.count where !factor.append(index, dependence: 0) { return nil }
    return factor.solve(gradient(x).map { -$0 })
  }

  /// The potential's derivative along a relative change, at a length of it.
  func slope(_ x: [Double], along change: [Double], at length: Double) -> Double {
    let point = zip(x, change).map { $0 * (1 + length * $1) }
    return zip(zip(gradient(point), change), zip(x, point)).reduce(0) { $0 + $1.0.0 * $1.0.1 * $1.1.0 / $1.1.1 }
  }
}
