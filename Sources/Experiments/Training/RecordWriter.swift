import Runs
import Training

/// An observer that writes a line of `metrics.jsonl` for each epoch, and its event. It ends a training whose folder was
/// removed.
final class RecordWriter: TrainingObserver {
  private let folder: RunFolder
  private let lock: RunLock
  private let job: RunJob
  private let definitions: [MetricDefinition]
  private let selectionSplit: String
  private let events: EventFile?

  init(
    _ folder: RunFolder, holding lock: RunLock, _ job: RunJob, _ definitions: [MetricDefinition],
    selectionSplit: String,
    events: EventFile? = nil
  ) {
    self.folder = folder
    self.lock = lock
    self.job = job
    self.definitions = definitions
    self.selectionSplit = selectionSplit
    self.events = events
  }

  func epochEnded(_ report: EpochReport) throws {
    var record = EpochRecord(
      epoch: report.epoch, step: report.step, learningRate: report.learningRate,
      seconds: report.trainSeconds + report.validationSeconds,
      losses: ["train": report.trainLosses.unordered],
      weights: report.weights?.unordered, diagnostics: report.diagnostics)
    record.weightSpreads = report.weightSpreads?.unordered
    record.weightedLossSpreads = report.weightedLossSpreads?.unordered
    record.processorSeconds = report.processorSeconds
    record.penalties = report.penalties.isEmpty ? nil : report.penalties
    if let evaluation = report.validation {
      record.losses[selectionSplit] = evaluation.losses.unordered
      record.metrics[selectionSplit] = evaluation.metrics.plain
      record.deltaM = job.deltaM(evaluation.metrics.plain, definitions)
      if record.deltaM != nil { record.deltaMConvention = job.convention.rawValue }
    }
    try lock.check()
    try folder.append(record)
    try events?.append(record)
  }
}
