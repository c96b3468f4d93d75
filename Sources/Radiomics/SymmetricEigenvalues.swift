/// The eigenvalues of a symmetric matrix, by reflections to three diagonals and bisection.
///
/// Source: G. Golub, C. Van Loan, Matrix Computations, 1996, sections 8.3 and 8.5.
struct SymmetricEigenvalues {
  private var diagonal: [Double]
  private var offDiagonal: [Double]

  /// - Parameter matrix: symmetric, row by row.
  init(_ matrix: [Double], order: Int) {
    var a = matrix
    diagonal = Array(repeating: 0, count: order)
    offDiagonal = Array(repeating: 0, count: order)
    var v = [Double](repeating: 0, count: order), w = v
    for k in 0..<max(0, order - 2) {
      var norm = 0.0
      for i in (k + 1)..<order { norm += a[i * order + k] * a[i * order + k] }
      norm = norm.squareRoot()
      guard norm > 0 else { continue }
      let head = a[(k + 1) * order + k], alpha = head > 0 ? -norm : norm
      for i in (k + 1)..<order { v[i] = a[i * order + k] }
      v[k + 1] -= alpha
      var square = 0.0
      for i in (k + 1)..<order { square += v[i] * v[i] }
      guard square > 0 else { continue }
      var inner = 0.0
      for i in (k + 1)..<order {
        var sum = 0.0
        for j in (k + 1)..<order { sum += a[i * order + j] * v[j] }
        w[i] = 2 * sum / square
        inner += w[i] * v[i]
      }
      for i in (k + 1)..<order { w[i] -= inner / square * v[i] }
      for i in (k + 1)..<order {
        for j in (k + 1)..<order { a[i * order + j] -= v[i] * w[j] + w[i] * v[j] }
      }
      a[(k + 1) * order + k] = alpha
    }
    for i in 0..<order {
      diagonal[i] = a[i * order + i]
      if i > 0 { offDiagonal[i] = a[i * order + i - 1] }
    }
  }

  /// The number of eigenvalues below a number.
  private func count(below x: Double) -> Int {
    var count = 0, q = 1.0
    for i in diagonal.indices {
      q = diagonal[i] - x - (i > 0 ? offDiagonal[i] * offDiagonal[i] / q : 0)
      if q == 0 { q = 1e-300 }
      if q < 0 { count += 1 }
    }
    return count
  }

  /// An eigenvalue, counted from the smallest.
  func value(_ place: Int) -> Double {
    var reach = 0.0
    for i in diagonal.indices {
      reach = max(
        reach, abs(diagonal[i]) + abs(offDiagonal[i]) + (i + 1 < offDiagonal.count ? abs(offDiagonal[i + 1]) : 0))
    }
    var low = -reach, high = reach
    for _ in 0..<200 {
      let middle = (low + high) / 2
      guard middle > low, middle < high else { break }
      if count(below: middle) > place { high = middle } else { low = middle }
    }
    return (low + high) / 2
  }
}
