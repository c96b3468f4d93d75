/// Models of measured features, with and without the risk of a network, judged on individuals that none of them saw.
///
/// It takes the network's risk as ``OutOfFoldRisks`` only, so that no model can be given a risk that was fitted to the individual it
/// belongs to. All that is learned, the choice of columns included, is learned without the test individuals:
///
/// 1. ``CollinearityFilter`` drops columns that correlate more than 0.8 with an earlier one.
/// 2. ``CoxPath`` chooses columns at the penalty with the smallest deviance in cross-validation.
/// 3. ``CoxRegression`` fits the chosen columns, and once more with the risk as one column more.
/// 4. ``ICAREBag`` takes all columns and the risk.
public struct SecondStage: Sendable {
  /// A model's risks and how well they order the times of the test individuals.
  public struct Result: Sendable {
    /// The names of the columns that the model takes.
    public let columns: [String]
    /// The risk of each test individual, in the order of ``OutOfFoldRisks/test``.
    public let risks: [Double]
    /// Harrell's concordance of the test individuals.
    public let concordance: Concordance
  }

  /// Cox's regression on the chosen features.
  public let features: Result
  /// Cox's regression on the chosen features and the risk.
  public let featuresAndRisk: Result
  /// The bag of ``ICARE`` models of all features and the risk.
  public let icare: Result

  /// The name of the risk's column.
  public static let riskName = "risk"
  /// The largest size of a correlation at which both columns stay.
  public static let cutoff = 0.8

  /// Fits the models to all individuals that are not for test.
  ///
  /// - Parameters:
  ///   - table: the features of all individuals, without missing values, one row for each of the risks.
  ///   - members: the members of the bag.
  ///   - seed: the seed of the folds and of the bag.
  /// - Throws: ``SurvivalError`` for rows that are not those of the risks, no test individuals, a column called `risk`, and as
  ///   ``CoxPath``; ``CoxRegression/Failure`` if a regression has no answer.
  public static func fit(
    _ table: FeatureTable, risks: OutOfFoldRisks, members: Int = 100, seed: UInt64 = 0
  ) throws -> SecondStage {
    guard !risks.test.isEmpty else { throw SurvivalError("a second stage should have test individuals. Found none.") }
    try risks.data.check(for: "a second stage", rows: table.count)
    let training = risks.folds.individuals, times = risks.data.at(training), held = risks.data.at(risks.test)
    let all = try table.adding(riskName, risks.values), test = risks.test
    let filter = try CollinearityFilter(cutoff: cutoff), seen = table.rows(at: training)
    let kept = filter.kept(of: seen)
    let path = try CoxPath.crossValidated(
      seen.selecting(kept), times, folds: min(CoxPath.defaultFolds, times.eventCount), seed: seed)
    let chosen = path.best.selected.map { kept[$0] }

    func result(_ columns: [Int], by model: (FeatureTable, FeatureTable) throws -> [Double]) throws -> Result {
      let part = all.selecting(columns)
      let values = try model(part.rows(at: training), part.rows(at: test))
      return Result(columns: part.names, risks: values, concordance: Concordance(values, held))
    }
    func cox(_ training: FeatureTable, _ test: FeatureTable) throws -> [Double] {
      let fit = try CoxRegression(training.rows, times)
      return test.rows.map(fit.risk)
    }
    let risk = all.names.count - 1
    return SecondStage(
      features: try result(chosen, by: cox), featuresAndRisk: try result(chosen + [risk], by: cox),
      icare: try result(Array(all.names.indices)) { training, test in
        try ICAREBag(training, times, members: members, seed: seed).risks(of: test)
      })
  }
}
