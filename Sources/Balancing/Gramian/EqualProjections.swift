/// Weights that sum to 1 under which the direction has the same projection on every unit gradient; they may be negative.
///
/// With the norms n_k and unit gradients u_k = g_k / n_k, equal projections d · u_k mean G w ∝ n. So w ∝ G⁺ n, which for
/// independent gradients is w_k ∝ c_k / n_k with c = (U Uᵀ)⁻¹ 1: computed so, it is exact however far the norms are apart.
enum EqualProjections {
  /// Below this, with U Uᵀ c = 1 and unit gradients, c is zero but for rounding; and below this share of its parts a sum
  /// of a pseudo-inverse's answers is.
  private static let negligible = 1e-10

  /// - Returns: Zeros where the unit gradients' affine hull contains 0, as for opposed gradients: no direction has equal
  ///   projections on them but 0. Nil where the weights of equal projections sum to zero, so that no multiple sums to 1.
  static func weights(_ gramian: Gramian) -> [Double]? {
    let norms = gramian.norms
    let kept = norms.indices.filter { norms[$0] > 0 }
    let scales = kept.map { 1 / norms[$0] }
    let part = Gramian(
      kept.flatMap { row in kept.map { gramian[row, $0] } }, count: kept.count, rounding: gramian.rounding)
    guard let found = combination(part, scales) else { return nil }
    var weights = [Double](repeating: 0, count: gramian.count)
    for (place, weight) in zip(kept, found) { weights[place] = weight }
    return weights
  }

  /// The weights for gradients none of which is zero; `scales` are the inverses of their norms.
  private static func combination(_ gramian: Gramian, _ scales: [Double]) -> [Double]? {
    let zeros = [Double](repeating: 0, count: gramian.count)
    guard !scales.isEmpty else { return zeros }
    let units = Spectrum(gramian.scaled(by: scales))
    let isIndependent = units.isSafelyFullRank
    let raw =
      isIndependent
      ? zip(units.product({ 1 / $0 }, scales.map { _ in 1 }), scales).map { $0 * $1 }
      : Spectrum(gramian).product({ 1 / $0 }, scales.map { 1 / $0 })
    // In units without scale: the weight of each unit gradient.
    let largest = zip(raw, scales).map { abs($0 / $1) }.max() ?? 0
    guard largest > negligible else { return zeros }
    let sum = raw.reduce(0, +)
    let rounding = isIndependent ? Double(raw.count) * gramian.rounding : negligible
    guard abs(sum) > rounding * raw.reduce(0, { $0 + abs($1) }) else { return isIndependent ? nil : zeros }
    return raw.map { $0 / sum }
  }
}
