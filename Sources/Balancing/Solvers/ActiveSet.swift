/// The state of a search for the smallest ½ uᵀ H u − bᵀ u over u ≥ 0: the indices at which u may be positive, and u.
struct ActiveSet {
  private let matrix: [Double]
  private let order: Int
  private let linear: [Double]
  private let dependence: Double
  private var factor: CholeskyFactor
  /// Indices that rounding keeps from entering, until u changes.
  private var rejected: Set<Int> = []
  /// u.
  private(set) var values: [Double]

  init(_ matrix: [Double], _ order: Int, _ linear: [Double], _ dependence: Double) {
    self.matrix = matrix
    self.order = order
    self.linear = linear
    self.dependence = dependence
    factor = CholeskyFactor(matrix, order: order)
    values = Array(repeating: 0, count: order)
  }

  /// Starts from indices at which u is likely to be positive, less those at which the system's solution is not.
  mutating func begin(_ start: [Int]) {
    for index in start { _ = factor.append(index, dependence: dependence) }
    while factor.count > 0 {
      let solution = solution
      let negative = solution.indices.filter { solution[$0] <= 0 }
      guard !negative.isEmpty else {
        for (index, value) in zip(factor.indices, solution) { values[index] = value }
        return
      }
      for position in negative.reversed() { factor.remove(at: position) }
    }
  }

  /// The minimum over the present indices, without regard to signs.
  private var solution: [Double] { factor.solve(factor.indices.map { linear[$0] }) }

  /// The index outside with the steepest descent, beyond `tolerance` · (|H| u + |b|); nil where there is none.
  ///
  /// - Parameters:
  ///   - isExact: whether gradients are summed in twice the digits.
  ///   - scales: zero for the indices that never enter.
  func steepest(tolerance: Double, isExact: Bool, among scales: [Double]) -> Int? {
    let isInside = factor.indices.reduce(into: Array(repeating: false, count: order)) { $0[$1] = true }
    var best = (index: -1, slope: 0.0)
    for index in 0..<order where !isInside[index] && scales[index] > 0 && !rejected.contains(index) {
      let (slope, size) = isExact ? exactSlope(index) : slope(index)
      if slope > tolerance * size && slope > best.slope { best = (index, slope) }
    }
    return best.index < 0 ? nil : best.index
  }

  /// (b − H u)_k and (|H| u + |b|)_k.
  private func slope(_ index: Int) -> (Double, Double) {
    var (slope, size) = (linear[index], abs(linear[index]))
    for other in factor.indices {
      let product = matrix[index * order + other] * values[other]
      slope -= product
      size += abs(product)
    }
    return (slope, size)
  }

  private func exactSlope(_ index: Int) -> (Double, Double) {
    var (sum, size) = (CompensatedSum(linear[index]), abs(linear[index]))
    for other in factor.indices {
      sum.add(-matrix[index * order + other], times: values[other])
      size += abs(matrix[index * order + other] * values[other])
    }
    return (sum.value, size)
  }

  /// Lets an index in and moves to the minimum over the new indices, past those whose u would turn negative.
  ///
  /// - Returns: False where u may grow for ever.
  mutating func enter(_ index: Int, unbounded: Double) -> Bool {
    var step = 0.0
    while !factor.append(index, dependence: dependence) {
      // H has a null direction here: +1 at the index, −r at the others. Follow it to the first u that becomes zero.
      let direction = factor.solve(factor.indices.map { matrix[index * order + $0] })
      let ratios = zip(factor.indices, direction).map { $1 > 0 ? values[$0] / $1 : .infinity }
      guard let length = ratios.min(), length < .infinity else {
        let (slope, size) = exactSlope(index)
        if slope > unbounded * size { return false }
        rejected.insert(index)
        return true
      }
      for (other, share) in zip(factor.indices, direction) { values[other] -= length * share }
      step += length
      leave(ratios.firstIndex(of: length)!)
      values[index] = step
    }
    settle(entered: index)
    return true
  }

  private mutating func leave(_ position: Int) {
    values[factor.indices[position]] = 0
    factor.remove(at: position)
  }

  /// Moves towards the minimum over the present indices; where an element becomes zero, its index leaves.
  private mutating func settle(entered: Int) {
    var isFirst = true
    while true {
      let goal = solution
      if isFirst, values[entered] == 0, let own = goal.last, own <= 0 {
        leave(factor.count - 1)
        rejected.insert(entered)
        return
      }
      isFirst = false
      var length = 1.0, blocking: Int?
      for (position, index) in factor.indices.enumerated() where goal[position] <= 0 {
        let reach = values[index] > 0 ? values[index] / (values[index] - goal[position]) : 0
        if blocking == nil || reach < length { (length, blocking) = (reach, position) }
      }
      for (position, index) in factor.indices.enumerated() {
        values[index] = blocking == nil ? goal[position] : values[index] + length * (goal[position] - values[index])
      }
      guard let blocking else { break }
      leave(blocking)
    }
    rejected = []
  }

  /// Improves u at the present indices with a residual in twice the digits.
  mutating func refine() {
    for _ in 0..<2 {
      let change = factor.solve(factor.indices.map { exactSlope($0).0 })
      let improved = zip(factor.indices, change).map { values[$0] + $1 }
      guard improved.allSatisfy({ $0 >= 0 }) else { return }
      for (index, value) in zip(factor.indices, improved) { values[index] = value }
    }
  }
}
