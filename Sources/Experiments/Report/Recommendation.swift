import Tasks

/// What the figures say, in words, and no more than they say.
public struct Recommendation: Sendable, Hashable {
  public enum Verdict: Sendable, Hashable {
    /// The best method's interval lies on the good side of the baseline.
    case sharingPays
    /// The interval holds zero, or there is none.
    case undecided
    /// The best method is worse than single-task training, beyond its interval.
    case sharingDoesNotPay
    /// There is no baseline or no method to judge.
    case unknown
  }

  public var verdict: Verdict
  /// The best method with its Δm and interval, without a full stop.
  public var answer: String
  /// Which methods the seeds separate from it, without a full stop; nil where there is no other.
  public var separation: String?
  /// Whether sharing pays, at what cost, and how far to trust all of it.
  public var remarks: [String]

  /// All of it, as one paragraph.
  public var text: String {
    let start = answer + (separation.map { "; \($0)" } ?? "") + "."
    return ([start] + remarks).joined(separator: " ")
  }

  /// What stands below ``answer`` where that has a line to itself.
  var reasons: String {
    let first = separation.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }
    return ([first].compactMap { $0 } + remarks).joined(separator: " ")
  }
}

extension Comparison {
  /// With which weighting to train, and whether it pays at all.
  public var recommendation: Recommendation { weighed.below(constantSentence) }

  private var weighed: Recommendation {
    guard let best, let change = best.deltaM else { return withoutDeltaM }
    let verdict = verdict(change)
    let remarks = [
      basisSentence, tasksSentence(best), costSentence(best), convergenceSentence, unsearchedSentence,
      seedsSentence(best),
      selectionSentence,
    ]
    .compactMap { $0 }
    return Recommendation(
      verdict: verdict, answer: answer(best, change, verdict), separation: separation,
      remarks: [advice(best, change, verdict)] + remarks)
  }

  private func verdict(_ change: MethodSummary.Change) -> Recommendation.Verdict {
    guard let interval = change.interval, !interval.contains(0) else { return .undecided }
    return options.convention.improvement(change.percent) > 0 ? .sharingPays : .sharingDoesNotPay
  }

  private func percentText(_ percent: Double, _ interval: Interval?) -> String {
    let interval = interval.map { " " + NumberText.interval($0, percentDecimals) } ?? ""
    return "\(NumberText.signed(percent, percentDecimals)) %\(interval)"
  }

  private func answer(
    _ best: MethodSummary, _ change: MethodSummary.Change, _ verdict: Recommendation.Verdict
  ) -> String {
    let convention = options.convention
    let better = convention.direction == .lowerIsBetter ? "lower is better" : "higher is better"
    let figure = "\(percentText(change.percent, change.interval)) (\(convention.title), \(better))"
    if verdict == .sharingDoesNotPay {
      let best = multiTask.count == 1 ? best.label : "even \(best.label), the best method,"
      return "Sharing does not pay here: \(best) is worse than single-task training, Δm \(figure)"
    }
    return "\(best.label)\(multiTask.count == 1 ? ": Δm" : " has the best Δm,") \(figure)"
  }

  /// Names the smaller of the two sides: the methods that differ from the best, or those that do not.
  private var separation: String? {
    guard !differences.isEmpty else { return nil }
    guard differences.contains(where: { $0.interval != nil }) else {
      return best.map { $0.seeds.count > 1 } == true
        ? "without intervals nothing separates methods" : "one seed cannot separate methods"
    }
    let beyond = differences.filter(\.isBeyondInterval)
    let within = differences.filter { !$0.isBeyondInterval }
    func list(_ differences: [Difference]) -> String {
      NumberText.list(differences.map { "\($0.label) (\(percentText($0.percent, $0.interval)))" })
    }
    if within.isEmpty {
      return beyond.count == 1
        ? "\(list(beyond)) is worse than it beyond the interval"
        : "every other method is worse than it beyond the interval"
    }
    if beyond.count > within.count {
      return "every other method is worse than it beyond the interval except \(list(within))"
    }
    return "no method differs from it beyond the interval" + (beyond.isEmpty ? "" : " except \(list(beyond))")
  }

