/// A column over some rows of a table, as a target or as an input that may tell a target on its own.
struct SampledColumn {
  let name: String
  /// One value a row, NaN where missing; nil for a column of texts.
  let numbers: [Double]?
  /// One level a row: a text, or an interval of numbers that holds about as many rows as every other. The last level is "missing".
  let levels: [Int]
  let levelCount: Int

  /// Intervals into which numbers are divided.
  private static let intervals = 32

  init(_ name: String, numbers: [Double]) {
    self.name = name
    self.numbers = numbers
    let sorted = numbers.filter { !$0.isNaN }.sorted()
    var bounds: [Double] = []
    for part in 1..<Self.intervals where !sorted.isEmpty {
      let bound = sorted[part * sorted.count / Self.intervals]
      if bounds.last != bound { bounds.append(bound) }
    }
    let count = bounds.count + 1
    levelCount = count + 1
    levels = numbers.map { value in value.isNaN ? count : bounds.partitioningIndex { $0 > value } }
  }

  /// - Parameter places: of texts among `count` different ones, −1 where missing.
  init(_ name: String, places: [Int], count: Int) {
    self.name = name
    numbers = nil
    levelCount = count + 1
    levels = places.map { $0 < 0 ? count : $0 }
  }

  func isMissing(_ row: Int) -> Bool { levels[row] == levelCount - 1 }
}

extension Array {
  /// The first place from which on a condition holds, which holds for all that follow as well.
  fileprivate func partitioningIndex(_ holds: (Element) -> Bool) -> Int {
    var low = 0, high = count
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
