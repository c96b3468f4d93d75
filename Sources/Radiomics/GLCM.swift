import Foundation

/// The grey-level co-occurrence matrix: how often two levels are neighbours in a direction.
///
/// Source: R. Haralick, K. Shanmugam, I. Dinstein, Textural Features for Image Classification, IEEE Transactions on Systems, Man, and
/// Cybernetics 3, 1973; the definitions of pyradiomics.
public enum GLCM {
  /// The means over directions of each direction's features.
  ///
  /// - Parameters:
  ///   - distances: the lengths of steps.
  ///   - isSymmetric: whether a pair counts in both orders.
  ///   - isFlat: whether neighbours are in one slice.
  ///   - isMerged: whether all directions have one matrix, and so no mean is taken.
  public static func features(
    _ levels: GreyLevels, distances: [Int] = [1], isSymmetric: Bool = true, isFlat: Bool = false,
    isMerged: Bool = false
  ) -> [Feature] {
    Feature.means(
      each(levels, distances: distances, isSymmetric: isSymmetric, isFlat: isFlat, isMerged: isMerged))
  }

  /// The features of each matrix that has pairs; those of one without, which are not defined, if none has.
  static func each(
    _ levels: GreyLevels, distances: [Int], isSymmetric: Bool = true, isFlat: Bool, isMerged: Bool
  ) -> [[Feature]] {
    let present = levels.histogram.enumerated().filter { $0.element > 0 }.map { $0.offset + 1 }
    var placeOf = [Int](repeating: 0, count: levels.highest + 1)
    for (place, level) in present.enumerated() { placeOf[level] = place }
    var counts = [Double](repeating: 0, count: present.count * present.count)
    let directions = Direction.half(distances, isFlat: isFlat)
    let each = (isMerged ? [directions] : directions.map { [$0] }).compactMap { directions -> [Feature]? in
      for place in counts.indices { counts[place] = 0 }
      for direction in directions { count(levels, direction, placeOf, present.count, isSymmetric, &counts) }
      let sum = counts.reduce(0, +)
      guard sum > 0 else { return nil }
      return features(counts.map { $0 / sum }, present.map(Double.init), highest: levels.highest)
    }
    // Without a pair nothing is defined.
    return each.isEmpty ? [Feature.undefined(features([1], [1], highest: 1))] : each
  }

  private static func count(
    _ levels: GreyLevels, _ direction: Direction, _ placeOf: [Int], _ width: Int, _ isSymmetric: Bool,
    _ counts: inout [Double]
  ) {
    let offset = direction.offset(levels.sizes), sizes = levels.sizes
    counts.withUnsafeMutableBufferPointer { counts in
      levels.levels.withUnsafeBufferPointer { all in
        levels.forEach { place, x, y, z, level in
          guard direction.fits(x, y, z, sizes) else { return }
          let other = all[place + offset]
          guard other > 0 else { return }
          let (i, j) = (placeOf[Int(level)], placeOf[Int(other)])
          counts[i * width + j] += 1
          if isSymmetric { counts[j * width + i] += 1 }
        }
      }
    }
  }

