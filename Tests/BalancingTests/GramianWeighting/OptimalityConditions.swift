import Testing

@testable import Balancing

/// How far answers are from the conditions that hold at an optimum, relative to the sizes of the terms: some roundings
/// at an exact answer, and about 1 at an arbitrary one. Sums are kept in twice the digits, so that what is measured is
/// the answer.
struct OptimalityConditions {
  let gramian: Gramian

  /// (G w)_k − `level` and (|G| |w|)_k + |level|.
  private func excess(_ row: Int, _ weights: [Double], _ level: Double) -> (value: Double, size: Double) {
    var sum = CompensatedSum(-level), size = abs(level)
    for (column, weight) in weights.enumerated() {
      sum.add(gramian[row, column], times: weight)
      size += abs(gramian[row, column] * weight)
    }
    return (sum.value, size)
  }

  /// The largest violation of: zero or positive everywhere, and zero where `isFree`.
  private func violation(_ weights: [Double], _ levels: [Double], _ isFree: [Bool]) -> Double {
    weights.indices.reduce(0) { worst, row in
      let (value, size) = excess(row, weights, levels[row])
      guard size > 0 else { return worst }
      return max(worst, (isFree[row] ? abs(value) : max(-value, 0)) / size)
    }
  }

  /// Of the point of the simplex with the smallest wᵀ G w: (G w)_k ≥ wᵀ G w, equal where w_k > 0.
  func minimumNorm(_ weights: [Double]) -> Double {
    let isMember = abs(weights.reduce(0, +) - 1) < 1e-12 && weights.allSatisfy { $0 >= 0 }
    var level = CompensatedSum()
    for (row, weight) in weights.enumerated() { level.add(excess(row, weights, 0).value, times: weight) }
    let levels = weights.map { _ in level.value }
    return isMember ? violation(weights, levels, weights.map { $0 > 0 }) : .infinity
  }

  /// Of the v ≥ l with the smallest vᵀ G v: (G v)_k ≥ 0, equal where v_k > l_k.
  func dualCone(_ weights: [Double], above bounds: [Double]) -> Double {
    let isAbove = zip(weights, bounds).map { $0 - $1 }
    guard isAbove.allSatisfy({ $0 >= 0 }) else { return .infinity }
    return violation(weights, weights.map { _ in 0 }, isAbove.map { $0 > 0 })
  }

  /// Of CAGrad: g_k · d ≥ μ, equal where x_k > 0; ‖Σ x_k g_k‖ is the radius, or less where μ is 0.
  func caGrad(_ point: ConflictAversePoint, c: Double) -> Double {
    let mean = point.corrections.map { _ in 1 / Double(gramian.count) }
    let levels = gramian.times(mean).map { point.level - $0 }
    let radius = c * max(gramian.quadratic(mean), 0).squareRoot()
    var squared = CompensatedSum()
    for (row, weight) in point.corrections.enumerated() {
      squared.add(excess(row, point.corrections, 0).value, times: weight)
    }
    let length = max(squared.value, 0).squareRoot()
    let isWithin = point.level == 0 ? length <= radius * (1 + 1e-9) : abs(length - radius) <= 1e-9 * radius
    guard isWithin, point.corrections.allSatisfy({ $0 >= 0 }) else { return .infinity }
    return violation(point.corrections, levels, point.corrections.map { $0 > 0 })
  }

  /// Of G w = w^(−1/α).
  func powerLaw(_ weights: [Double], alpha: Double) -> Double {
    guard weights.allSatisfy({ $0 > 0 }) else { return .infinity }
    let levels = weights.map { power($0, -1 / alpha) }
    return violation(weights, levels, weights.map { _ in true })
  }
}

@Suite struct OptimalityConditionsTests {
  private let conditions = OptimalityConditions(gramian: Gramian([[1, -1], [-1, 2]]))

  @Test func rightAnswersHaveNoViolation() {
    #expect(conditions.minimumNorm([0.6, 0.4]) < 1e-15)
    #expect(conditions.dualCone([0.5, 0.25], above: [0.5, 0]) == 0)
    #expect(conditions.powerLaw([1.8477590650225735, 1.3065629648763766], alpha: 1) < 1e-15)
  }

  @Test func wrongAnswersAreNoticed() {
    #expect(conditions.minimumNorm([0.61, 0.39]) > 1e-3)
    #expect(conditions.minimumNorm([0.6, 0.5]) == .infinity)
    #expect(conditions.minimumNorm([1.6, -0.6]) == .infinity)
    #expect(conditions.dualCone([0.5, 0.2], above: [0.5, 0]) > 1e-3)
    #expect(conditions.dualCone([0.5, 0.3], above: [0.5, 0]) > 1e-3)
    #expect(conditions.dualCone([0.4, 0.25], above: [0.5, 0]) == .infinity)
    #expect(conditions.powerLaw([1.85, 1.31], alpha: 1) > 1e-4)
    #expect(conditions.powerLaw([1.8477590650225735, 1.3065629648763766], alpha: 2) > 1e-2)
  }
}
