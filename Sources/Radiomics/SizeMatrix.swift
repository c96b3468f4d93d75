/// How often each level occurs with each size: of runs, of zones, or of numbers of equal neighbours. Features of the three have one
/// pattern.
struct SizeMatrix {
  /// The counts by level and size, both from 1.
  private(set) var counts: [Int: [Int: Double]] = [:]
  private(set) var total = 0.0

  mutating func add(_ level: Int32, _ size: Int) {
    counts[Int(level), default: [:]][size, default: 0] += 1
    total += 1
  }

  /// The names of features that depend on what a size is.
  struct Names {
    /// "Run", "Zone", "Dependence".
    var kind: String
    /// "ShortRun", "SmallArea", "SmallDependence".
    var small: String
    /// "LongRun", "LargeArea", "LargeDependence".
    var large: String
    /// "RunLength", "SizeZone", "Dependence".
    var size: String
    /// "Run", "Zone", "Dependence": of the grey-level emphases alone.
    var emphasis: String
  }

  /// - Parameters:
  ///   - voxels: the number of voxels of the region.
  ///   - isOfEachVoxel: whether each voxel is counted, so that a share of voxels is always 1 and is left out, as is the normalised
  ///     non-uniformity of levels.
  func features(_ names: Names, voxels: Int, isOfEachVoxel: Bool = false) -> [Feature] {
    var ofLevel: [Int: Double] = [:], ofSize: [Int: Double] = [:]
    var low = 0.0, high = 0.0, small = 0.0, large = 0.0
    var smallLow = 0.0, smallHigh = 0.0, largeLow = 0.0, largeHigh = 0.0, entropy = 0.0
    var meanLevel = 0.0, meanSize = 0.0
    for (level, sizes) in counts.sorted(by: { $0.key < $1.key }) {
      let i = Double(level) * Double(level)
      for (size, count) in sizes.sorted(by: { $0.key < $1.key }) {
        let j = Double(size) * Double(size), share = count / total
        ofLevel[level, default: 0] += count
        ofSize[size, default: 0] += count
        (low, high) = (low + share / i, high + share * i)
        (small, large) = (small + share / j, large + share * j)
        (smallLow, smallHigh) = (smallLow + share / (i * j), smallHigh + share * i / j)
        (largeLow, largeHigh) = (largeLow + share * j / i, largeHigh + share * i * j)
        entropy -= share * Logarithm.of(share)
        meanLevel += share * Double(level)
        meanSize += share * Double(size)
      }
    }
    func squares(_ sums: [Int: Double]) -> Double {
      sums.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value * $1.value } / total
    }
    func variance(_ sums: [Int: Double], _ mean: Double) -> Double {
      sums.sorted { $0.key < $1.key }.reduce(0) {
        $0 + $1.value / total * (Double($1.key) - mean) * (Double($1.key) - mean)
      }
    }
    let (levels, sizes) = (squares(ofLevel), squares(ofSize))
    let (k, s, l, e) = (names.kind, names.small, names.large, names.emphasis)
    let own: [Feature] =
      isOfEachVoxel
      ? []
      : [.init("GrayLevelNonUniformityNormalized", levels / total), .init("\(k)Percentage", total / Double(voxels))]
    return own + [
      .init("GrayLevelNonUniformity", levels), .init("GrayLevelVariance", variance(ofLevel, meanLevel)),
      .init("HighGrayLevel\(e)Emphasis", high), .init("LowGrayLevel\(e)Emphasis", low),
      .init("\(l)Emphasis", large), .init("\(l)HighGrayLevelEmphasis", largeHigh),
      .init("\(l)LowGrayLevelEmphasis", largeLow), .init("\(k)Entropy", entropy),
      .init("\(names.size)NonUniformity", sizes), .init("\(names.size)NonUniformityNormalized", sizes / total),
      .init("\(k)Variance", variance(ofSize, meanSize)), .init("\(s)Emphasis", small),
      .init("\(s)HighGrayLevelEmphasis", smallHigh), .init("\(s)LowGrayLevelEmphasis", smallLow),
    ]
  }
}
