import Foundation

/// Gated attention over places: a score for each place, weights that sum to one, and the weighted mean of the features.
///
/// The score of a place with features f is wᵀ (tanh(V f) ⊙ sigmoid(U f)); the weights are the softmax of the scores.
///
/// Source: M. Ilse, J. Tomczak, M. Welling, [Attention-based Deep Multiple Instance
/// Learning](https://arxiv.org/abs/1802.04712), ICML 2018, equation 9.
public struct GatedAttention: Hashable, Sendable {
  /// The score of each place.
  public let scores: [Double]
  /// The weight of each place, a softmax of the scores.
  public let weights: [Double]
  /// The weighted mean of the features, `[feature]`.
  public let pooled: [Double]

  /// Computes scores, weights and mean.
  ///
  /// - Parameters:
  ///   - features: `[place, feature]`, at least one place.
  ///   - values: V, `[hidden, feature]`.
  ///   - gates: U, `[hidden, feature]`.
  ///   - output: w, `[hidden]`.
  /// - Throws: `LocalisationError` for sizes that do not fit, no place, or a score that is not finite.
  public init(features: [[Double]], values: [[Double]], gates: [[Double]], output: [Double]) throws {
    guard let width = features.first?.count else {
      throw LocalisationError("`features` should hold at least one place. Found none.")
    }
    for (name, rows) in [("features", features), ("values", values), ("gates", gates)] {
      if let wrong = rows.first(where: { $0.count != width }) {
        throw LocalisationError("`\(name)` should have rows of \(width) numbers. Found \(wrong.count).")
      }
    }
    guard values.count == output.count, gates.count == output.count else {
      throw LocalisationError(
        "`values` and `gates` should have \(output.count) rows, as `output` has numbers. Found \(values.count) and "
          + "\(gates.count).")
    }
    func product(_ row: [Double], _ place: [Double]) -> Double { zip(row, place).reduce(0) { $0 + $1.0 * $1.1 } }
    scores = features.map { place in
      output.indices.reduce(0) { sum, unit in
        let gate = 1 / (1 + exp(-product(gates[unit], place)))
        return sum + output[unit] * tanh(product(values[unit], place)) * gate
      }
    }
    guard let high = scores.max(), scores.allSatisfy(\.isFinite) else {
      throw LocalisationError("The scores of places should be finite. Found \(scores.first { !$0.isFinite } ?? .nan).")
    }
    let shares = scores.map { exp($0 - high) }, sum = shares.reduce(0, +)
    let weights = shares.map { $0 / sum }
    self.weights = weights
    pooled = (0..<width).map { column in
      zip(weights, features).reduce(0) { $0 + $1.0 * $1.1[column] }
    }
  }
}
