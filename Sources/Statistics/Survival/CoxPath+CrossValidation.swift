extension CoxPath {
  /// A path whose penalty is chosen by cross-validation.
  public struct CrossValidated: Sendable {
    /// The path of all individuals.
    public let path: CoxPath
    /// The mean deviance of each penalty over the folds, per event.
    public let deviances: [Double]
    /// The standard error of each mean.
    public let standardErrors: [Double]
    /// The number of the penalty with the smallest mean deviance.
    public let smallest: Int
    /// The number of the largest penalty whose mean deviance is at most one standard error above the smallest.
    public let withinOneError: Int

    /// The fit with the smallest mean deviance.
    public var best: Point { path.points[smallest] }
    /// The fit with the fewest columns whose deviance is within one standard error of the smallest.
    public var sparsest: Point { path.points[withinOneError] }
  }

  /// The default number of folds, that of Simon et al., 2011.
  public static let defaultFolds = 10

  /// Fits a path and judges each of its penalties on individuals that were held out.
  ///
  /// The deviance of a fold is −2 (ℓ(β) − ℓ′(β)), where β are the coefficients fitted without the fold, ℓ is the logarithm of the
  /// partial likelihood of all individuals and ℓ′ that of those outside of the fold. A fold alone may have too few individuals at
  /// risk for a likelihood of its own. Folds count by their events. Standardisation is learned without the fold.
  ///
  /// Source: H. van Houwelingen, T. Bruinsma, A. Hart, L. van 't Veer, L. Wessels, Cross-Validated Cox Regression on Microarray
  /// Gene Expression Data, Statistics in Medicine 25, 2006.
  ///
  /// - Parameters:
  ///   - folds: the number of folds, from 2 to the number of events. Each has nearly as many events.
  ///   - seed: the seed of the division.
  /// - Throws: as ``init(_:_:_:penalties:)``, and for a number of folds out of range.
  public static func crossValidated(
    _ table: FeatureTable, _ data: SurvivalTimes, _ settings: Settings = Settings(), folds: Int = defaultFolds,
    seed: UInt64 = 0
  ) throws -> CrossValidated {
    try crossValidated(table, data, settings, folds: EventFolds(data, count: folds, seed: seed))
  }

  /// Fits a path and judges each of its penalties on given folds.
  ///
  /// - Throws: as ``init(_:_:_:penalties:)``, and for folds that leave out an individual.
  public static func crossValidated(
    _ table: FeatureTable, _ data: SurvivalTimes, _ settings: Settings = Settings(), folds: EventFolds
  ) throws -> CrossValidated {
    let path = try CoxPath(table, data, settings)
    guard folds.individuals == Array(0..<data.count) else {
      throw SurvivalError(
        "the folds should divide all \(data.count) individuals. Found \(folds.individuals.count) of them divided.")
    }
    let all = CoxObjective(table, data, ties: settings.ties), penalties = path.points.map(\.penalty)
    var deviances: [[Double]] = [], weights: [Double] = []
    for (fold, heldOut) in folds.heldOut.enumerated() {
      let training = folds.training(fold)
      let rest = data.at(training)
      try rest.check(for: "each fold's remainder", rows: training.count)
      let own = try CoxPath(checked: table.rows(at: training), rest, settings, penalties: penalties)
      let events = Double(heldOut.count { data.events[$0] })
      weights.append(events)
      deviances.append(
        own.points.map { point in
          let scaled = zip(point.coefficients, all.deviations).map { $0 * $1 }
          let value = -all.point(all.predictors(scaled)).value * Double(data.count)
          return -2 * (value - point.logLikelihood) / events
        })
    }
    return CrossValidated(path, deviances, weights)
  }
}

extension CoxPath.CrossValidated {
  /// - Parameters:
  ///   - deviances: `[fold][penalty]`, per event.
  ///   - weights: the events of each fold.
  fileprivate init(_ path: CoxPath, _ deviances: [[Double]], _ weights: [Double]) {
    let total = weights.reduce(0, +)
    func mean(_ value: (Int) -> Double) -> Double {
      weights.indices.reduce(0) { $0 + weights[$1] * value($1) } / total
    }
    let means = path.points.indices.map { place in mean { deviances[$0][place] } }
    let errors = path.points.indices.map { place in
      let variance = mean { fold in
        let distance = deviances[fold][place] - means[place]
        return distance * distance
      }
      return (variance / Double(weights.count - 1)).squareRoot()
    }
    let smallest = means.indices.min { means[$0] < means[$1] }!
    let limit = means[smallest] + errors[smallest]
    (self.path, self.deviances, standardErrors, self.smallest) = (path, means, errors, smallest)
    withinOneError = means.firstIndex { $0 <= limit }!
  }
}
