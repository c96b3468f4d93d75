/// The coefficients of a penalised Cox regression, which move from one penalty to the next.
struct CoxPathSolver {
  /// The coefficients of the standardised columns.
  private(set) var coefficients: [Double]
  private(set) var point: CoxObjective.Point
  /// The smallest penalty at which every coefficient is 0.
  let largestPenalty: Double

  private let objective: CoxObjective
  /// α, the share of the first norm.
  private let share: Double
  private var predictors: [Double]
  /// The negative gradient by each coefficient.
  private var slopes: [Double]
  private var lastPenalty: Double
  /// The second derivatives that were computed last, by the coefficients of some columns in ascending order.
  private var known: (columns: [Int], curvature: [Double])?

  /// The distance from the optimum's conditions at which a fit is done, as a share of the largest penalty.
  private static let tolerance = 1e-9
  /// The same where no step lowers the objective any more because of rounding.
  private static let roundedTolerance = 1e-6
  /// The accuracy of the quadratic approximation's minimum, as a share of the distance that is left.
  private static let innerShare = 1e-3
  /// The share of the distance to the optimum that a step with old second derivatives should leave at most.
  private static let leastGain = 0.1
  private static let mostSteps = 100
  /// The decrease of the objective that a step should reach, as a share of the one that its slope promises (Armijo's rule).
  private static let leastDecrease = 1e-4
  private static let mostHalvings = 40
  /// The rounding of the objective, as a share of it.
  private static let rounding = 1e-13

  init(_ objective: CoxObjective, firstNormShare share: Double) {
    self.objective = objective
    self.share = share
    coefficients = Array(repeating: 0, count: objective.columns.count)
    predictors = objective.predictors(coefficients)
    let point = objective.point(predictors)
    self.point = point
    slopes = objective.columns.indices.map { objective.slope(point, $0) }
    largestPenalty = slopes.reduce(0) { max($0, abs($1)) } / share
    lastPenalty = largestPenalty
  }

  /// Moves the coefficients to the optimum of a penalty.
  ///
  /// - Throws: ``CoxRegression/Failure`` if they do not come to rest.
  mutating func solve(_ penalty: Double) throws {
    let accepted = Self.tolerance * max(largestPenalty, .leastNormalMagnitude)
    // Columns whose slope is far below the penalty stay out; the sequential strong rule of Tibshirani et al., 2012.
    let likely = share * max(0, 2 * penalty - lastPenalty)
    var chosen = coefficients.indices.filter { coefficients[$0] != 0 || abs(slopes[$0]) >= likely }
    lastPenalty = penalty
    var left = Double.infinity
    for _ in 0..<Self.mostSteps {
      let violations = coefficients.indices.map { violation(at: $0, penalty) }
      let largest = violations.max() ?? 0
      if largest <= accepted { return }
      chosen = Set(chosen).union(violations.indices.filter { violations[$0] > accepted }).sorted()
      // The second derivatives of an earlier step serve as long as they bring the coefficients closer quickly.
      if largest > Self.leastGain * left { known = nil }
      left = largest
      let isOld = covers(chosen)
      if step(penalty, chosen) { continue }
      guard isOld else { break }
      known = nil
      left = .infinity
    }
    left = coefficients.indices.map { violation(at: $0, penalty) }.max() ?? 0
    // Where rounding keeps the last step from lowering the objective, the answer is as good as numbers allow.
    guard left <= Self.roundedTolerance * max(largestPenalty, .leastNormalMagnitude) else {
      throw CoxRegression.Failure(
        description: "a penalised fit should come to rest. Found one that did not for the penalty \(penalty).")
    }
  }

  private func covers(_ chosen: [Int]) -> Bool { known.map { Set($0.columns).isSuperset(of: chosen) } ?? false }

  /// The second derivatives by the coefficients of some columns: those that are known, otherwise those at the present point.
  private mutating func curvature(_ chosen: [Int]) -> [Double] {
    guard let known, covers(chosen) else {
      let curvature = objective.curvature(point, chosen)
      known = (chosen, curvature)
      return curvature
    }
    let width = known.columns.count
    let wanted = Set(chosen), places = known.columns.indices.filter { wanted.contains(known.columns[$0]) }
    return places.flatMap { i in places.map { known.curvature[i * width + $0] } }
  }

  /// How far the slope of a coefficient is from what an optimum has.
  private func violation(at column: Int, _ penalty: Double) -> Double {
    let coefficient = coefficients[column]
    let slope = slopes[column] - penalty * (1 - share) * coefficient
    return coefficient == 0
      ? max(0, abs(slope) - penalty * share) : abs(slope - (coefficient > 0 ? penalty * share : -penalty * share))
  }

  private func penaltyTerm(_ values: [Double], _ penalty: Double) -> Double {
    values.reduce(0) { $0 + penalty * (share * abs($1) + (1 - share) / 2 * $1 * $1) }
  }

  /// Makes a Newton step of some columns; false if it cannot lower the objective.
  private mutating func step(_ penalty: Double, _ chosen: [Int]) -> Bool {
    let target = minimum(penalty, chosen)
    let start = chosen.map { coefficients[$0] }
    let moves = zip(target, start).map { $0 - $1 }
    let before = penaltyTerm(start, penalty)
    let promised = penaltyTerm(target, penalty) - before - zip(moves, chosen).reduce(0) { $0 + $1.0 * slopes[$1.1] }
    guard promised < 0 else { return false }
    var along = predictors.map { _ in 0.0 }
    for (move, column) in zip(moves, chosen) where move != 0 {
      for place in along.indices { along[place] += move * objective.columns[column][place] }
    }
    let rounding = Self.rounding * abs(point.value)
    var length = 1.0
    for _ in 0..<Self.mostHalvings {
      let values = length == 1 ? target : zip(start, moves).map { $0 + length * $1 }
      let moved = zip(predictors, along).map { $0 + length * $1 }
      let next = objective.point(moved)
      let change = next.value - point.value + penaltyTerm(values, penalty) - before
      // Near the optimum the objective changes by less than its rounding; Newton's step is right there.
      if change <= Self.leastDecrease * length * promised || -promised <= rounding && change <= rounding {
        for (value, column) in zip(values, chosen) { coefficients[column] = value }
        (predictors, point) = (moved, next)
        slopes = objective.columns.indices.map { objective.slope(next, $0) }
        return true
      }
      length /= 2
    }
    return false
  }

  /// The coefficients that make the quadratic approximation smallest.
  private mutating func minimum(_ penalty: Double, _ chosen: [Int]) -> [Double] {
    var problem = PenalisedQuadratic(
      curvature: curvature(chosen), values: chosen.map { coefficients[$0] },
      slopes: chosen.map { slopes[$0] }, first: penalty * share, second: penalty * (1 - share))
    // Far from the optimum the approximation is not worth many digits.
    let left = chosen.map { violation(at: $0, penalty) }.max() ?? 0
    problem.solve(to: max(Self.innerShare * left, Self.tolerance * largestPenalty / 10))
    return problem.values
  }
}
