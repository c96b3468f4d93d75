/// How well one input tells a target on its own, without a network.
///
/// The strength is an area under the ROC curve for classes (the mean over the classes, weighted by their rows) and the size of
/// the rank correlation for numbers. It is the larger one of two: that of the input's own order, and that of the target's mean by
/// level of the input (a text, or one of 32 intervals, "missing" being a level), which also sees what is not monotone. The means of
/// one half of the rows are applied to the other half, so that a level of few rows says nothing of itself.
struct SoleInput {
  /// How well one class is told; the number is nil for a target of numbers.
  typealias ClassStrength = (strength: Double, number: Int?)

  private(set) var strength = 0.0
  /// The class that is told best, among those with a tenth of the rows.
  private(set) var best: ClassStrength?
  /// What is told by whether the input is there at all: the class that is told best.
  private(set) var absence: ClassStrength?

  /// An input this strong is a leak until somebody knows better: on the tables that were tried, no honest input comes near.
  static let leak = 0.98
  /// An input this strong deserves a look.
  static let notable = 0.95
  /// Labelled rows, and rows of a class, below which nothing is said.
  static let fewestRows = 20
  /// The share of the rows below which a class alone is not looked at.
  static let leastShare = 0.1

  init(_ input: SampledColumn, of target: SampledTarget) {
    let rows = input.levels.indices.filter { target.isLabelled($0) }
    guard rows.count >= Self.fewestRows else { return }
    let byLevel = target.scores(of: input, rows)
    (strength, best) = target.strength(rows) { byLevel[$0] }
    if let numbers = input.numbers {
      let present = rows.filter { !numbers[$0].isNaN }
      if present.count >= Self.fewestRows {
        let values = present.map { numbers[$0] }
        let byOrder = target.strength(present) { _ in values }
        if byOrder.strength > strength { (strength, best) = byOrder }
      }
    }
    let missing = rows.count { input.isMissing($0) }
    if min(missing, rows.count - missing) >= Self.fewestRows {
      absence = target.absence(rows.map { input.isMissing($0) ? 1 : 0 }, rows)
    }
  }
}

/// A target over some rows of a table.
struct SampledTarget {
  let name: String
  fileprivate let values: Values

  fileprivate enum Values {
    /// NaN where missing.
    case numbers([Double])
    /// −1 where missing.
    case classes([Int], count: Int)
  }

  init(_ name: String, numbers: [Double]) { (self.name, values) = (name, .numbers(numbers)) }

  init(_ name: String, classes: [Int], count: Int) { (self.name, values) = (name, .classes(classes, count: count)) }

  fileprivate func isLabelled(_ row: Int) -> Bool {
    switch values {
    case .numbers(let numbers): !numbers[row].isNaN
    case .classes(let classes, _): classes[row] >= 0
    }
  }

  /// The labels of a class as 1 and 0, or the numbers themselves.
  private func labels(_ rows: [Int], of number: Int) -> [Double] {
    switch values {
    case .numbers(let numbers): rows.map { numbers[$0] }
    case .classes(let classes, _): rows.map { classes[$0] == number ? 1 : 0 }
    }
  }

  /// For each class (one list for numbers): the mean label of the rows of the same level in the other half.
  fileprivate func scores(of input: SampledColumn, _ rows: [Int]) -> [[Double]] {
    let count = if case .classes(_, let count) = values { count } else { 1 }
    return (0..<count).map { number in
      let labels = labels(rows, of: number), mean = labels.reduce(0, +) / Double(labels.count)
      var sums = Array(repeating: 0.0, count: 2 * input.levelCount), counts = sums
      for (place, row) in rows.enumerated() {
        sums[2 * input.levels[row] + Self.half(row)] += labels[place]
        counts[2 * input.levels[row] + Self.half(row)] += 1
      }
      return rows.map { row in
        let other = 2 * input.levels[row] + 1 - Self.half(row)
        return counts[other] > 0 ? sums[other] / counts[other] : mean
      }
    }
  }

  /// The half of a row: drawn, because files may have an order.
  private static func half(_ row: Int) -> Int { Int(SplitMix64.mix(UInt64(row)) & 1) }

  /// - Parameter scores: by class, one for each of the rows.
  fileprivate func strength(
    _ rows: [Int], _ scores: (Int) -> [Double]
  ) -> (strength: Double, best: SoleInput.ClassStrength?) {
    switch values {
    case .numbers: return (abs(Association.rankCorrelation(scores(0), labels(rows, of: 0))), nil)
    case .classes(_, let count):
      var sum = 0.0, all = 0.0, best: SoleInput.ClassStrength?
      for number in 0..<count {
        let labels = labels(rows, of: number).map { Int($0) }, own = Double(labels.count { $0 == 1 })
        guard let area = Association.areas(scores(number), classes: labels, count: 2)[1] else { continue }
        let either = max(area, 1 - area)
        sum += own * either
        all += own
        if own >= SoleInput.leastShare * Double(rows.count), either > best?.strength ?? 0 { best = (either, number) }
      }
      return (all > 0 ? sum / all : 0, best)
    }
  }

  fileprivate func absence(_ missing: [Double], _ rows: [Int]) -> SoleInput.ClassStrength? {
    switch values {
    case .numbers:
      return (abs(Association.correlation(missing, labels(rows, of: 0))), nil)
    case .classes(let classes, let count):
      let own = rows.map { classes[$0] }
      var totals = Array(repeating: 0, count: count)
      for number in own { totals[number] += 1 }
      return Association.areas(missing, classes: own, count: count).enumerated()
        .filter { totals[$0.offset] >= SoleInput.fewestRows && rows.count - totals[$0.offset] >= SoleInput.fewestRows }
        .compactMap { number, area in area.map { (max($0, 1 - $0), number) } }
        .max { $0.strength < $1.strength }
    }
  }
}