  private func advice(
    _ best: MethodSummary, _ change: MethodSummary.Change, _ verdict: Recommendation.Verdict
  ) -> String {
    switch verdict {
    case .sharingPays:
      return "Sharing pays here: train the tasks together with \(best.label)."
    case .sharingDoesNotPay:
      return "Train each task alone."
    case .undecided, .unknown:
      guard options.convention.improvement(change.percent) > 0 else {
        return """
          Sharing does not pay here as far as these runs show: no method's mean is better than single-task training\
          \(change.interval == nil ? "." : ", though the interval does not exclude it.")
          """
      }
      let first =
        best.seeds.count > 1
        ? "Its mean is better than that of single-task training; without an interval, whether sharing pays is open."
        : "It is better than single-task training in this one run; whether sharing pays takes more seeds."
      return change.interval == nil
        ? first
        : "Whether sharing pays is open: the interval includes no difference from single-task training."
    }
  }

  /// What Δm rests on, where that is not all metrics.
  private var basisSentence: String? {
    guard !leftOut.isEmpty else { return nil }
    let left = leftOut.prefix(Self.mostNamed).map { "\($0.name) (\($0.reason.rawValue))" }
    let more = leftOut.count > left.count ? ["\(leftOut.count - left.count) more"] : []
    let basis =
      options.convention == .oneMetricPerTask
      ? "\(baseline?.tasks.count ?? 0) of \(tasks.count) tasks" : "\(countedMetrics) of \(columns.count) metrics"
    return "Δm rests on \(basis), without \(NumberText.list(left + more))."
  }

  private func tasksSentence(_ best: MethodSummary) -> String? {
    guard tasks.count > 1, best.taskChanges.count == tasks.count else { return nil }
    let improvements = zip(tasks, best.taskChanges).compactMap { task, change in
      change.map { (task, options.convention.improvement($0.percent), $0) }
    }
    let worse = improvements.filter { $0.1 < 0 }
    guard !worse.isEmpty, worse.count < improvements.count else { return nil }
    let names = worse.prefix(5).map {
      "\($0.0) (\(NumberText.signed($0.2.percent, percentDecimals)) %)"
    }
    return "It is worse on \(NumberText.list(names))\(worse.count > 5 ? " and \(worse.count - 5) more tasks" : "")."
  }

  /// Among methods that the seeds cannot separate, the one with the fewest runs is worth naming.
  private func costSentence(_ best: MethodSummary) -> String? {
    let equal = differences.filter { !$0.isBeyondInterval && $0.interval != nil }.map(\.label)
    let cheaper = multiTask.filter {
      equal.contains($0.label) && $0.runs < best.runs && $0.seeds.count >= best.seeds.count
    }
    guard let cheapest = cheaper.min(by: { $0.runs < $1.runs }) else { return nil }
    return
      "\(cheapest.label), which does not differ from it beyond the interval, took \(cheapest.runs) runs instead of \(best.runs)."
  }

  private func seedsSentence(_ best: MethodSummary) -> String? {
    let count = best.seeds.count
    if count == 1 { return "One seed gives no interval: take this as a first look, not as a result." }
    return count < 5 ? "These are \(count) seeds; small differences would need more." : nil
  }

  private var selectionSentence: String? {
    selectsOnReportedSplit ? "Epochs were chosen on the \(options.split) split, so every figure is optimistic." : nil
  }

  private var withoutDeltaM: Recommendation {
    guard let first = multiTask.first(where: { $0.meanRank != nil }) else {
      return Recommendation(
        verdict: .unknown, answer: "No method has whole figures, so nothing can be recommended", separation: nil,
        remarks: [])
    }
    return Recommendation(
      verdict: .unknown,
      answer:
        "\(first.label) has the best mean rank, \(NumberText.fixed(first.meanRank ?? 0, 1)) over \(columns.count) metrics",
      separation: nil,
      remarks: [
        baseline == nil && singleTask == nil
          ? "Without single-task runs there is no Δm, and nothing says whether sharing pays."
          : "There is no Δm, since \(deltaMAbsence), and nothing says whether sharing pays.",
        convergenceSentence, unsearchedSentence, seedsSentence(first), selectionSentence,
      ].compactMap { $0 })
  }
}
