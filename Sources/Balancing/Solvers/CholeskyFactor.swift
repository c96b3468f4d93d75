/// The Cholesky factor of the part of a symmetric matrix that belongs to some of its indices, which may be added and
/// removed one at a time, each in about n² operations.
struct CholeskyFactor {
  /// The indices, in the order of the factor's rows.
  private(set) var indices: [Int] = []
  /// The order of the matrix, and the row stride of `rows`.
  private let order: Int
  private let matrix: [Double]
  /// L of A = L Lᵀ, row-major.
  private var rows: [Double]

  /// - Parameter matrix: symmetric, row-major, `order` × `order`.
  init(_ matrix: [Double], order: Int) {
    self.matrix = matrix
    self.order = order
    rows = Array(repeating: 0, count: order * order)
  }

  var count: Int { indices.count }

  /// Adds an index, unless its row depends on those that are there: unless what remains of its diagonal element, a
  /// share of it, is at most `dependence`.
  ///
  /// - Returns: Whether it was added.
  mutating func append(_ index: Int, dependence: Double) -> Bool {
    let count = count, order = order
    let remainder = rows.withUnsafeMutableBufferPointer { rows in
      matrix.withUnsafeBufferPointer { matrix in
        let own = count * order
        var remainder = matrix[index * order + index]
        for row in 0..<count {
          var value = matrix[index * order + indices[row]]
          for column in 0..<row { value -= rows[row * order + column] * rows[own + column] }
          value /= rows[row * order + row]
          rows[own + row] = value
          remainder -= value * value
        }
        rows[own + count] = remainder.squareRoot()
        return remainder
      }
    }
    guard remainder > dependence * matrix[index * order + index] else { return false }
    indices.append(index)
    return true
  }

  /// Removes the index at a position; plane rotations make the factor triangular again.
  mutating func remove(at position: Int) {
    indices.remove(at: position)
    let count = count, order = order
    rows.withUnsafeMutableBufferPointer { rows in
      for row in position..<count {
        for column in 0...(row + 1) { rows[row * order + column] = rows[(row + 1) * order + column] }
      }
      for pivot in position..<count {
        let (a, b) = (rows[pivot * order + pivot], rows[pivot * order + pivot + 1])
        let length = (a * a + b * b).squareRoot()
        let (cosine, sine) = (a / length, b / length)
        for row in pivot..<count {
          let (x, y) = (rows[row * order + pivot], rows[row * order + pivot + 1])
          rows[row * order + pivot] = cosine * x + sine * y
          rows[row * order + pivot + 1] = cosine * y - sine * x
        }
      }
    }
  }

  /// x of A x = b for the part of the matrix, in the order of `indices`.
  func solve(_ right: [Double]) -> [Double] {
    var x = right
    let count = count, order = order
    rows.withUnsafeBufferPointer { rows in
      x.withUnsafeMutableBufferPointer { x in
        for row in 0..<count {
          var value = x[row]
          for column in 0..<row { value -= rows[row * order + column] * x[column] }
          x[row] = value / rows[row * order + row]
        }
        for row in stride(from: count - 1, through: 0, by: -1) {
          let value = x[row] / rows[row * order + row]
          x[row] = value
          for column in 0..<row { x[column] -= rows[row * order + column] * value }
        }
      }
    }
    return x
  }
}
