/// How far a number may be from the expected one.
package struct Tolerance: Sendable {
  fileprivate let absolute: Double
  fileprivate let relative: Double
  fileprivate let isOfLength: Bool

  /// A distance in the numbers' own unit.
  package static func absolute(_ distance: Double) -> Tolerance {
    Tolerance(absolute: distance, relative: 0, isOfLength: false)
  }

  /// A factor of the larger of the two sizes. `absolute` is a distance that is allowed in any case.
  package static func relative(_ factor: Double, absolute: Double = 0) -> Tolerance {
    Tolerance(absolute: absolute, relative: factor, isOfLength: false)
  }

  /// A factor of the longer vector's Euclidean length, for every element of the vector.
  package static func ofLength(_ factor: Double) -> Tolerance {
    Tolerance(absolute: 0, relative: factor, isOfLength: true)
  }

  /// Numbers below this size have too few digits for a relative tolerance.
  private static let negligible = 1e-300

  /// The largest distance that is allowed between numbers of at most this size.
  fileprivate func distance(size: Double) -> Double { max(absolute, relative * size, Self.negligible) }
}

/// Whether a number is the expected one within a tolerance. NaN is close to nothing.
package func isClose(_ found: Double, _ expected: Double, _ tolerance: Tolerance) -> Bool {
  abs(found - expected) <= tolerance.distance(size: max(abs(found), abs(expected)))
}

/// Whether a list has as many numbers as the expected one, each within a tolerance.
///
/// - Parameter equalNaN: whether NaN is close to NaN.
package func isClose(_ found: [Double], _ expected: [Double], _ tolerance: Tolerance, equalNaN: Bool = false) -> Bool {
  guard found.count == expected.count else { return false }
  let longest = max(length(found), length(expected))
  return zip(found, expected).allSatisfy { found, expected in
    if equalNaN && found.isNaN && expected.isNaN { return true }
    guard tolerance.isOfLength else { return isClose(found, expected, tolerance) }
    return abs(found - expected) <= tolerance.distance(size: longest)
  }
}

private func length(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 }.squareRoot() }
