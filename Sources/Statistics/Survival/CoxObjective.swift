import Foundation

/// Cox's partial likelihood of standardised columns, divided by the number of individuals, for penalised fits.
///
/// Individuals are in descending order of time, so that those at risk at a time are a prefix.
struct CoxObjective {
  /// The values, `[column][individual]`, of mean 0 and variance 1 (with n). A constant column is 0.
  let columns: [[Double]]
  /// The mean and the standard deviation of each column; the deviation of a constant one is 1.
  let means: [Double]
  let deviations: [Double]
  private let events: [Bool]
  /// The places of individuals with equal times, the latest first.
  private let groups: [Range<Int>]
  private let ties: CoxRegression.Ties
  private var count: Double { Double(events.count) }

  init(_ table: FeatureTable, _ data: SurvivalTimes, ties: CoxRegression.Ties) {
    self.ties = ties
    var order: [Int] = [], groups: [Range<Int>] = []
    for (_, members) in data.groups.reversed() {
      groups.append(order.count..<order.count + members.count)
      order += members
    }
    self.groups = groups
    events = order.map { data.events[$0] }
    let number = Double(order.count)
    let means = table.columns.map { $0.reduce(0, +) / number }
    let deviations = zip(table.columns, means).map { column, mean in
      // Rounding leaves the mean of equal values a little off.
      column.allSatisfy { $0 == column[0] }
        ? 0 : (column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / number).squareRoot()
    }
    columns = zip(table.columns, zip(means, deviations)).map { column, moments in
      moments.1 > 0 ? order.map { (column[$0] - moments.0) / moments.1 } : [Double](repeating: 0, count: order.count)
    }
    self.means = means
    self.deviations = deviations.map { $0 > 0 ? $0 : 1 }
  }

  /// A point of the objective.
  struct Point {
    /// The negative logarithm of the partial likelihood, divided by the number of individuals.
    var value: Double
    /// −∂value/∂η_i, times the number of individuals: whether i has the event, less the number expected.
    var residuals: [Double]
    /// e^η_i, up to a factor that all have in common.
    var risks: [Double]
    /// The sums over those at risk, one for each event: Σ e^η, less the part that Efron's ties take away.
    var weights: [Double]
  }

  /// The linear predictors of coefficients, in the order of the columns' values.
  func predictors(_ coefficients: [Double]) -> [Double] {
    var predictors = [Double](repeating: 0, count: events.count)
    for (column, coefficient) in zip(columns, coefficients) where coefficient != 0 {
      add(coefficient, column, to: &predictors)
    }
    return predictors
  }

  func point(_ predictors: [Double]) -> Point {
    // A constant in all predictors changes nothing but keeps the exponentials finite.
    let largest = predictors.max() ?? 0
    let risks = predictors.map { exp($0 - largest) }
    var weights: [Double] = [], value = 0.0, atRisk = 0.0
    for group in groups {
      let (number, own) = tied(group, risks)
      for place in group {
        atRisk += risks[place]
        if events[place] { value -= predictors[place] - largest }
      }
      for event in 0..<number {
        let weight = atRisk - gone(event, of: number) * own
        weights.append(weight)
        value += log(weight)
      }
    }
    return Point(value: value / count, residuals: residuals(risks, weights), risks: risks, weights: weights)
  }

  /// The negative gradient by the coefficient of a column.
  func slope(_ point: Point, _ column: Int) -> Double { dot(columns[column], point.residuals) / count }

  /// The second derivatives by the coefficients of some columns, row by row.
  func curvature(_ point: Point, _ chosen: [Int]) -> [Double] {
    let width = chosen.count
    let expected = zip(events, point.residuals).map { ($0 ? 1.0 : 0) - $1 }
    let means = chosen.map { riskMeans(columns[$0], point) }
    var curvature = [Double](repeating: 0, count: width * width)
    var scaled = [Double](repeating: 0, count: events.count)
    for i in 0..<width {
      let column = columns[chosen[i]]
      for place in scaled.indices { scaled[place] = column[place] * expected[place] }
      for j in 0...i {
        let value = (dot(scaled, columns[chosen[j]]) - dot(means[i], means[j])) / count
        curvature[i * width + j] = value
        curvature[j * width + i] = value
      }
    }
    return curvature
  }

  /// The number of events of a group and the sum of their risks.
  private func tied(_ group: Range<Int>, _ risks: [Double]) -> (Int, Double) {
    var number = 0, own = 0.0
    for place in group where events[place] {
      number += 1
      own += risks[place]
    }
    return (number, own)
  }

  /// The share of the events at one time that no longer count as at risk for one of them.
  private func gone(_ event: Int, of number: Int) -> Double {
    ties == .efron ? Double(event) / Double(number) : 0
  }

  private func residuals(_ risks: [Double], _ weights: [Double]) -> [Double] {
    var residuals = events.map { $0 ? 1.0 : 0 }
    // From the earliest time on, those still at risk gather the hazard of each event.
    var hazard = 0.0, next = weights.count
    for group in groups.reversed() {
      let number = group.count { events[$0] }
      next -= number
      var spared = 0.0
      for event in 0..<number {
        hazard += 1 / weights[next + event]
        spared += gone(event, of: number) / weights[next + event]
      }
      for place in group { residuals[place] -= risks[place] * (events[place] ? hazard - spared : hazard) }
    }
    return residuals
  }

  /// The mean of a column over those at risk, weighted by their risks, for each event.
  private func riskMeans(_ column: [Double], _ point: Point) -> [Double] {
    var means: [Double] = [], sum = 0.0
    means.reserveCapacity(point.weights.count)
    for group in groups {
      var own = 0.0, number = 0
      for place in group {
        let product = point.risks[place] * column[place]
        sum += product
        if events[place] {
          own += product
          number += 1
        }
      }
      for event in 0..<number {
        means.append((sum - gone(event, of: number) * own) / point.weights[means.count])
      }
    }
    return means
  }
}

/// The inner product, in eight sums that the processor adds at once.
private func dot(_ first: [Double], _ second: [Double]) -> Double {
  first.withUnsafeBufferPointer { first in
    second.withUnsafeBufferPointer { second in
      var sums = SIMD8<Double>.zero, place = 0
      while place + 8 <= first.count {
        let x = UnsafeRawPointer(first.baseAddress! + place).loadUnaligned(as: SIMD8<Double>.self)
        let y = UnsafeRawPointer(second.baseAddress! + place).loadUnaligned(as: SIMD8<Double>.self)
        sums += x * y
        place += 8
      }
      var sum = sums.sum()
      while place < first.count {
        sum += first[place] * second[place]
        place += 1
      }
      return sum
    }
  }
}

private func add(_ factor: Double, _ column: [Double], to sums: inout [Double]) {
  for place in sums.indices { sums[place] += factor * column[place] }
}
