/// The point of the simplex { w ≥ 0, Σ w = 1 } that is nearest to a point.
///
/// - Paper: Held, Wolfe, Crowder, "Validation of Subgradient Optimization" (Mathematical Programming 1974).
/// - Formula: w_k = max(x_k − τ, 0), with the τ for which Σ w = 1.
/// - Example: `SimplexProjection.project([0.5, 1.5])   // [0, 1]`
public enum SimplexProjection {
  /// - Parameter point: at least one finite number.
  public static func project(_ point: [Double]) -> [Double] {
    var sum = 0.0, threshold = 0.0
    for (index, value) in point.sorted(by: >).enumerated() {
      sum += value
      let candidate = (sum - 1) / Double(index + 1)
      if value > candidate { threshold = candidate }
    }
    return point.map { max($0 - threshold, 0) }
  }
}
