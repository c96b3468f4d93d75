/// How well risks tell who has the event up to a time from who has it later: cumulative cases and dynamic controls.
///
/// A case, with the event at T ≤ t, counts 1 / G(T), where G is the estimated probability that an individual is not censored by then.
///
/// Source: H. Uno, T. Cai, L. Tian, L. Wei, Evaluating Prediction Rules for t-Year Survivors with Censored Regression Models,
/// Journal of the American Statistical Association 102, 2007.
public struct TimeDependentAUC {
  private let data: SurvivalTimes
  /// The individuals of each different risk, the smallest risk first.
  private let ranks: [[Int]]
  /// What each individual counts as a control and as a case; a case at a time by which all are censored counts nothing.
  private let controls: [Double]
  private let cases: [Double]

  /// - Parameters:
  ///   - risks: one for each individual; none is NaN.
  ///   - censoring: the estimate of G; nil for that of the data themselves.
  ///   - weights: the weight of each individual, at least 0; nil for ones.
  public init(
    _ risks: [Double], _ data: SurvivalTimes, censoring: KaplanMeier? = nil, weights: [Double]? = nil
  ) {
    precondition(risks.count == data.count, "each individual should have a risk.")
    self.data = data
    let order = RankedRisks(risks)
    var ranks = [[Int]](repeating: [], count: order.count)
    for (individual, place) in order.places.enumerated() { ranks[place].append(individual) }
    self.ranks = ranks
    let censoring = censoring ?? data.censoring, weights = weights ?? Array(repeating: 1, count: data.count)
    controls = weights
    cases = weights.indices.map { individual in
      let free = data.events[individual] ? censoring(data.times[individual]) : 0
      return free > 0 ? weights[individual] / free : 0
    }
  }

  /// The area at a time; nil without a case or a control.
  public func callAsFunction(at time: Double) -> Double? {
    var right = 0.0, allCases = 0.0, below = 0.0
    for members in ranks {
      var ownCases = 0.0, ownControls = 0.0
      for individual in members {
        if data.times[individual] > time {
          ownControls += controls[individual]
        } else {
          ownCases += cases[individual]
        }
      }
      right += ownCases * (below + ownControls / 2)
      allCases += ownCases
      below += ownControls
    }
    return allCases > 0 && below > 0 ? right / (allCases * below) : nil
  }

  /// The mean over some times in ascending order, each weighted by how much the survival function falls up to it from the time
  /// before; nil if no time has an area.
  public func mean(at times: [Double]) -> Double? {
    let survival = data.survival
    var sum = 0.0, fallen = 0.0, last = 1.0
    for time in times {
      guard let area = self(at: time) else { continue }
      let now = survival(time)
      sum += area * (last - now)
      fallen += last - now
      last = now
    }
    return fallen > 0 ? sum / fallen : nil
  }

  /// The tenths of the times of the events: the times by which a tenth, two tenths … nine tenths of the events have happened.
  public var tenths: [Double] {
    let times = data.times.indices.filter { data.events[$0] }.map { data.times[$0] }.sorted()
    guard !times.isEmpty else { return [] }
    var tenths: [Double] = []
    for tenth in 1...9 {
      let time = times[(times.count * tenth + 9) / 10 - 1]
      if tenths.last != time { tenths.append(time) }
    }
    return tenths
  }
}
