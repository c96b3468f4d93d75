/// A column over some rows of a table, as a target or as an input that may tell a target on its own.
struct SampledColumn {
  let name: String
  /// The value of each row, NaN if missing; nil for a column of texts.
  let numbers: [Double]?
  /// The level of each row. A level is a text; or the most frequent number, such as a 0 or −1 that stands for none; or
  /// an interval of the other numbers that holds about as many rows as each other interval. The last level is
  /// "missing".
  let levels: [Int]
  let levelCount: Int

  /// The number of intervals into which numbers are divided.
  private static let intervals = 32

  init(_ name: String, numbers: [Double]) {
    self.name = name
    self.numbers = numbers
    let sorted = numbers.filter { !$0.isNaN }.sorted()
    let usual = Self.mostFrequent(sorted), others = sorted.filter { $0 != usual }
    var bounds: [Double] = []
    for part in 1..<Self.intervals where !others.isEmpty {
      let bound = others[part * others.count / Self.intervals]
      if bounds.last != bound { bounds.append(bound) }
    }
    let count = bounds.count + 1
    levelCount = count + 2
    levels = numbers.map { value in
      value.isNaN ? count + 1 : value == usual ? count : bounds.partitioningIndex { $0 > value }
    }
  }

  private static func mostFrequent(_ sorted: [Double]) -> Double? {
    var best: (value: Double, count: Int)?, start = 0
    while start < sorted.count {
      var end = start
      while end < sorted.count, sorted[end] == sorted[start] { end += 1 }
      if end - start > best?.count ?? 0 { best = (sorted[start], end - start) }
      start = end
    }
    return best?.value
  }

  /// Samples a column of texts.
  ///
  /// - Parameter places: the place of each row's text among `count` different ones, −1 if missing.
  init(_ name: String, places: [Int], count: Int) {
    self.name = name
    numbers = nil
    levelCount = count + 1
    levels = places.map { $0 < 0 ? count : $0 }
  }

  func isMissing(_ row: Int) -> Bool { levels[row] == levelCount - 1 }
}
