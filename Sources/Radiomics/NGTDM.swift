/// The neighbourhood grey-tone difference matrix: how far the voxels of a level are from the mean of their neighbours.
///
/// Source: M. Amadasun, R. King, Textural Features Corresponding to Textural Properties, IEEE Transactions on Systems, Man, and
/// Cybernetics 19, 1989; the definitions of pyradiomics.
public enum NGTDM {
  /// The coarseness of a region whose voxels equal the mean of their neighbours.
  private static let mostCoarse = 1e6

  /// - Parameters:
  ///   - distances: the lengths of steps to neighbours.
  ///   - isFlat: whether neighbours are in one slice.
  public static func features(_ levels: GreyLevels, distances: [Int] = [1], isFlat: Bool = false) -> [Feature] {
    let steps = levels.neighbours(distances, isFlat: isFlat), sizes = levels.sizes
    var differences = [Double](repeating: 0, count: levels.highest + 1)
    levels.forEach { place, x, y, z, level in
      var sum = 0, count = 0
      for (step, offset) in steps where step.fits(x, y, z, sizes) {
        let other = levels.levels[place + offset]
        if other > 0 { (sum, count) = (sum + Int(other), count + 1) }
      }
      if count > 0 { differences[Int(level)] += abs(Double(level) - Double(sum) / Double(count)) }
    }
    let voxels = Double(levels.count)
    let rows = levels.histogram.enumerated().filter { $0.element > 0 }.map {
      (level: Double($0.offset + 1), share: Double($0.element) / voxels, difference: differences[$0.offset + 1])
    }
    let all = rows.reduce(0) { $0 + $1.difference }, weighted = rows.reduce(0) { $0 + $1.share * $1.difference }
    var spread = 0.0, busy = 0.0, complexity = 0.0, strength = 0.0
    for a in rows {
      for b in rows {
        let apart = a.level - b.level
        spread += a.share * b.share * apart * apart
        busy += abs(a.level * a.share - b.level * b.share)
        complexity += abs(apart) * (a.share * a.difference + b.share * b.difference) / (a.share + b.share)
        strength += (a.share + b.share) * apart * apart
      }
    }
    let present = Double(rows.count)
    return [
      .init("Busyness", busy > 0 ? weighted / busy : 0),
      .init("Coarseness", weighted > 0 ? 1 / weighted : mostCoarse), .init("Complexity", complexity / voxels),
      .init("Contrast", present > 1 ? spread / (present * (present - 1)) * all / voxels : 0),
      .init("Strength", all > 0 ? strength / all : 0),
    ]
  }
}
