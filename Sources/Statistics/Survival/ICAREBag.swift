/// A bag of ``ICARE`` models: each is fitted to individuals drawn with repetition, with settings drawn from a list.
///
/// ```swift
/// let bag = try ICAREBag(table, times, settings: ICARE.Settings.challenge, members: 1_000, aggregation: .median, seed: 7)
/// let risks = try bag.risks(of: others)
/// ```
///
/// A member that keeps no feature, or that knows none of an individual's values, has no part in its risk. Member `i` depends on the seed and `i` alone, so that a larger bag begins
/// with the members of a smaller one.
///
/// Source: as ``ICARE``. The challenge's entry had 1,000 to 100,000 members and took the median; the package's defaults are 10 and
/// the mean.
public struct ICAREBag: Sendable {
  /// How the risks of members become one.
  public enum Aggregation: String, Sendable, Hashable, CaseIterable {
    case mean, median
  }

  /// The default number of members, from icare 0.1.0.
  public static let defaultMembers = 10

  /// The members that kept a feature, each with the number of its settings.
  public let members: [(model: ICARE, settings: Int)]
  public let aggregation: Aggregation

  /// Fits a bag.
  ///
  /// - Parameters:
  ///   - settings: at least one. Each member draws one of them.
  ///   - count: the number of members, at least 1.
  /// - Throws: ``SurvivalError`` as ``ICARE/init(_:_:_:random:)``, and if no member keeps a feature.
  public init(
    _ table: FeatureTable, _ data: SurvivalTimes, settings: [ICARE.Settings] = [ICARE.Settings()],
    members count: Int = defaultMembers, aggregation: Aggregation = .mean, seed: UInt64 = 0
  ) throws {
    try data.check(for: "ICARE", rows: table.count)
    guard !settings.isEmpty else { throw SurvivalError("a bag should have settings. Found none.") }
    guard count > 0 else { throw SurvivalError("`members` should be positive. Found \(count).") }
    var members: [(ICARE, Int)] = []
    for member in 0..<count {
      var random = SplitMix64(key: seed, UInt64(member), 0x6963_6172_65)
      let choice = random.integer(below: settings.count)
      let individuals = (0..<data.count).map { _ in random.integer(below: data.count) }
      let columns = try settings[choice].columns(of: table.names, random: &random)
      let model = try ICARE.fitted(
        table.selecting(columns).rows(at: individuals), data.at(individuals), settings[choice],
        columns: Array(columns.indices))
      if let model { members.append((model, choice)) }
    }
    guard !members.isEmpty else {
      throw SurvivalError("a bag should have a member that keeps a feature. Found none among \(count).")
    }
    (self.members, self.aggregation) = (members, aggregation)
  }

  /// The risks of individuals: larger for an earlier event.
  ///
  /// - Parameter table: has the columns of the fit.
  /// - Throws: ``SurvivalError`` if it lacks one.
  public func risks(of table: FeatureTable) throws -> [Double] {
    let risks = try members.map { try $0.model.knownRisks(of: table) }
    return (0..<table.count).map { row in
      let values = risks.map { $0[row] }.filter { !$0.isNaN }
      return (aggregation == .mean ? Statistics.mean(values) : Statistics.median(values)) ?? 0
    }
  }

  /// The mean sign of each feature over the members that kept it, from −1 to 1.
  public var signs: [String: Double] {
    var all: [String: [Double]] = [:]
    for feature in members.flatMap(\.model.features) { all[feature.name, default: []].append(feature.sign) }
    return all.mapValues { Statistics.mean($0)! }
  }
}
