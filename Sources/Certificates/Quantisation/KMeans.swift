/// Quantisation with the values that make the mean squared error small.
public enum KMeans {
  /// Lloyd's iterations from an evenly spaced start. A value that no number is near keeps its place.
  ///
  /// Source: S. Lloyd, [Least squares quantization in PCM](https://doi.org/10.1109/TIT.1982.1056489), 1982.
  ///
  /// - Throws: ``CertificateError`` if there is no level, or numbers are missing or not finite.
  public static func lloyd(_ numbers: [Double], levels: Int) throws(CertificateError) -> Quantised {
    try check(levels)
    var quantised = Quantised(numbers, codebook: try UniformQuantiser.grid(numbers, levels: levels))
    var error = Double.infinity
    // Until the error falls no more, which ends even where rounding lets two divisions of the numbers alternate.
    while quantised.meanSquaredError(of: numbers) < error {
      error = quantised.meanSquaredError(of: numbers)
      let counts = quantised.histogram
      var sums = Array(repeating: 0.0, count: levels)
      for (index, number) in zip(quantised.indices, numbers) { sums[index] += number }
      let means = (0..<levels).map { counts[$0] == 0 ? quantised.codebook[$0] : sums[$0] / Double(counts[$0]) }
      quantised = Quantised(numbers, codebook: means)
    }
    return quantised
  }

  /// The values of the least mean squared error of all, by dynamic programming over the sorted numbers. Numbers that
  /// are fewer than the levels get a value each, and the last value stands for the levels that are left.
  ///
  /// Source: H. Wang and M. Song, [Ckmeans.1d.dp](https://doi.org/10.32614/RJ-2011-015), R Journal 3, 2011, with the
  /// division of the search that the monotone boundaries allow.
  ///
  /// - Throws: ``CertificateError`` if there is no level, or numbers are missing or not finite.
  public static func optimal(_ numbers: [Double], levels: Int) throws(CertificateError) -> Quantised {
    try check(levels)
    _ = try UniformQuantiser.grid(numbers, levels: 1)
    let sorted = numbers.sorted()
    let starts = Clusters(sorted, most: min(levels, numbers.count)).starts
    var codebook = zip(starts, starts.dropFirst() + [sorted.count]).map { from, to in
      sorted[from..<to].reduce(0, +) / Double(to - from)
    }
    codebook += Array(repeating: codebook.last!, count: levels - codebook.count)
    return Quantised(numbers, codebook: codebook)
  }

  private static func check(_ levels: Int) throws(CertificateError) {
    guard levels > 0 else { throw CertificateError("`levels` should be positive. Found \(levels).") }
  }
}

/// The division of sorted numbers into clusters of the least sum of squares.
private struct Clusters {
  /// The place of each cluster's first number.
  private(set) var starts: [Int] = []

  private let sums: [Double]
  private let squares: [Double]
  /// The least cost of the first numbers in the clusters so far, for each count of numbers.
  private var costs: [Double]
  private var next: [Double]
  /// The first number of the last cluster, for each count of clusters and numbers.
  private var firsts: [[Int]] = []

  init(_ sorted: [Double], most: Int) {
    // Distances from the mean, because sums of squares of large numbers lose digits.
    let mean = sorted.reduce(0, +) / Double(sorted.count)
    var (sums, squares) = ([0.0], [0.0])
    for number in sorted {
      let distance = number - mean
      sums.append(sums.last! + distance)
      squares.append(squares.last! + distance * distance)
    }
    (self.sums, self.squares) = (sums, squares)
    let count = sorted.count
    costs = [0] + Array(repeating: .infinity, count: count)
    next = costs
    for clusters in 1...most {
      next = Array(repeating: .infinity, count: count + 1)
      firsts.append(Array(repeating: 0, count: count + 1))
      fill(clusters...count, from: clusters - 1, to: count - 1)
      swap(&costs, &next)
    }
    var end = count
    for clusters in firsts.reversed() {
      starts.insert(clusters[end], at: 0)
      end = clusters[end]
    }
  }

  /// The sum of squares of the numbers `first` ..< `end` around their mean.
  private func cost(_ first: Int, _ end: Int) -> Double {
    let sum = sums[end] - sums[first]
    return max(0, squares[end] - squares[first] - sum * sum / Double(end - first))
  }

  /// Finds the last cluster's first number for all counts of numbers in `ends`, which lies in `low` … `high`.
  private mutating func fill(_ ends: ClosedRange<Int>, from low: Int, to high: Int) {
    let end = (ends.lowerBound + ends.upperBound) / 2
    var best = (cost: Double.infinity, first: low)
    for first in low...min(high, end - 1) {
      let candidate = costs[first] + cost(first, end)
      if candidate < best.cost { best = (candidate, first) }
    }
    next[end] = best.cost
    firsts[firsts.count - 1][end] = best.first
    if end > ends.lowerBound { fill(ends.lowerBound...(end - 1), from: low, to: best.first) }
    if end < ends.upperBound { fill((end + 1)...ends.upperBound, from: best.first, to: high) }
  }
}