  /// The features of one matrix.
  ///
  /// - Parameters:
  ///   - p: shares of pairs, row by row.
  ///   - levels: the level of each row and column.
  private static func features(_ p: [Double], _ levels: [Double], highest: Int) -> [Feature] {
    let width = levels.count, top = Double(highest)
    var rows = [Double](repeating: 0, count: width), columns = rows
    var sums = [Double](repeating: 0, count: 2 * highest + 1), differences = [Double](repeating: 0, count: highest)
    for i in 0..<width {
      for j in 0..<width {
        let share = p[i * width + j]
        rows[i] += share
        columns[j] += share
        sums[Int(levels[i] + levels[j])] += share
        differences[Int(abs(levels[i] - levels[j]))] += share
      }
    }
    func mean(_ shares: [Double]) -> Double { zip(levels, shares).reduce(0) { $0 + $1.0 * $1.1 } }
    let (mx, my) = (mean(rows), mean(columns))
    func deviation(_ shares: [Double], _ mean: Double) -> Double {
      zip(levels, shares).reduce(0) { $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1 }.squareRoot()
    }
    let (sx, sy) = (deviation(rows, mx), deviation(columns, my))
    var autocorrelation = 0.0, tendency = 0.0, shade = 0.0, prominence = 0.0, contrast = 0.0, covariance = 0.0
    var energy = 0.0, entropy = 0.0, entropy1 = 0.0, entropy2 = 0.0, squares = 0.0, largest = 0.0
    for i in 0..<width {
      for j in 0..<width {
        let share = p[i * width + j], product = rows[i] * columns[j]
        entropy2 -= product * Logarithm.of(product)
        guard share > 0 else { continue }
        let (a, b) = (levels[i], levels[j]), around = a + b - mx - my
        autocorrelation += share * a * b
        tendency += share * around * around
        shade += share * around * around * around
        prominence += share * around * around * around * around
        contrast += share * (a - b) * (a - b)
        covariance += share * (a - mx) * (b - my)
        energy += share * share
        entropy -= share * Logarithm.of(share)
        entropy1 -= share * Logarithm.of(product)
        squares += share * (a - mx) * (a - mx)
        largest = max(largest, share)
      }
    }
    let k = differences.indices.map(Double.init)
    func over(_ weight: (Double) -> Double) -> Double { zip(k, differences).reduce(0) { $0 + weight($1.0) * $1.1 } }
    let difference = over { $0 }
    let largestEntropy = max(Logarithm.entropy(rows), Logarithm.entropy(columns))
    return [
      .init("Autocorrelation", autocorrelation), .init("ClusterProminence", prominence), .init("ClusterShade", shade),
      .init("ClusterTendency", tendency), .init("Contrast", contrast),
      .init("Correlation", sx * sy > 0 ? covariance / (sx * sy) : 1), .init("DifferenceAverage", difference),
      .init("DifferenceEntropy", Logarithm.entropy(differences)),
      .init("DifferenceVariance", over { ($0 - difference) * ($0 - difference) }),
      .init("Id", over { 1 / (1 + $0) }), .init("Idm", over { 1 / (1 + $0 * $0) }),
      .init("Idmn", over { 1 / (1 + $0 * $0 / (top * top)) }), .init("Idn", over { 1 / (1 + $0 / top) }),
      .init("Imc1", largestEntropy > 0 ? (entropy - entropy1) / largestEntropy : 0),
      .init("Imc2", entropy2 > entropy ? (1 - exp(-2 * (entropy2 - entropy))).squareRoot() : 0),
      .init("InverseVariance", over { $0 > 0 ? 1 / ($0 * $0) : 0 }), .init("JointAverage", mx),
      .init("JointEnergy", energy), .init("JointEntropy", entropy),
      .init("MCC", largestCorrelation(p, rows, columns)), .init("MaximumProbability", largest),
      .init("SumAverage", sums.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }),
      .init("SumEntropy", Logarithm.entropy(sums)), .init("SumSquares", squares),
    ]
  }

  /// The largest correlation of any two functions of the levels of a pair; 1 for a single level.
  ///
  /// Its square is the second largest eigenvalue of p(i, k) p(j, k) / (p_x(i) p_y(k)) summed over k, which those of a symmetric matrix
  /// equal.
  private static func largestCorrelation(_ p: [Double], _ rows: [Double], _ columns: [Double]) -> Double {
    let width = rows.count
    let (ofRow, ofColumn) = (rows.indices.filter { rows[$0] > 0 }, columns.indices.filter { columns[$0] > 0 })
    let scaled = ofRow.map { i in
      ofColumn.map { k in p[i * width + k] / (rows[i] * columns[k]).squareRoot() }
    }
    let order = scaled.count
    guard order > 1 else { return 1 }
    var matrix = [Double](repeating: 0, count: order * order)
    for i in 0..<order {
      for j in 0...i {
        var sum = 0.0
        for k in ofColumn.indices { sum += scaled[i][k] * scaled[j][k] }
        matrix[i * order + j] = sum
        matrix[j * order + i] = sum
      }
    }
    let second = SymmetricEigenvalues(matrix, order: order).value(order - 2)
    return max(0, second).squareRoot()
  }
}
