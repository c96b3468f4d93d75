import Tasks

/// A point that a search tries: values of the row's own parameters, a learning rate and a weight decay.
struct SearchPoint: Sendable {
  /// Everything set.
  var point: MethodPoint
  /// Of the row's own axes, in their order.
  var values: [SettingValue] = []
  /// nil where the row's rate is not searched.
  var learningRate: SettingValue?
}

/// One point over the seeds that choose.
struct SearchTrial {
  let point: SearchPoint
  let stage: SearchRecord.Stage
  /// One for each seed.
  let runs: [PlannedRun]
  /// Decisions on it before its end.
  var rung = 0
  var pruned: SearchRecord.Pruning?
}
