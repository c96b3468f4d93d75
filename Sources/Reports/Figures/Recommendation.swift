import Printing
import Statistics
import Tasks

/// A recommendation in words, which says no more than the figures do.
package struct Recommendation: Sendable, Hashable {
  package var verdict: Verdict
  /// The answer: what to do and why, with the number last, without a full stop.
  package var answer: String
  /// The number that ends ``answer`` in brackets; nil if there is none.
  package var figure: String?
  /// The methods that the seeds separate from the best, without a full stop; nil if there is no other.
  package var separation: String?
  /// The remarks: what sharing costs, what Δm rests on, and how far to trust all of it.
  package var remarks: [String]

  /// The whole recommendation as one paragraph.
  package var text: String { [answer + ".", reasons].filter { !$0.isEmpty }.joined(separator: " ") }

  /// The ``answer`` without its number.
  var words: String {
    let end = figure.map { " (\($0))" } ?? ""
    return answer.hasSuffix(end) ? String(answer.dropLast(end.count)) : answer
  }

  /// The text below ``answer`` if that has a line to itself.
  var reasons: String {
    let first = separation.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }
    return ([first].compactMap { $0 } + remarks).joined(separator: " ")
  }
}

extension Comparison {
  /// Whether to train the tasks together, and with which weighting.
  package var recommendation: Recommendation { weighed.below(constantSentence) }

  private var weighed: Recommendation {
    guard let best, let change = best.deltaM else { return withoutDeltaM }
    let verdict = Verdict(change.interval, options.convention, margin: options.margin)
    let remarks = [
      leftOutSentence, tasksSentence(best, verdict), taskGroupsSentence, savingsSentence(best, verdict),
      costSentence(best),
      convergenceSentence, unsearchedSentence, seedsSentence(best), selectionSentence, Self.otherData,
    ]
    return Recommendation(
      verdict: verdict, answer: answer(best, change, verdict), figure: figure(best, change, verdict),
      separation: separation,
      remarks: remarks.compactMap { $0 })
  }

  /// Where figures of other data stand, below those of this one.
  private static let otherData = "docs/choosing.md says what held on other data, and what to try next."

  func percentText(_ percent: Double, _ interval: Interval?) -> String {
    let interval = interval.map { " " + NumberText.interval($0, percentDecimals) } ?? ""
    return "\(NumberText.signed(percent, percentDecimals)) %\(interval)"
  }

  /// The sentence that names the smaller of the two sides: the methods that differ from the best, or those that do not.
  private var separation: String? {
    guard let best, !differences.isEmpty else { return nil }
    guard differences.contains(where: { $0.interval != nil }) else {
      if best.repeats > 1 { return "without intervals nothing separates methods" }
      return "one \(repeatedName) cannot separate methods"
    }
    let beyond = differences.filter(\.isBeyondInterval)
    let within = differences.filter { !$0.isBeyondInterval }
    func list(_ differences: [Difference]) -> String {
      NumberText.list(differences.map { "\($0.label) (\(percentText($0.percent, $0.interval)))" })
    }
    if within.isEmpty {
      return beyond.count == 1
        ? "\(list(beyond)) is worse than \(best.label) beyond the interval"
        : "every other method is worse than \(best.label) beyond the interval"
    }
    if beyond.count > within.count {
      return "every other method is worse than \(best.label) beyond the interval except \(list(within))"
    }
    return "no method differs from \(best.label) beyond the interval"
      + (beyond.isEmpty ? "" : " except \(list(beyond))")
  }

  /// The metrics that Δm leaves out although a reader would expect them.
  private var leftOutSentence: String? {
    let unexpected = leftOut.filter { !$0.isExpected }
    guard !unexpected.isEmpty else { return nil }
    let left = unexpected.prefix(Self.mostNamed).map { "\($0.name) (\($0.reason.rawValue))" }
    let more = unexpected.count > left.count ? ["\(unexpected.count - left.count) more"] : []
    let basis =
      options.convention == .oneMetricPerTask
      ? "\(baseline?.tasks.count ?? 0) of \(tasks.count) tasks" : "\(countedMetrics) of \(columns.count) metrics"
    return "Δm rests on \(basis), without \(NumberText.list(left + more))."
  }

  /// The sentence on the tasks that lose while others gain; only those whose own interval says so.
  private func tasksSentence(_ best: MethodSummary, _ verdict: Verdict) -> String? {
    guard tasks.count > 1, verdict != .worse else { return nil }
    let worse = losses(of: best)
    guard !worse.isEmpty, worse.count < tasks.count else { return nil }
    let names = worse.prefix(Self.mostNamed).map { "\($0.task) (\(percentText($0.change.percent, nil)))" }
    let more = worse.count > names.count ? ["\(worse.count - names.count) more tasks"] : []
    return "Compared with single-task training, \(best.label) is worse on \(NumberText.list(names + more))."
  }

  /// The sentence on what one network instead of several saves, if the answer does not say it already.
  private func savingsSentence(_ best: MethodSummary, _ verdict: Verdict) -> String? {
    guard !verdict.isNoLoss, let savings = savings(of: best) else { return nil }
    return savings.prefix(1).uppercased() + savings.dropFirst() + "."
  }

  /// The sentence on the method with the fewest runs among those that the seeds cannot separate.
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
    let count = best.repeats
    if count == 1 { return "One \(repeatedName) gives no interval: take this as a first look, not as a result." }
    return count < 5 ? "Only \(count) \(repeatedName)s: small differences cannot be detected." : nil
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
