extension ICARE {
  /// What a fit keeps and draws.
  public struct Settings: Sendable, Hashable {
    /// The size of a correlation above which the later of two columns goes, from 0 to 1; nil keeps all columns.
    public var cutoff: Double?
    /// The least mean of max(c, 1 − c) over the measures, from 0.5 to 1; nil keeps all features.
    public var leastScore: Double?
    /// The share of columns that are drawn, above 0 and at most 1. The number is rounded down, to one column at least.
    public var share: Double
    /// The columns that are taken whether they are drawn or not, for example those of the clinic.
    public var mandatory: Set<String>
    /// The region of each column by name, for example the mask that a radiomic feature was measured in.
    public var regionOfColumn: [String: String]
    /// The regions whose columns may enter, next to mandatory columns; nil for all columns.
    public var regions: Set<String>?
    /// The measures that have to agree in a feature's sign.
    public var measures: Set<Measure>

    public init(
      cutoff: Double? = nil, leastScore: Double? = nil, share: Double = 1, mandatory: Set<String> = [],
      regionOfColumn: [String: String] = [:], regions: Set<String>? = nil,
      measures: Set<Measure> = Set(Measure.allCases)
    ) {
      (self.cutoff, self.leastScore, self.share) = (cutoff, leastScore, share)
      (self.mandatory, self.regionOfColumn, self.regions) = (mandatory, regionOfColumn, regions)
      self.measures = measures
    }

    /// The five settings of the entry that won the HECKTOR challenge in 2022, found by 1,000 random settings on 200 random splits.
    public static let challenge: [Settings] = [
      Settings(cutoff: 0.66, leastScore: 0.53, share: 0.0082),
      Settings(cutoff: 0.72, leastScore: 0.59, share: 0.0095),
      Settings(cutoff: 0.87, leastScore: 0.55, share: 0.0613),
      Settings(cutoff: 0.57, leastScore: 0.51, share: 0.0058),
      Settings(cutoff: 0.71, leastScore: 0.57, share: 0.1613),
    ]

    func check() throws {
      func isIn(_ range: ClosedRange<Double>, _ value: Double?) -> Bool { value.map(range.contains) ?? true }
      guard isIn(0...1, cutoff) else { throw SurvivalError("`cutoff` should lie in 0 … 1. Found \(cutoff!).") }
      guard isIn(0.5...1, leastScore) else {
        throw SurvivalError("`leastScore` should lie in 0.5 … 1. Found \(leastScore!).")
      }
      guard share > 0, share <= 1 else {
        throw SurvivalError("`share` should be above 0 and at most 1. Found \(share).")
      }
      guard !measures.isEmpty else { throw SurvivalError("ICARE should have a measure of features. Found none.") }
    }

    /// The numbers of the columns that enter a fit, in random order.
    func columns(of names: [String], random: inout SplitMix64) throws -> [Int] {
      try check()
      for name in mandatory.sorted() where !names.contains(name) {
        throw SurvivalError("a table should have the mandatory column `\(name)`. Found \(names.count) others.")
      }
      let isMandatory = names.map(mandatory.contains)
      let drawn = random.permutation(names.count).prefix(max(1, Int(share * Double(names.count))))
      let taken = Set(drawn).union(names.indices.filter { isMandatory[$0] })
      return random.permutation(names.count).filter { column in
        guard taken.contains(column) else { return false }
        guard let regions, !isMandatory[column] else { return true }
        return regionOfColumn[names[column]].map(regions.contains) ?? false
      }
    }
  }
}
