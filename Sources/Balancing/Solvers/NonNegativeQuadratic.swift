/// The smallest ½ uᵀ H u − bᵀ u over u ≥ 0, for a symmetric H without negative eigenvalues, which may be singular.
///
/// - Paper: Lawson, Hanson, "Solving Least Squares Problems" (1974), chapter 23; here from the products H and b alone,
///   and with steps along the null space where rows depend on each other.
/// - Method: an active set. Its linear systems are solved by a Cholesky factor of H scaled to a unit diagonal, so that
///   rows of any norm may stand side by side, and refined with residuals in twice the digits.
///
/// The answer satisfies the conditions of optimality, u_k ≥ 0, (H u − b)_k ≥ 0 and one of both zero, to about 1e-15
/// (|H| u + |b|)_k at every size measured, up to 256.
struct NonNegativeQuadratic {
  /// A share of a diagonal element, below which a row counts as dependent on others: some roundings of double
  /// precision.
  static let usualDependence = 1e-14
  /// A share of (|H| u + |b|)_k, below which a gradient counts as zero.
  private static let tightTolerance = 4 * Double.ulpOfOne
  private static let looseTolerance = 1e-12
  /// A share of |H| u + |b|, above which a gradient along a ray without an obstacle means that there is no smallest
  /// value.
  private static let unboundedTolerance = 1e-10

  private let order: Int
  /// H scaled to a unit diagonal, row-major; rows of zeros stay.
  private let matrix: [Double]
  /// What u is multiplied by.
  private let scales: [Double]
  private let dependence: Double

  init(_ matrix: Gramian, dependence: Double = usualDependence) {
    order = matrix.count
    let norms = matrix.norms
    scales = norms.map { $0 > 0 ? 1 / $0 : 0 }
    var unit = matrix.scaled(by: scales)
    for index in 0..<order where norms[index] > 0 { unit[index, index] = 1 }
    self.matrix = unit.values
    self.dependence = dependence
  }

  /// u, or nil where there is no smallest value.
  ///
  /// - Parameter start: indices at which u is likely to be positive, such as those of a problem close by.
  func minimum(_ linear: [Double], start: [Int] = []) -> [Double]? {
    for index in 0..<order where scales[index] == 0 && linear[index] > 0 { return nil }
    var search = ActiveSet(matrix, order, zip(linear, scales).map { $0 * $1 }, dependence)
    search.begin(start.filter { scales[$0] > 0 })
    var isExact = false
    // Each step adds or removes an index; in exact arithmetic no set comes back.
    for _ in 0..<(20 * order + 100) {
      let found = search.steepest(
        tolerance: isExact ? Self.tightTolerance : Self.looseTolerance, isExact: isExact, among: scales)
      guard let index = found else {
        if isExact { break }
        isExact = true
        search.refine()
        continue
      }
      if !search.enter(index, unbounded: Self.unboundedTolerance) { return nil }
      if isExact { search.refine() }
    }
    return zip(search.values, scales).map { $0 * $1 }
  }
}
