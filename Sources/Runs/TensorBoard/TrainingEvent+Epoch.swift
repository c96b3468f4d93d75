extension TrainingEvent {
  /// The tag that tells an epoch's event from the final figures.
  static let epochTag = "epoch"

  /// The event of an epoch: its number, losses and metrics by split and task, weights, penalties, Δm, learning rate and seconds.
  init(_ record: EpochRecord) {
    var scalars = [Scalar(tag: Self.epochTag, value: Double(record.epoch))]
    scalars += Self.losses(record.losses)
    for (task, weight) in (record.weights ?? [:]).sorted(by: { $0.key < $1.key }) {
      scalars.append(Scalar(tag: "weight/\(task)", value: weight))
    }
    for (penalty, value) in (record.penalties ?? [:]).sorted(by: { $0.key < $1.key }) {
      scalars.append(Scalar(tag: "penalty/\(penalty)", value: value))
    }
    scalars += Self.metrics(record.metrics)
    if let deltaM = record.deltaM {
      scalars.append(Scalar(tag: "delta-m/\(record.deltaMConvention ?? "")", value: deltaM))
    }
    scalars.append(Scalar(tag: "training/learning-rate", value: record.learningRate))
    scalars.append(Scalar(tag: "training/seconds", value: record.seconds))
    self.init(step: record.step, scalars: scalars)
  }

  /// The event of the selected epoch's figures, after the last step.
  init(final result: RunResult) {
    self.init(
      step: result.steps,
      scalars: Self.losses(result.losses, below: "final/") + Self.metrics(result.metrics, below: "final/")
        + [Scalar(tag: "final/epoch", value: Double(result.selection.epoch))])
  }

  private static func losses(_ losses: [String: [String: Double]], below prefix: String = "") -> [Scalar] {
    losses.sorted { $0.key < $1.key }.flatMap { split, tasks in
      tasks.sorted { $0.key < $1.key }.map { Scalar(tag: "\(prefix)loss/\(split)/\($0.key)", value: $0.value) }
    }
  }

  private static func metrics(
    _ metrics: [String: [String: [String: Double]]], below prefix: String = ""
  ) -> [Scalar] {
    metrics.sorted { $0.key < $1.key }.flatMap { split, tasks in
      tasks.sorted { $0.key < $1.key }.flatMap { task, values in
        values.sorted { $0.key < $1.key }.map {
          Scalar(tag: "\(prefix)metric/\(split)/\(task)/\($0.key)", value: $0.value)
        }
      }
    }
  }
}
