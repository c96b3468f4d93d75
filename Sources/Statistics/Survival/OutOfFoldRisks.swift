/// Risks of individuals by models that never saw them.
///
/// A second model that takes the risk of a first one as a feature should get risks that were predicted, not fitted: a network knows
/// its training samples, so that its risks of them look perfect and get all the weight. The only way to make this type is to train
/// a model for each fold without the fold. The risk of a training individual is that of the model without its fold; the risk of a test
/// individual is the mean over the models of all folds, none of which saw a test individual.
///
/// ```swift
/// let risks = try OutOfFoldRisks(times, test: test, folds: 5) { training in
///   let network = try train(training)
///   return { individuals in try network.risks(of: individuals) }
/// }
/// let stage = try SecondStage.fit(radiomics, risks: risks)
/// ```
///
/// Source: D. Wolpert, Stacked Generalization, Neural Networks 5, 1992.
public struct OutOfFoldRisks: Sendable {
  /// A trained model: it gives the risk of each of some individuals.
  public typealias Model = (_ individuals: [Int]) throws -> [Double]

  /// The default number of folds.
  public static let defaultFolds = 5

  /// The times of all individuals.
  public let data: SurvivalTimes
  /// The individuals on which models are tested, in ascending order.
  public let test: [Int]
  /// The division of all other individuals.
  public let folds: EventFolds
  /// The risk of each individual.
  public let values: [Double]

  /// Trains a model for each fold and asks it for the risks of the individuals that it did not see.
  ///
  /// - Parameters:
  ///   - data: the times of all individuals.
  ///   - test: the individuals that no model may see.
  ///   - count: the number of folds, from 2 to the number of events outside of `test`.
  ///   - seed: the seed of the division.
  ///   - train: trains a model on individuals by their numbers. It is not told which ones it will be asked about.
  /// - Throws: what `train` and its models throw; ``SurvivalError`` for a number of folds or test individuals out of range, for test
  ///   individuals that leave nobody to train on, and for a model that gives another number of risks or one that is not finite.
  public init(
    _ data: SurvivalTimes, test: [Int], folds count: Int = defaultFolds, seed: UInt64 = 0,
    train: (_ training: [Int]) throws -> Model
  ) throws {
    try data.check(for: "a division into folds", rows: data.count)
    let held = Set(test)
    guard held.count == test.count, test.allSatisfy((0..<data.count).contains) else {
      throw SurvivalError("`test` should hold different individuals below \(data.count). Found \(test).")
    }
    self.data = data
    self.test = test.sorted()
    folds = try EventFolds(data, among: (0..<data.count).filter { !held.contains($0) }, count: count, seed: seed)
    var values = [Double](repeating: 0, count: data.count)
    for (fold, heldOut) in folds.heldOut.enumerated() {
      let model = try train(folds.training(fold))
      for (individual, risk) in zip(heldOut, try Self.risks(of: heldOut, by: model)) { values[individual] = risk }
      for (individual, risk) in zip(self.test, try Self.risks(of: self.test, by: model)) {
        values[individual] += risk / Double(count)
      }
    }
    self.values = values
  }

  private static func risks(of individuals: [Int], by model: Model) throws -> [Double] {
    guard !individuals.isEmpty else { return [] }
    let risks = try model(individuals)
    guard risks.count == individuals.count else {
      throw SurvivalError("a model should give \(individuals.count) risks. Found \(risks.count).")
    }
    if let place = risks.firstIndex(where: { !$0.isFinite }) {
      throw SurvivalError(
        "a model's risks should be finite. Found \(risks[place]) for individual \(individuals[place]).")
    }
    return risks
  }
}
