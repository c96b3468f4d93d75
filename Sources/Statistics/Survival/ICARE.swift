/// A survival model with a weight of −1 or +1 for each feature: individual coefficients approximated as ±1 and evaluated one by one.
///
/// The risk of an individual is the mean of its signed, standardised features,
///
///     r = (m − m̄) / s_m,   m = mean over features j of s_j (x_j − x̄_j) / s_j*,
///
/// where s_j = −1 if feature j orders the event times the wrong way round and +1 otherwise, x̄_j and s_j* are the feature's mean and
/// standard deviation (with n − 1), and m̄ and s_m those of the training data's m (with n). Missing values, NaN, are left out of each
/// mean; an individual without any value has the risk 0.
///
/// A fit goes through these steps:
///
/// 1. Columns come in an order, all or drawn at random (``Settings/share``, ``Settings/mandatory``, ``Settings/regions``).
/// 2. A column goes that correlates with an earlier one (``Settings/cutoff``, ``CollinearityFilter``).
/// 3. A feature's measures give its sign. It goes if they disagree, or if the mean of max(c, 1 − c) over the measures lies below
///    ``Settings/leastScore``.
///
/// ```swift
/// let model = try ICARE(table, times)
/// let risks = try model.risks(of: others)
/// ```
///
/// Source: L. Rebaud, T. Escobar, F. Khalid, K. Girum, I. Buvat, Simplicity Is All You Need: Out-of-the-Box nnUNet Followed by
/// Binary-Weighted Radiomic Model for Segmentation and Outcome Prediction in Head and Neck PET/CT, HECKTOR 2022. The measures and the
/// denominators are those of the authors' package icare 0.1.0.
///
/// Differences from that package: numbers have double precision; a column that is constant in the training data never enters; a
/// mandatory column that is drawn too enters once.
public struct ICARE: Sendable, Hashable {
  /// A feature of a model.
  public struct Feature: Sendable, Hashable {
    public let name: String
    /// −1 or +1.
    public let sign: Double
    /// The mean over the training data.
    public let mean: Double
    /// The standard deviation over the training data, with n − 1.
    public let standardDeviation: Double
    /// The measures by which it was chosen, each in 0 … 1.
    public let scores: [Measure: Double]
  }

  /// The features, in the order in which they were examined.
  public let features: [Feature]
  private var center = 0.0
  private var scale = 1.0

  /// Fits a model to all columns in the order of the table.
  ///
  /// - Throws: ``SurvivalError`` without events or different times, for a setting out of its range, and if no feature stays.
  public init(_ table: FeatureTable, _ data: SurvivalTimes, _ settings: Settings = Settings()) throws {
    try self.init(table, data, settings, columns: Array(table.names.indices))
  }

  /// Fits a model to columns drawn at random, in random order.
  ///
  /// - Throws: ``SurvivalError`` as ``init(_:_:_:)``, and for a mandatory column that the table does not have.
  public init(_ table: FeatureTable, _ data: SurvivalTimes, _ settings: Settings, random: inout SplitMix64) throws {
    try self.init(table, data, settings, columns: settings.columns(of: table.names, random: &random))
  }

  /// Fits a model to given columns in a given order. Of two similar columns the earlier one stays.
  ///
  /// - Parameter columns: the numbers of different columns.
  /// - Throws: ``SurvivalError`` as ``init(_:_:_:)``.
  public init(_ table: FeatureTable, _ data: SurvivalTimes, _ settings: Settings, columns: [Int]) throws {
    try data.check(for: "ICARE", rows: table.count)
    guard let model = try Self.fitted(table, data, settings, columns: columns) else {
      throw SurvivalError(
        "ICARE should keep a feature. Found none among \(columns.count) that its measures and cut-offs keep.")
    }
    self = model
  }

  /// The model of checked times; nil if no feature stays.
  static func fitted(
    _ table: FeatureTable, _ data: SurvivalTimes, _ settings: Settings, columns: [Int]
  ) throws -> ICARE? {
    try settings.check()
    var chosen = table.selecting(columns)
    if let cutoff = settings.cutoff {
      chosen = chosen.selecting(try CollinearityFilter(cutoff: cutoff).kept(of: chosen))
    }
    let features = zip(chosen.names, chosen.columns).compactMap { Self.feature($0, $1, data, settings) }
    return features.isEmpty ? nil : ICARE(features, chosen)
  }

  private init(_ features: [Feature], _ table: FeatureTable) {
    self.features = features
    let means = Self.signedMeans(features, table).filter { !$0.isNaN }
    center = Statistics.mean(means) ?? 0
    let squares = means.reduce(0) { $0 + ($1 - center) * ($1 - center) }
    let deviation = (squares / Double(max(1, means.count))).squareRoot()
    scale = deviation > 0 ? deviation : Self.leastDeviation
  }

  /// The risks of individuals: larger for an earlier event.
  ///
  /// - Parameter table: has the model's features among its columns.
  /// - Throws: ``SurvivalError`` if it lacks one.
  public func risks(of table: FeatureTable) throws -> [Double] {
    try knownRisks(of: table).map { $0.isNaN ? 0 : $0 }
  }

  /// The risks of individuals; NaN for one without any value.
  func knownRisks(of table: FeatureTable) throws -> [Double] {
    var places: [String: Int] = [:]
    for (place, name) in table.names.enumerated() { places[name] = place }
    let columns = try features.map { feature in
      guard let place = places[feature.name] else {
        throw SurvivalError("a table should have the model's column `\(feature.name)`. Found \(places.count) others.")
      }
      return place
    }
    return Self.signedMeans(features, table.selecting(columns)).map { ($0 - center) / scale }
  }

  /// The mean of each row's signed and standardised features; NaN without any.
  private static func signedMeans(_ features: [Feature], _ table: FeatureTable) -> [Double] {
    var sums = [Double](repeating: 0, count: table.count), counts = sums
    var places: [String: Int] = [:]
    for (place, name) in table.names.enumerated() { places[name] = place }
    for feature in features {
      for (row, value) in table.columns[places[feature.name]!].enumerated() where !value.isNaN {
        sums[row] += feature.sign * (value - feature.mean) / feature.standardDeviation
        counts[row] += 1
      }
    }
    return zip(sums, counts).map { $0 / $1 }
  }

  /// The feature of a column; nil if it does not stay.
  private static func feature(
    _ name: String, _ column: [Double], _ data: SurvivalTimes, _ settings: Settings
  ) -> Feature? {
    let present = column.indices.filter { !column[$0].isNaN }
    let values = present.count == column.count ? column : present.map { column[$0] }
    guard values.contains(where: { $0 != values[0] }) else { return nil }
    let data = present.count == column.count ? data : data.at(present)
    var scores: [Measure: Double] = [:]
    for measure in settings.measures {
      guard let score = measure.score(values, data) else { return nil }
      scores[measure] = score
    }
    let wrong = scores.values.count { $0 < 0.5 }
    guard wrong == 0 || wrong == scores.count else { return nil }
    // The sum goes in the order of the measures, so that it is the same in each run.
    let sizes = Measure.allCases.compactMap { scores[$0] }.map { max($0, 1 - $0) }
    if let least = settings.leastScore, Statistics.mean(sizes)! < least { return nil }
    let mean = Statistics.mean(values)!
    guard let deviation = Statistics.standardDeviation(values), deviation > 0 else { return nil }
    return Feature(name: name, sign: wrong == 0 ? 1 : -1, mean: mean, standardDeviation: deviation, scores: scores)
  }

  /// The standard deviation of risks that are all equal, from icare 0.1.0.
  private static let leastDeviation = 1e-6
}
