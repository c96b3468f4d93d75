import Foundation
import Printing
import Runs

extension ConfigurationDocument {
  /// Changes an experiment to train on the samples of all splits, to the last of its epochs.
  package mutating func takeAllSamples() throws {
    let option = Self.allSamplesOption
    try set("training.samples", to: "all", option: option)
    try set("training.select.criterion", to: "last", option: option)
    if root["training.select.per"] != nil { try set("training.select.per", to: "none", option: option) }
    try set("training.early-stopping", to: "none", option: option)
  }

  /// Creates a run's configuration for a training on the samples of all splits, for as many epochs as the run's best
  /// one, with the learning rates that the run had.
  ///
  /// - Throws: ``RunQueryError`` if the run is not done, failed, or was itself trained on all samples.
  package init(allSamplesOf run: RunFolder) throws {
    let path = run.url.relativeToCurrentFolder
    guard run.isDone else { throw RunQueryError("`\(path)` should be a run that is done. Found one without a result.") }
    let result = try run.result()
    if let failure = result.failure { throw RunQueryError("`\(path)` should have a best epoch. It failed: \(failure)") }
    guard !result.isOnAllSamples else { throw RunQueryError("`\(path)` is a training on all samples already.") }
    try self.init(contentsOf: run.file("config.yaml", what: "a run's configuration"))
    let training = try run.configuration().training
    try takeAllSamples()
    let option = Self.allSamplesOption, experiment = run.url.standardizedFileURL.deletingLastPathComponent()
    try set("training.until", to: "\(result.selection.epoch)", option: option)
    // The folder may have been moved since.
    try set("name", to: YAMLText.quoted(experiment.lastPathComponent), option: option)
    try set("output.folder", to: YAMLText.quoted(experiment.deletingLastPathComponent().path), option: option)
    if training.schedule.shape.card.followsMeasure {
      let schedule = try training.schedule.replayed(
        training.schedule.shape.settings.number("factor"), training.learningRate, run.records(),
        until: result.selection.epoch)
      try set("training.schedule", to: schedule, option: option)
    }
  }

  private static let allSamplesOption = "--all-data"
}

extension ScheduleConfiguration {
  /// The rates that a plateau gave, as a schedule in YAML that needs no validation samples.
  fileprivate func replayed(
    _ factor: Double, _ rate: Double, _ records: [EpochRecord], until last: Int
  ) -> String {
    var epochs: [Double] = [], falls = 0
    for record in records where record.epoch <= last && Double(record.epoch - 1) >= warmUp {
      let now = Int((log(record.learningRate / rate) / log(factor)).rounded())
      // The rate fell at the end of the epoch before.
      if now > falls { epochs += Array(repeating: Double(record.epoch - 1) - warmUp, count: now - falls) }
      falls = max(falls, now)
    }
    let rest = "warm-up: \(warmUp), per: \(per.rawValue)}"
    return epochs.isEmpty
      ? "{kind: constant, \(rest)" : "{kind: multi-step, at: \(epochs), factor: \(factor), \(rest)"
  }
}
