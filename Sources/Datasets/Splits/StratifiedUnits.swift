import Statistics

/// The units that are dealt to splits, and the labels that are to be spread evenly. A unit is a sample, or all samples
/// of a group.
///
/// Dealing is the iterative stratification of K. Sechidis, G. Tsoumakas and I. Vlahavas, "On the Stratification of
/// Multi-label Data", ECML PKDD 2011. The rarest label that is left comes first. Each sample that has it goes to the
/// part that still wants most of that label; among equals to the part that wants most samples; among equals by chance.
/// A label is a class of a task, so every task of a table counts; with one task of classes this is stratified
/// cross-validation. Numbers are not stratified.
///
/// There are two additions. Units can hold several samples: those with most of the label are dealt first, as in graph
/// partitioning by size. If a task has no classes and lacks a label for some samples, "is labelled" counts as a label,
/// so that every split keeps its share of rare measurements.
struct StratifiedUnits {
  /// The samples of each unit.
  let sizes: [Int]
  /// The number of each unit's samples that have each of its labels.
  private var labels: [[(label: Int, count: Int)]]
  private var labelCount = 0
  /// The name of the units in errors: "rows".
  let name: String

  var count: Int { sizes.count }

  init(sizes: [Int], name: String) {
    self.sizes = sizes
    self.name = name
    labels = Array(repeating: [], count: sizes.count)
  }

  /// Creates units of one sample each.
  init(count: Int, name: String) { self.init(sizes: Array(repeating: 1, count: count), name: name) }

  /// Adds the labels of a task.
  ///
  /// - Parameters:
  ///   - classes: the class of each sample, from 0; nil if it has none.
  ///   - unit: the unit of each sample.
  mutating func add(classes: [Int?], unit: [Int]) {
    var counts: [[Int: Int]] = Array(repeating: [:], count: count)
    var largest = -1
    for (sample, label) in classes.enumerated() {
      guard let label else { continue }
      counts[unit[sample]][label, default: 0] += 1
      largest = max(largest, label)
    }
    for (unit, own) in counts.enumerated() {
      for (label, count) in own.sorted(by: { $0.key < $1.key }) { labels[unit].append((labelCount + label, count)) }
    }
    labelCount += largest + 1
  }
}

extension StratifiedUnits {
  /// Deals some units to parts.
  ///
  /// - Parameter shares: the shares of the parts, in any unit.
  /// - Returns: the part of each of `units`, in their order.
  func parts(of units: [Int], shares: [Double], _ random: inout SplitMix64) -> [Int] {
    let order = random.permutation(units.count)
    var dealing = Dealing(shares: shares, labelCount: labelCount)
    // What a part wants is its share of these units alone, since other units may have been dealt already.
    for place in order { dealing.expect(size: sizes[units[place]], labels[units[place]]) }
    dealing.share()
    var holders: [[(place: Int, count: Int)]] = Array(repeating: [], count: labelCount)
    for place in order { for (label, count) in labels[units[place]] { holders[label].append((place, count)) } }
    var parts = Array(repeating: -1, count: units.count)
    var left = holders.map(\.count)
    var queue = RarestFirst(left)
    func deal(_ place: Int, by label: Int?) {
      let unit = units[place]
      parts[place] = dealing.deal(size: sizes[unit], labels[unit], by: label, &random)
      for (other, _) in labels[unit] {
        left[other] -= 1
        // The other labels of the unit have become rarer. They are queued at their new number; the old entry is skipped
        // later, which is cheaper than finding and removing it.
        if other != label { queue.add(other, left[other]) }
      }
    }
    while let label = queue.next({ left[$0] }) {
      // A stable order: equal counts stay in the random one.
      let own = holders[label].filter { parts[$0.place] < 0 }
      let sorted = own.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
      for (_, holder) in sorted { deal(holder.place, by: label) }
    }
    // Units without any label come last and fill up the parts; large ones first, since they are the hardest to place.
    let rest = order.filter { parts[$0] < 0 }.enumerated()
      .sorted { (sizes[units[$1.element]], $0.offset) < (sizes[units[$0.element]], $1.offset) }
    for (_, place) in rest { deal(place, by: nil) }
    return parts
  }
}

/// The samples and labels that each part still wants.
private struct Dealing {
  private let shares: [Double]
  private var samples: [Double]
  /// The wanted number of each label, then of each part.
  private var ofLabel: [[Double]]
  private var total = 0
  private var totals: [Int]

  init(shares: [Double], labelCount: Int) {
    let sum = shares.reduce(0, +)
    self.shares = shares.map { $0 / sum }
    samples = []
    ofLabel = []
    totals = Array(repeating: 0, count: labelCount)
  }

  mutating func expect(size: Int, _ labels: [(label: Int, count: Int)]) {
    total += size
    for (label, count) in labels { totals[label] += count }
  }

  mutating func share() {
    samples = shares.map { $0 * Double(total) }
    ofLabel = totals.map { total in shares.map { $0 * Double(total) } }
  }

  /// The part that gets a unit.
  mutating func deal(
    size: Int, _ labels: [(label: Int, count: Int)], by label: Int?, _ random: inout SplitMix64
  ) -> Int {
    var best = Array(shares.indices)
    if let label { best = Self.largest(best, ofLabel[label]) }
    best = Self.largest(best, samples)
    let part = best.count == 1 ? best[0] : random.pick(best)
    samples[part] -= Double(size)
    for (label, count) in labels { ofLabel[label][part] -= Double(count) }
    return part
  }

  private static func largest(_ parts: [Int], _ values: [Double]) -> [Int] {
    let most = parts.map { values[$0] }.max()
    return parts.filter { values[$0] == most }
  }
}

/// The label that the fewest units have, found repeatedly while units are removed.
private struct RarestFirst {
  /// The labels that had a number of units at some time, by that number.
  private var buckets: [[Int]]
  private var lowest = 1

  init(_ counts: [Int]) {
    buckets = Array(repeating: [], count: (counts.max() ?? 0) + 1)
    for (label, count) in counts.enumerated() { buckets[count].append(label) }
  }

  mutating func add(_ label: Int, _ count: Int) {
    guard count > 0 else { return }
    buckets[count].append(label)
    lowest = min(lowest, count)
  }

  /// The rarest label that is left.
  ///
  /// - Parameter left: the number of units that a label has now.
  mutating func next(_ left: (Int) -> Int) -> Int? {
    while lowest < buckets.count {
      guard let label = buckets[lowest].popLast() else { lowest += 1; continue }
      // An entry with another number is an old one: the label was queued again when the number fell.
      if left(label) == lowest { return label }
    }
    return nil
  }
}
