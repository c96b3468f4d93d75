import Tasks

extension Verification {
  /// The adapter of Δm against the single-task numbers of a case, which averages within each task first and counts
  /// improvements as positive.
  @Sendable static func deltaM(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let model = try taskMetrics(item, "multi_task")
    let baseline = Baseline(identity: item.id, seeds: [], tasks: try taskMetrics(item, "single_task"))
    let perTask = try model.map { task in
      let alone = Baseline(
        identity: item.id, seeds: [], tasks: baseline.tasks.filter { $0.task == task.task })
      return (task.task, GoldenValue.number(try DeltaM(of: [task], against: alone, .taskMean).percent))
    }
    let flat = try DeltaM(of: model, against: baseline, .metricMean)
    return [
      "delta_m_percent": .number(try DeltaM(of: model, against: baseline, .taskMean).percent),
      "per_task_percent": .object(Dictionary(uniqueKeysWithValues: perTask)),
      "flat_average_percent": .number(flat.convention.improvement(flat.percent)),
    ]
  }

  private static func taskMetrics(_ item: GoldenCase, _ side: String) throws -> [TaskMetrics] {
    let values = try item.input.object(side), directions = try item.input.object("higher_is_better")
    return try values.keys.map { task in
      let metrics = zip(try values.numbers(task), try directions.numbers(task)).enumerated().map { index, pair in
        MetricValue("metric \(index)", pair.0, pair.1 == 1 ? .higherIsBetter : .lowerIsBetter)
      }
      return TaskMetrics(task, metrics)
    }
  }
}
