/// How well risks tell who has the event up to a time from who has it later: cumulative cases and dynamic controls.
///
/// A case, with the event at T ≤ t, counts 1 / G(T), where G is the estimated probability that an individual is not censored by then.
///
/// Source: H. Uno, T. Cai, L. Tian, L. Wei, Evaluating Prediction Rules for t-Year Survivors with Censored Regression Models,
/// Journal of the American Statistical Association 102, 2007.
public struct TimeDependentAUC {
  private let risks: [Double]
  private let data: SurvivalTimes
  private let censoring: KaplanMeier
  private let weights: [Double]?

  /// - Parameters:
  ///   - risks: one for each individual; none is NaN.
  ///   - censoring: the estimate of G; nil for that of the data themselves.
  ///   - weights: the weight of each individual, at least 0; nil for ones.
  public init(
    _ risks: [Double], _ data: SurvivalTimes, censoring: KaplanMeier? = nil, weights: [Double]? = nil
  ) {
    precondition(risks.count == data.count, "each individual should have a risk.")
    (self.risks, self.data, self.weights) = (risks, data, weights)
    self.censoring = censoring ?? data.censoring
  }

  /// The area at a time; nil without a case or a control.
  public func callAsFunction(at time: Double) -> Double? {
    let order = RankedRisks(risks)
    var controls = PrefixSums(order.count)
    func weight(_ individual: Int) -> Double { weights?[individual] ?? 1 }
    for individual in risks.indices where data.times[individual] > time {
      controls.add(weight(individual), at: order.places[individual])
    }
    var right = 0.0, cases = 0.0
    for individual in risks.indices where data.events[individual] && data.times[individual] <= time {
      let free = censoring(data.times[individual])
      guard free > 0 else { continue }
      let place = order.places[individual], own = weight(individual) / free
      let below = controls.sum(below: place), equal = controls.sum(below: place + 1) - below
      right += own * (below + equal / 2)
      cases += own
    }
    return cases > 0 && controls.total > 0 ? right / (cases * controls.total) : nil
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
