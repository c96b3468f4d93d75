/// Holm's correction of several probabilities judged at once ("A simple sequentially rejective multiple test procedure",
/// Scandinavian Journal of Statistics 6, 1979).
package enum Holm {
  /// The corrected probabilities: each times the number of those not smaller, never below that of a smaller one, at
  /// most 1.
  package static func adjusted(_ probabilities: [Double]) -> [Double] {
    let order = probabilities.indices.sorted { probabilities[$0] < probabilities[$1] }
    var adjusted = probabilities
    var highest = 0.0
    for (position, index) in order.enumerated() {
      highest = max(highest, min(1, probabilities[index] * Double(probabilities.count - position)))
      adjusted[index] = highest
    }
    return adjusted
  }
}
