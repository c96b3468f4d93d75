import Printing
import Tasks

/// A fact in a report's header, one line.
struct ReportFact: Sendable {
  var name: String
  var value: String
  /// Whether it is shown in red: the reader should know it before the figures.
  var isWarning = false
  /// Whether it is set in the type of commands.
  var isCommand = false
}

extension Comparison {
  /// The header of every format.
  var facts: [ReportFact] {
    var facts = [
      ReportFact(
        name: "Results on",
        value: "\(options.split) split, "
          + (seeds.count == 1 && splitCount == nil
            ? "one seed" : "mean ± standard deviation over seeds\(splitCount == nil ? "" : " and splits")"))
    ]
    facts.append(
      ReportFact(
        name: "Epoch chosen by",
        value: "\(selectionCriteria.joined(separator: "; ")), on the \(selectionSplits.joined(separator: ", ")) split"
          + (selectsOnReportedSplit ? ": the split of the results, so they are optimistic" : ""),
        isWarning: selectsOnReportedSplit))
    facts.append(.init(name: "Seeds", value: seeds.map(String.init).joined(separator: ", ")))
    facts.append(.init(name: "Intervals", value: intervalsText))
    if hasDeltaM {
      let direction = options.convention.direction == .lowerIsBetter ? "lower" : "higher"
      facts.append(
        .init(
          name: "Δm",
          value: "mean change against the baseline in %, \(direction) is better: \(options.convention.title), \(basis)")
      )
    } else {
      facts.append(.init(name: "Δm", value: "none: \(deltaMAbsence)", isWarning: true))
    }
    if let baseline { facts.append(.init(name: "Baseline", value: baseline.summary)) }
    if let constantFact { facts.append(constantFact) }
    if !leftOut.isEmpty {
      facts.append(
        .init(
          name: "Left out of Δm", value: Self.leftOutText(leftOut, of: tasks),
          isWarning: leftOut.contains { !$0.isExpected }))
    }
    func add(_ name: String, _ value: String?) { if let value { facts.append(.init(name: name, value: value)) } }
    add("Data", context.dataset)
    add("Network", context.network)
    let counts = Set(multiTask.filter { !$0.seeds.isEmpty }.map(\.parameters)).sorted()
    add("Parameters", parametersText(counts))
    add("Machine", context.machine)
    add("Date", context.date)
    add(
      "Versions",
      context.versions.isEmpty ? nil : context.versions.map { "\($0.name) \($0.version)" }.joined(separator: ", "))
    if let command = context.command { facts.append(.init(name: "Repeat with", value: command, isCommand: true)) }
    return facts
  }

  /// The repetitions of the intervals, and what the intervals promise.
  private var intervalsText: String {
    guard isRepeated else { return "none: \(repetitionText)" }
    guard multiTask.contains(where: { $0.deltaM?.interval != nil }) else { return repetitionText }
    return "\(repetitionText); \(levelText), simultaneous over methods, pointwise for the change of one task"
  }

  /// The largest number of tasks of a metric that are named. If there are more, they are counted.
  private static let mostTasks = 3

  /// The metrics with their reasons: "`r2` of all tasks (a relative change of it means nothing), `f1` of `z` (its
  /// baseline is 0)".
  static func leftOutText(_ leftOut: [LeftOutMetric], of tasks: [String]) -> String {
    var parts: [String] = []
    for metric in leftOut {
      let alike = leftOut.filter { $0.metric == metric.metric && $0.reason == metric.reason }
      let name =
        switch alike.count {
        case tasks.count where tasks.count > 1: "`\(metric.metric)` of all tasks"
        case let count where count > mostTasks: "`\(metric.metric)` of \(count) tasks"
        default: metric.name
        }
      let part = "\(name) (\(metric.reason.rawValue))"
      if !parts.contains(part) { parts.append(part) }
    }
    return parts.joined(separator: ", ")
  }

  private func parametersText(_ counts: [Int]) -> String? {
    var text: String
    switch counts.count {
    case 0: return nil
    case 1: text = NumberText.grouped(counts[0])
    default: text = "\(NumberText.grouped(counts[0])) to \(NumberText.grouped(counts[counts.count - 1]))"
    }
    if let single = singleTask, single.parameters > 0 {
      text += " shared; \(NumberText.grouped(single.parameters)) in the single-task networks together"
    }
    return text
  }

  /// The footnotes that a reader needs to judge the figures.
  var footnotes: [String] {
    var notes = leftOutLabels
    let bootstrap = options.bootstrap
    let blocks = repeatedName + "s"
    if hasDeltaM {
      let paired = methods.contains { !$0.isSingleTask && $0.repetitions == singleTask?.repetitions }
      let source =
        options.baseline != nil
        ? "The baseline is taken as exact."
        : "The baseline varies over its seeds too\(paired ? "; equal seeds are pairs" : "")."
      notes.append(
        """
        Intervals of Δm and of differences from the best method are simultaneous at \(levelText): with that probability \
        all of them hold at once, however many methods there are and whichever is the best. They are max-t intervals over \
        all methods, and over all pairs of methods. Their standard errors are those over seeds, none smaller than is typical \
        of the methods; the critical value is the largest of simulated families (\(NumberText.grouped(options.familyDraws)) \
        draws, generator seed \(bootstrap.seed)). \(source)
        """)
      notes.append(
        """
        Intervals of a task's change are pointwise at \(levelText), each judged alone: Student's t with one degree of \
        freedom less than there are seeds, times the standard error of a bootstrap over seeds \
        (\(NumberText.grouped(bootstrap.samples)) redraws, generator seed \(bootstrap.seed)). They decide nothing.
        """)
      let counts = multiTask.compactMap { $0.deltaM }.filter { $0.interval != nil }.map(\.seeds.count)
      if let fewest = counts.min(), fewest < 5 {
        notes.append(
          """
          With \(fewest) \(blocks) an interval rests on values that are roughly normal over \(blocks), which \(fewest) values \
          cannot show, and its width varies much from one set of \(fewest) to the next. \(repetitionLimit)
          """)
      }
      if let wideningSentence { notes.append(wideningSentence) }
      notes.append(
        """
        Marked: the best of a column and what does not differ from it beyond a simultaneous interval over all pairs of rows; \
        nothing where no row differs, and nothing that is worse than single-task training.
        """)
      notes.append(
        "Mean rank over metrics: over all \(columns.count) metrics and all rows\(singleTask == nil ? "" : ", single-task included")"
          + "; equal values share their ranks.")
    }
    if singleTask != nil {
      notes.append(
        "Seconds: \(clockText), median over seeds of one run; seconds and parameters of single-task training are sums over its "
          + "\(tasks.count) networks.")
    }
    return notes + remarks + context.notes
  }

  /// The sentence on what the report's seconds are.
  private var clockText: String {
    clock == .processor
      ? "processor seconds, all threads of a training added up"
      : "seconds on the clock, since some training has no processor seconds"
  }
}
