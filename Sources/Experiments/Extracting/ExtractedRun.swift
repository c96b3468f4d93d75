import Backbones
import Components
import Configuration
import Datasets
import Foundation
import Printing
import Runs
import Sharing
import Torch
import Training

/// The part of a routed network that one task uses, as a run with a smaller network and equal outputs: `equipoise extract`.
///
/// The configuration of the new run has the widths that are left, hard sharing and this task alone. Its weights are the old ones
/// without those of units that the task does not use, and without the inputs of the next layer that read them.
package struct ExtractedRun {
  /// The run with the routed network.
  private let source: RunFolder
  private let task: String
  private let cell: ConfiguredRun
  private let parts: ExperimentParts
  /// The parameters that the task's way through the routed network has, and those of the new network.
  package let parameters: (before: Int, after: Int)
  /// The largest difference of the two networks' outputs, as a share of the largest output, on so many test samples.
  package let difference: (share: Double, samples: Int)

  /// The largest share that rounding explains: sums of the same numbers in another order.
  private static let rounding = 1e-4

  /// Cuts the network of a run, and compares its outputs with those of the run on test samples.
  ///
  /// - Throws: `ExtractionError` for a run without a routed network, for a network that no configuration describes and for unequal
  ///   outputs; `SettingError` for an unknown task and a network that cannot be cut.
  package init(of url: URL, task: String) throws {
    let (source, path) = (RunFolder(url), url.relativeToCurrentFolder)
    let configuration = try source.configuration()
    guard configuration.network.sharing.name == TaskRouting.card.name else {
      throw ExtractionError(
        "`\(path)` should be a run with `sharing: routing`. Found `\(configuration.network.sharing.name)`.")
    }
    guard source.isDone, try source.result().failure == nil else {
      throw ExtractionError("`\(path)` should be a run that is done. Found one without weights to keep.")
    }
    let trained = try TrainedRun(url)
    guard let routed = trained.routedNetwork(of: task) else {
      throw ExtractionError(
        "`\(path)` should be a run of several tasks, among them `\(Found.cut(task))`. Found \(trained.tasks.quotedList)."
      )
    }
    let cut = try routed.cutTrunk(of: task)
    guard let (setting, widths) = cut.trunk.widthSetting else {
      throw ExtractionError(
        "The trunk should be one whose configuration holds the width of each layer, such as mlp or conv. Found "
          + "\(configuration.network.trunk.name); in Swift, `extracted(_:)` cuts it too.")
    }
    cell = try configuration.extracting(task, widths, as: setting)
    parts = try ExperimentParts(cell.configuration, data: trained.parts.data)
    try parts.network.take(cut, of: routed, task)
    difference = try trained.parts.difference(of: parts.network, from: routed, task)
    guard difference.share <= Self.rounding else {
      throw ExtractionError(
        "The outputs of both networks should differ by rounding alone, a share of \(Self.rounding). Found "
          + "\(difference.share).")
    }
    let own = routed.heads[task].map(\.parameterCount) ?? 0
    parameters = (routed.trunk.parameterCount + own, parts.network.parameterCount)
    (self.source, self.task) = (source, task)
  }

  /// Writes the run: its configuration, its weights, and what the old run knows of the task.
  ///
  /// - Throws: `ExtractionError` if there is something already.
  package func write(to url: URL) throws {
    guard !FileManager.default.fileExists(atPath: url.path) else {
      throw ExtractionError(
        "`\(url.relativeToCurrentFolder)` should not be there yet; `--output` writes another folder. Found it.")
    }
    let folder = try RunFolder.create(at: url)
    let lock = try folder.lock()
    var job = try RunJob(in: source), result = try source.result()
    (job.baseline, job.baselineIdentity) = (nil, nil)
    job.label += ", \(task) extracted"
    try RunTrainer.prepare(cell, job, in: folder)
    if let environment = try RunEnvironment.read(in: source) {
      try folder.write(environment.json(), as: RunEnvironment.fileName)
    }
    var position = TrainingPosition()
    (position.epoch, position.bestEpoch, position.step) = (result.epochs, result.selection.epoch, result.steps)
    position.finished = true
    try folder.checkpoints(holding: lock).save(
      Checkpoint(
        model: parts.network.stateDictionary(), optimizer: parts.optimizer.state(), working: [], position: position),
      as: "best")
    result.keep(task, of: job.label, in: url, parameters: parameters.after)
    try folder.finish(result)
  }

  /// What was cut, in words.
  package var text: String {
    let share = NumberText.fixed(100 * Double(parameters.after) / Double(parameters.before), 1)
    return "\(TerminalText.escaped(task)): \(NumberText.grouped(parameters.after)) of "
      + "\(NumberText.grouped(parameters.before)) parameters (\(share) %). On \(difference.samples) test samples its outputs "
      + "differ by at most \(difference.share.formatted(.number.notation(.scientific).precision(.significantDigits(1)))) of the "
      + "largest one."
  }
}

/// The reason why no network can be cut out of a run.
package struct ExtractionError: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}
