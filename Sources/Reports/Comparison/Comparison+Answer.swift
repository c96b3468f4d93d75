import Printing
import Tasks

extension Comparison {
  /// The recommendation in words, then the number on which it rests: "Train the tasks separately: together,
  /// segmentation is 21 % worse (UW-O, the best of 5 methods: Δm +6.2 % [1.0, 11.4], …)".
  func answer(_ best: MethodSummary, _ change: MethodSummary.Change, _ verdict: Verdict) -> String {
    let figure = figure(best, change, verdict)
    let size = Self.size(change.percent)
    let margin = NumberText.printed(options.margin)
    switch verdict {
    case .better:
      return "Train the tasks together with \(best.label): that makes them \(size) % better on average (\(figure))"
    case .equal, .notWorse:
      let equality =
        verdict == .equal
        ? "as good as apart within \(margin) %" : "at most \(margin) % worse than apart, and perhaps better"
      guard let savings = savings(of: best) else {
        return "Together or apart, the tasks come out the same: with \(best.label) \(equality) (\(figure))"
      }
      return "Train the tasks together with \(best.label): they are \(equality), and \(savings) (\(figure))"
    case .worse:
      return
        "Train the tasks separately: together, \(loss(of: best) ?? "they are \(size) % worse on average") (\(figure))"
    case .open, .unknown:
      let mean =
        options.convention.improvement(change.percent) > 0
        ? "\(size) % better on average" : "no better on average"
      let reason =
        change.interval != nil
        ? "the uncertainty is too large to say"
        : best.repeats > 1 ? "there is no interval" : "one \(repeatedName) cannot say"
      return
        "Whether to train the tasks together is open: with \(best.label) they are \(mean), and \(reason) (\(figure))"
    }
  }

  /// The number in words: "UW-O, the best of 5 methods: Δm +6.2 % [1.0, 11.4], ratio mean, lower is better, over mae
  /// and rmse of 2 tasks".
  func figure(_ best: MethodSummary, _ change: MethodSummary.Change, _ verdict: Verdict) -> String {
    let convention = options.convention
    let named = verdict == .worse ? "\(best.label)" : ""
    let among = multiTask.count > 1 ? "the best of \(multiTask.count) methods" : ""
    let subject = [named, among].filter { !$0.isEmpty }.joined(separator: ", ")
    let better = convention.direction == .lowerIsBetter ? "lower is better" : "higher is better"
    return (subject.isEmpty ? "" : "\(subject): ") + "Δm \(percentText(change.percent, change.interval)), "
      + "\(convention.title), \(better), \(basis)"
  }

  /// The metrics over which Δm is averaged: "over mae and rmse of 2 tasks".
  var basis: String {
    let counted = baseline?.tasks ?? []
    let tasks = counted.count == 1 ? "1 task" : "\(counted.count) tasks"
    guard options.convention != .oneMetricPerTask else {
      return "over one metric of \(counted.count == 1 ? tasks : "each of \(tasks)")"
    }
    var names: [String] = []
    for task in counted { for metric in task.metrics where !names.contains(metric.name) { names.append(metric.name) } }
    guard names.count <= Self.mostNamed else { return "over \(countedMetrics) metrics of \(tasks)" }
    return "over \(NumberText.list(names)) of \(tasks)"
  }

  /// The tasks on which a method is worse than single-task training beyond their own intervals, the worst first.
  func losses(of method: MethodSummary) -> [(task: String, change: MethodSummary.Change)] {
    let improvement = options.convention.improvement
    return zip(tasks, method.taskChanges).compactMap { task, change -> (task: String, change: MethodSummary.Change)? in
      guard let change, improvement(change.percent) < 0, change.interval?.contains(0) == false else { return nil }
      return (task, change)
    }.sorted { improvement($0.change.percent) < improvement($1.change.percent) }
  }

  /// The largest loss in words: "segmentation is 21 % worse"; nil if no task's own interval says so.
  private func loss(of method: MethodSummary) -> String? {
    guard tasks.count > 1, let worst = losses(of: method).first else { return nil }
    return "\(worst.task) is \(Self.size(worst.change.percent)) % worse"
  }

  /// The savings of one network instead of several: "one network of 296,844 parameters replaces 12 with 3,545,100
  /// together, and trains in 5.0 s instead of 31.0 s"; nil if it has no fewer parameters.
  func savings(of method: MethodSummary) -> String? {
    guard let single = singleTask, tasks.count > 1, method.parameters > 0, method.parameters < single.parameters else {
      return nil
    }
    var text =
      "one network of \(NumberText.grouped(method.parameters)) parameters replaces \(tasks.count) "
      + "with \(NumberText.grouped(single.parameters)) together"
    // As a tile, which calls a twentieth less the same.
    if let own = method.medianSeconds, let alone = single.medianSeconds, own < 0.95 * alone,
      NumberText.seconds(own) != NumberText.seconds(alone)
    {
      text += ", and trains in \(NumberText.seconds(own)) \(clock.unit) instead of \(NumberText.seconds(alone)) s"
    }
    return text
  }

  /// A percentage without its sign, in as many digits as a sentence needs.
  private static func size(_ percent: Double) -> String {
    NumberText.fixed(abs(percent), abs(percent) < 1 ? 2 : abs(percent) < 10 ? 1 : 0)
  }
}
