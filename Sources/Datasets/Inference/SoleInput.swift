import Statistics

/// The strength with which one input tells a target on its own, without a network.
///
/// For classes the strength is an area under the ROC curve (the mean over the classes, weighted by their rows), for
/// numbers the size of the rank correlation. It is the larger one of two. The first uses the input's own order. The
/// second uses the target's mean at each level of the input (a text, or one of 32 intervals, where "missing" is a
/// level), so it also sees what is not monotone. The means of one half of the rows are applied to the other half, so
/// that a level of few rows says nothing of itself.
struct SoleInput {
  /// The strength for one class, with its number; the number is nil for a target of numbers.
  typealias ClassStrength = (strength: Double, number: Int?)

  private(set) var strength = 0.0
  /// The class with the greatest strength, among those with a tenth of the rows.
  private(set) var best: ClassStrength?
  /// The class that is told best by whether the input is there at all.
  private(set) var absence: ClassStrength?

  /// The strength from which an input counts as a leak: on the tables that were tried, no honest input comes near.
  static let leak = 0.98
  /// The strength from which an input deserves a look.
  static let notable = 0.95
  /// The smallest number of labelled rows, and of rows of a class, for which a strength is given.
  static let fewestRows = 20
  /// The smallest share of the rows that a class needs for a strength of its own.
  static let leastShare = 0.1

  /// Measures an input in two ways and keeps the better one: by the mean label of each of its levels, and, for numbers,
  /// by their order.
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
    /// The number of each row, NaN if missing.
    case numbers([Double])
    /// The class of each row, −1 if missing.
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

  /// The mean label of the rows of the same level in the other half, for each class (one list for numbers).
  fileprivate func scores(of input: SampledColumn, _ rows: [Int]) -> [[Double]] {
    let count = if case .classes(_, let count) = values { count } else { 1 }
    return (0..<count).map { number in
      let labels = labels(rows, of: number), mean = labels.reduce(0, +) / Double(labels.count)
      var sums = Array(repeating: 0.0, count: 2 * input.levelCount), counts = sums
      for (place, row) in rows.enumerated() {
        sums[2 * input.levels[row] + Self.half(row)] += labels[place]
        counts[2 * input.levels[row] + Self.half(row)] += 1
      }
      // A row is scored by the other half of the rows, so that an input with a level of its own in every row does not
      // repeat the row's own label.
      return rows.map { row in
        let other = 2 * input.levels[row] + 1 - Self.half(row)
        return counts[other] > 0 ? sums[other] / counts[other] : mean
      }
    }
  }

  /// The half of a row. It is drawn, because files may have an order.
  private static func half(_ row: Int) -> Int { Int(SplitMix64.mix(UInt64(row)) & 1) }

  /// The strength of scores.
  ///
  /// - Parameter scores: one list for each class, with a number for each of the rows.
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

  /// The strength of an input's absence: its correlation with a number, or the class that it tells best.
  ///
  /// - Parameter missing: 1 for each of the rows in which the input is missing, otherwise 0.
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
