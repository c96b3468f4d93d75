import Torch

/// The eigenvalues of a symmetric matrix of doubles, in ascending order, and their eigenvectors.
struct Spectrum {
  let values: [Double]
  /// Row-major: component i of eigenvector k is at `i * count + k`.
  private let vectors: [Double]
  private let rounding: Double

  init(_ gramian: Gramian) {
    let (values, vectors) = Tensor(gramian.values, shape: [gramian.count, gramian.count]).eigh()
    // A failed operation has no elements; zeros are harmless until it is thrown.
    let count = gramian.count, isValid = values.isValid && vectors.isValid
    self.values = isValid ? values.array() : [Double](repeating: 0, count: count)
    self.vectors = isValid ? vectors.array() : [Double](repeating: 0, count: count * count)
    rounding = gramian.rounding
  }

  /// Eigenvalues up to this are zero but for rounding: the largest times K and the rounding of the gradients, the rule of
  /// numerical linear algebra for a rank.
  var threshold: Double { max(values.last ?? 0, 0) * Double(values.count) * rounding }

  /// Whether even the smallest eigenvalue is more than the rounding of a matrix that was scaled before: some times more than
  /// that of one as it is.
  var isSafelyFullRank: Bool { values.first.map { $0 > 8 * threshold } ?? true }

  /// V f(Λ) Vᵀ x over the eigenvalues that are not zero; with 1/λ the product with the pseudo-inverse.
  func product(_ f: (Double) -> Double, _ x: [Double]) -> [Double] {
    let count = values.count
    var result = [Double](repeating: 0, count: count)
    for (k, value) in values.enumerated() where value > threshold {
      let coordinate = (0..<count).reduce(0) { $0 + vectors[$1 * count + k] * x[$1] }
      let factor = f(value) * coordinate
      for i in 0..<count { result[i] += factor * vectors[i * count + k] }
    }
    return result
  }
}
