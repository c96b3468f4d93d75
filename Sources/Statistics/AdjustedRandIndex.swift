/// The agreement of two partitions of the same things, corrected for chance: 1 for equal partitions, about 0 for independent ones.
///
///     (Σ C(n_ij, 2) − e) / ((Σ C(a_i, 2) + Σ C(b_j, 2)) / 2 − e),   e = Σ C(a_i, 2) Σ C(b_j, 2) / C(n, 2)
///
/// Source: L. Hubert, P. Arabie, [Comparing partitions](https://doi.org/10.1007/BF01908075), Journal of Classification 2, 1985.
package enum AdjustedRandIndex {
  /// The index of two partitions, each as the part of every thing. Two partitions of one part each, or of only single things, have 1.
  package static func value(_ first: [Int], _ second: [Int]) -> Double {
    func pairs(_ count: Int) -> Double { Double(count) * Double(count - 1) / 2 }
    func pairs<Part: Hashable>(of parts: [Part]) -> Double {
      parts.reduce(into: [Part: Int]()) { $0[$1, default: 0] += 1 }.values.reduce(0) { $0 + pairs($1) }
    }
    let both = pairs(of: zip(first, second).map { [$0, $1] })
    let (ones, others) = (pairs(of: first), pairs(of: second))
    let expected = first.count > 1 ? ones * others / pairs(first.count) : 0
    let most = (ones + others) / 2
    return most == expected ? 1 : (both - expected) / (most - expected)
  }
}
