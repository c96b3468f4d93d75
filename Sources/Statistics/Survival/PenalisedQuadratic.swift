/// A quadratic function with a penalty of both norms, made smallest by coordinate descent:
///
///     ½ (x − x₀)ᵀ H (x − x₀) − sᵀ (x − x₀) + λ₁ |x|₁ + λ₂ / 2 |x|²
///
/// Where columns are alike, coordinate descent takes thousands of passes. Once a pass leaves every sign as it was, the minimum with
/// these signs is therefore computed at once, and the values move towards it as far as the signs stay.
struct PenalisedQuadratic {
  /// H, row by row.
  let curvature: [Double]
  /// x.
  private(set) var values: [Double]
  /// The negative gradient of the quadratic part at x.
  private var slopes: [Double]
  private let first: Double
  private let second: Double

  private static let mostPasses = 1_000
  private static let leastPatience = 4
  private static let leastCurvature = 1e-10

  /// - Parameters:
  ///   - curvature: H, row by row.
  ///   - values: x₀.
  ///   - slopes: s.
  ///   - first: λ₁.
  ///   - second: λ₂.
  init(curvature: [Double], values: [Double], slopes: [Double], first: Double, second: Double) {
    (self.curvature, self.values, self.slopes) = (curvature, values, slopes)
    (self.first, self.second) = (first, second)
  }

  /// Moves the values until no pass changes a slope by more than `accepted`.
  mutating func solve(to accepted: Double) {
    var patience = Self.leastPatience, waited = 0
    for _ in 0..<Self.mostPasses {
      let signs = values.map { sign($0) }
      if pass() <= accepted { return }
      waited += 1
      guard waited >= patience, values.map({ sign($0) }) == signs else { continue }
      jump()
      // The jump costs as much as some hundred passes of many columns, so that one that stops early is not tried soon.
      (waited, patience) = (0, 2 * patience)
    }
  }

  private func sign(_ value: Double) -> Int { value > 0 ? 1 : value < 0 ? -1 : 0 }

  /// Makes the function smallest by each value in turn.
  ///
  /// - Returns: the largest change of a slope.
  private mutating func pass() -> Double {
    let width = values.count
    var largest = 0.0
    for i in 0..<width {
      let own = max(curvature[i * width + i], Self.leastCurvature)
      let pull = slopes[i] + own * values[i]
      let size = max(0, abs(pull) - first) / (own + second)
      let move = (pull < 0 ? -size : size) - values[i]
      guard move != 0 else { continue }
      largest = max(largest, abs(move) * own)
      change(i, by: move)
    }
    return largest
  }

  private mutating func change(_ i: Int, by move: Double) {
    let width = values.count
    values[i] += move
    curvature.withUnsafeBufferPointer { curvature in
      slopes.withUnsafeMutableBufferPointer { slopes in
        for j in 0..<width { slopes[j] -= curvature[i * width + j] * move }
      }
    }
  }

  /// Moves the values that are not 0 to their minimum with the signs that they have, or to the first place where one becomes 0.
  private mutating func jump() {
    let width = values.count, moving = values.indices.filter { values[$0] != 0 }
    let matrix = moving.flatMap { i in
      moving.map { j in curvature[i * width + j] + (i == j ? second : 0) }
    }
    let right = moving.map { slopes[$0] - second * values[$0] - (values[$0] > 0 ? first : -first) }
    guard let moves = SymmetricFactor(matrix, order: moving.count)?.solution(right) else { return }
    var length = 1.0, stopped: Int?
    for (i, move) in zip(moving, moves) where values[i] * (values[i] + move) <= 0 {
      let own = -values[i] / move
      if own < length { (length, stopped) = (own, i) }
    }
    for (i, move) in zip(moving, moves) { change(i, by: i == stopped ? -values[i] : length * move) }
  }
}
