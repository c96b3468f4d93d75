import Foundation

/// Cox's proportional-hazards regression: the hazard of an individual is h₀(t) exp(βᵀx).
///
/// ```swift
/// let fit = try CoxRegression(rows, SurvivalTimes(times, events: events))
/// let risks = rows.map(fit.risk)
/// ```
///
/// Sources: D. Cox, Regression Models and Life-Tables, Journal of the Royal Statistical Society B 34, 1972; B. Efron, The Efficiency
/// of Cox's Likelihood Function for Censored Data, Journal of the American Statistical Association 72, 1977; N. Breslow, Covariance
/// Analysis of Censored Survival Data, Biometrics 30, 1974.
public struct CoxRegression: Sendable {
  /// The approximation for events at one time.
  public enum Ties: String, Sendable, Hashable, CaseIterable {
    case efron, breslow
  }

  /// What kept a fit from an answer: "the partial likelihood has no maximum …".
  public struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
    public let description: String
  }

  /// β, one for each column.
  public let coefficients: [Double]
  /// The standard errors of the coefficients, from the observed information.
  public let standardErrors: [Double]
  /// The logarithm of the partial likelihood.
  public let logLikelihood: Double

  /// Fits the coefficients by Newton's method.
  ///
  /// - Parameters:
  ///   - rows: the covariates of each individual, finite and as many for each.
  ///   - ridge: the factor λ of the penalty λ/2 |β|², 0 for none.
  /// - Throws: ``Failure`` without events, for covariates that depend linearly on each other, and if the likelihood has no maximum
  ///   because a combination of covariates orders all events.
  public init(_ rows: [[Double]], _ data: SurvivalTimes, ties: Ties = .efron, ridge: Double = 0) throws {
    precondition(rows.count == data.count, "each individual should have covariates.")
    guard data.eventCount > 0 else { throw Failure(description: "a Cox regression should have events. Found none.") }
    let likelihood = PartialLikelihood(rows, data, ties: ties, ridge: ridge)
    let width = rows[0].count
    var coefficients = [Double](repeating: 0, count: width)
    var point = likelihood.point(coefficients)
    var isDone = width == 0
    let start = point.information
    for _ in 0..<Self.mostSteps where !isDone {
      guard let step = SymmetricFactor(point.information, order: width)?.solution(point.gradient) else {
        throw Failure(
          description: "the covariates of a Cox regression should be linearly independent. Found some that are not.")
      }
      var length = 1.0, next = point, moved = coefficients
      repeat {
        moved = zip(coefficients, step).map { $0 + length * $1 }
        next = likelihood.point(moved)
        length /= 2
      } while !(next.value >= point.value - abs(point.value) * Self.tolerance) && length > Self.leastLength
      // Where a combination of covariates orders all events, the likelihood comes to rest while the coefficients grow.
      isDone =
        abs(next.value - point.value) <= Self.tolerance * (abs(next.value) + 1)
        && zip(step, moved).allSatisfy { abs($0) <= Self.stepTolerance * (abs($1) + 1) }
      (coefficients, point) = (moved, next)
    }
    // What is left of the information where the coefficients grow without end is rounding.
    let isCurved = (0..<width).allSatisfy {
      point.information[$0 * width + $0] > Self.leastInformation * start[$0 * width + $0]
    }
    guard isDone, isCurved, coefficients.allSatisfy(\.isFinite), point.value.isFinite else {
      throw Failure(
        description:
          "the partial likelihood should have a maximum. Found none in \(Self.mostSteps) steps: a combination of covariates may "
          + "order all events.")
    }
    self.coefficients = coefficients
    logLikelihood = point.value
    let factor = SymmetricFactor(point.information, order: width)
    standardErrors = (0..<width).map { place in
      let unit = (0..<width).map { $0 == place ? 1.0 : 0 }
      return factor.map { $0.solution(unit)[place].squareRoot() } ?? .nan
    }
  }

  /// The linear predictor βᵀx of an individual: the logarithm of its hazard, up to a constant.
  public func risk(_ row: [Double]) -> Double { zip(coefficients, row).reduce(0) { $0 + $1.0 * $1.1 } }

  private static let mostSteps = 50
  private static let tolerance = 1e-12
  private static let stepTolerance = 1e-5
  /// The least share of a coefficient's information at 0 that it has at a maximum.
  private static let leastInformation = 1e-10
  private static let leastLength = 1e-6
}

