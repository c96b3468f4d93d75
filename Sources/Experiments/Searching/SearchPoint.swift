import Components
import Configuration
import Runs
import Tasks

/// A point that a search tries: values of the row's own parameters, a learning rate and a weight decay.
struct SearchPoint: Sendable {
  /// The point with all values set.
  var point: MethodPoint
  /// The values of the row's own axes, in their order.
  var values: [SettingValue] = []
  /// The learning rate; nil if the row's rate is not searched.
  var learningRate: SettingValue?
}

/// One point over the seeds that choose.
struct SearchTrial {
  let point: SearchPoint
  let stage: SearchRecord.Stage
  /// The runs, one for each seed.
  let runs: [PlannedRun]
  /// The number of decisions on it before its end.
  var rung = 0
  var pruned: SearchRecord.Pruning?
}
