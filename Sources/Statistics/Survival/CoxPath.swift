import Foundation

/// Cox's regression with a penalty that leaves columns out, along a path of penalties.
///
/// For each penalty λ the coefficients β of the standardised columns make
///
///     − ℓ(β) / n + λ (α |β|₁ + (1 − α) / 2 |β|²)
///
/// smallest, where ℓ is the logarithm of the partial likelihood, n the number of individuals and α the share of the first norm: 1
/// for the lasso, below for the elastic net. Columns are standardised to mean 0 and variance 1 (with n); the coefficients given are
/// those of the columns as they are. There may be more columns than individuals.
///
/// The path begins at the smallest λ at which every coefficient is 0 and falls by one factor. Each fit starts from the one before:
/// Newton steps on the columns that may be in, solved by coordinate descent, until no coefficient and no column left out can make
/// the objective smaller.
///
/// ```swift
/// let path = try CoxPath(table, times)
/// let chosen = try CoxPath.crossValidated(table, times, seed: 3)
/// print(chosen.best.selected)
/// ```
///
/// Sources: R. Tibshirani, The Lasso Method for Variable Selection in the Cox Model, Statistics in Medicine 16, 1997; N. Simon,
/// J. Friedman, T. Hastie, R. Tibshirani, Regularization Paths for Cox's Proportional Hazards Model via Coordinate Descent, Journal
/// of Statistical Software 39(5), 2011 (the path); J. Lee, Y. Sun, M. Saunders, Proximal Newton-Type Methods for Minimizing
/// Composite Functions, SIAM Journal on Optimization 24, 2014 (the steps).
public struct CoxPath: Sendable {
  /// What a path consists of.
  public struct Settings: Sendable, Hashable {
    /// The approximation for events at one time.
    public var ties: CoxRegression.Ties
    /// α, the share of the first norm in the penalty, above 0 and at most 1.
    public var firstNormShare: Double
    /// The number of penalties, at least 1.
    public var count: Int
    /// The smallest penalty as a share of the largest one, between 0 and 1; nil for 0.0001, or 0.05 with fewer rows than columns.
    public var ratio: Double?

    public init(
      ties: CoxRegression.Ties = .efron, firstNormShare: Double = 1, count: Int = defaultCount, ratio: Double? = nil
    ) {
      (self.ties, self.firstNormShare, self.count, self.ratio) = (ties, firstNormShare, count, ratio)
    }

    /// The defaults of Simon et al., 2011.
    public static let defaultCount = 100
    static let ratio = (tall: 1e-4, wide: 0.05)

    func check() throws {
      guard firstNormShare > 0, firstNormShare <= 1 else {
        throw SurvivalError("`firstNormShare` should be above 0 and at most 1. Found \(firstNormShare).")
      }
      guard count > 0 else { throw SurvivalError("`count` should be positive. Found \(count).") }
      if let ratio, !(ratio > 0 && ratio < 1) {
        throw SurvivalError("`ratio` should lie between 0 and 1. Found \(ratio).")
      }
    }
  }

  /// The fit of one penalty.
  public struct Point: Sendable, Hashable {
    /// λ.
    public let penalty: Double
    /// The coefficients of the columns as they are, one for each.
    public let coefficients: [Double]
    /// The logarithm of the partial likelihood.
    public let logLikelihood: Double

    /// The numbers of the columns whose coefficients are not 0.
    public var selected: [Int] { coefficients.indices.filter { coefficients[$0] != 0 } }

    /// The linear predictors βᵀx of individuals: the logarithms of their hazards, up to a constant.
    ///
    /// - Parameter table: its columns are those of the fit, in the same order.
    /// - Precondition: it has as many columns.
    public func risks(of table: FeatureTable) -> [Double] {
      precondition(table.columns.count == coefficients.count, "the columns should be those of the fit.")
      var risks = [Double](repeating: 0, count: table.count)
      for (column, coefficient) in zip(table.columns, coefficients) where coefficient != 0 {
        for row in risks.indices { risks[row] += coefficient * column[row] }
      }
      return risks
    }
  }

  /// The names of the columns.
  public let names: [String]
  /// The fits, the largest penalty first.
  public let points: [Point]

  /// Fits a path.
  ///
  /// - Parameter penalties: the values of λ, positive and in descending order; nil for the path of the settings. ``CoxRegression`` fits without a
  ///     penalty.
  /// - Throws: ``SurvivalError`` without events or different times, for missing values, a constant column, and settings out of
  ///   their ranges; ``CoxRegression/Failure`` if a fit does not come to rest.
  public init(
    _ table: FeatureTable, _ data: SurvivalTimes, _ settings: Settings = Settings(), penalties: [Double]? = nil
  ) throws {
    try data.check(for: "a path", rows: table.count)
    try table.checkComplete(for: "a path")
    try table.checkVaried(for: "a path")
    guard !table.columns.isEmpty else { throw SurvivalError("a path should have columns. Found none.") }
    try self.init(checked: table, data, settings, penalties: penalties)
  }

  /// Fits a path whose columns may be constant, as they may be in a part of the individuals; their coefficients are 0.
  init(checked table: FeatureTable, _ data: SurvivalTimes, _ settings: Settings, penalties: [Double]?) throws {
    try settings.check()
    let objective = CoxObjective(table, data, ties: settings.ties)
    var solver = CoxPathSolver(objective, firstNormShare: settings.firstNormShare)
    if let penalties {
      guard penalties.allSatisfy({ $0 > 0 && $0.isFinite }),
        zip(penalties, penalties.dropFirst()).allSatisfy({ $0 >= $1 })
      else { throw SurvivalError("penalties should be positive and in descending order. Found \(penalties).") }
    }
    names = table.names
    points = try (penalties ?? Self.penalties(from: solver.largestPenalty, settings, table)).map { penalty in
      try solver.solve(penalty)
      return Point(
        penalty: penalty, coefficients: zip(solver.coefficients, objective.deviations).map { $0 / $1 },
        logLikelihood: -solver.point.value * Double(data.count))
    }
  }

  private static func penalties(from largest: Double, _ settings: Settings, _ table: FeatureTable) -> [Double] {
    let usual = table.count < table.columns.count ? Settings.ratio.wide : Settings.ratio.tall
    let ratio = settings.ratio ?? usual
    return (0..<settings.count).map { step in
      step == 0 ? largest : largest * pow(ratio, Double(step) / Double(settings.count - 1))
    }
  }
}