/// The logarithm of Cox's partial likelihood, less a ridge penalty.
private struct PartialLikelihood {
  let rows: [[Double]]
  let events: [Bool]
  /// The individuals of each different time, the latest first.
  let groups: [ArraySlice<Int>]
  let ties: CoxRegression.Ties
  let ridge: Double
  let width: Int

  struct Point {
    var value: Double
    var gradient: [Double]
    /// The negative second derivatives, row by row.
    var information: [Double]
  }

  init(_ rows: [[Double]], _ data: SurvivalTimes, ties: CoxRegression.Ties, ridge: Double) {
    self.rows = rows
    self.ties = ties
    self.ridge = ridge
    events = data.events
    groups = data.groups.reversed().map(\.members)
    width = rows.first?.count ?? 0
  }

  /// Sums over individuals of e^η, e^η x and e^η x xᵀ.
  private struct Sums {
    var weight = 0.0
    var first: [Double]
    var second: [Double]

    init(_ width: Int) {
      first = Array(repeating: 0, count: width)
      second = Array(repeating: 0, count: width * width)
    }

    mutating func add(_ row: [Double], _ factor: Double) {
      weight += factor
      for (i, x) in row.enumerated() {
        let scaled = factor * x
        first[i] += scaled
        for j in 0...i { second[i * row.count + j] += scaled * row[j] }
      }
    }
  }

  func point(_ coefficients: [Double]) -> Point {
    let predictors = rows.map { row in zip(row, coefficients).reduce(0) { $0 + $1.0 * $1.1 } }
    // A constant in all predictors changes nothing but keeps the exponentials finite.
    let largest = predictors.max() ?? 0
    var risk = Sums(width)
    var point = Point(
      value: 0, gradient: Array(repeating: 0, count: width), information: Array(repeating: 0, count: width * width))
    for members in groups {
      var own = Sums(width)
      var count = 0
      for individual in members {
        let factor = exp(predictors[individual] - largest)
        risk.add(rows[individual], factor)
        guard events[individual] else { continue }
        count += 1
        own.add(rows[individual], factor)
        point.value += predictors[individual] - largest
        for i in 0..<width { point.gradient[i] += rows[individual][i] }
      }
      for event in 0..<count {
        let gone = ties == .efron ? Double(event) / Double(count) : 0
        let weight = risk.weight - gone * own.weight
        point.value -= log(weight)
        for i in 0..<width {
          let mean = (risk.first[i] - gone * own.first[i]) / weight
          point.gradient[i] -= mean
          for j in 0...i {
            let other = (risk.first[j] - gone * own.first[j]) / weight
            let place = i * width + j
            point.information[place] += (risk.second[place] - gone * own.second[place]) / weight - mean * other
          }
        }
      }
    }
    for i in 0..<width {
      point.value -= ridge / 2 * coefficients[i] * coefficients[i]
      point.gradient[i] -= ridge * coefficients[i]
      point.information[i * width + i] += ridge
      for j in 0..<i { point.information[j * width + i] = point.information[i * width + j] }
    }
    return point
  }
}

/// The factor L of a symmetric positive definite matrix A = L Lᵀ.
struct SymmetricFactor {
  private let order: Int
  private let factor: [Double]

  /// Nil if the matrix is not positive definite to the precision of its numbers.
  ///
  /// - Parameter matrix: A, row by row.
  init?(_ matrix: [Double], order: Int) {
    var factor = matrix
    for i in 0..<order {
      for j in 0...i {
        var value = matrix[i * order + j]
        for k in 0..<j { value -= factor[i * order + k] * factor[j * order + k] }
        if i == j {
          guard value > Self.leastShare * abs(matrix[i * order + i]), value.isFinite else { return nil }
          factor[i * order + i] = value.squareRoot()
        } else {
          factor[i * order + j] = value / factor[j * order + j]
        }
      }
    }
    (self.order, self.factor) = (order, factor)
  }

  /// The solution x of A x = b.
  func solution(_ right: [Double]) -> [Double] {
    var solution = right
    for i in 0..<order {
      for k in 0..<i { solution[i] -= factor[i * order + k] * solution[k] }
      solution[i] /= factor[i * order + i]
    }
    for i in (0..<order).reversed() {
      for k in (i + 1)..<max(order, i + 1) { solution[i] -= factor[k * order + i] * solution[k] }
      solution[i] /= factor[i * order + i]
    }
    return solution
  }

  /// The smallest remainder of a diagonal element, as a share of it.
  private static let leastShare = 1e-12
}
