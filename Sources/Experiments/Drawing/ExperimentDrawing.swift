import Configuration
import Datasets
import Drawing
import Sharing
import Tasks
import Torch

/// The drawing of an experiment's network: `equipoise draw`.
package enum ExperimentDrawing {
  /// The samples on which ``Drawing/MovementCheck`` runs the network, for every parameter again.
  private static let verified = 4

  /// Builds the network of an experiment as a training does, and draws it as it computes the first training samples.
  ///
  /// Start values are drawn, also where a training reads them from files. If the files of the data are not there, noise stands in
  /// for them where the configuration tells their shapes.
  ///
  /// - Parameters:
  ///   - depth: the number of parts of a module's name down to which modules are divided; nil for as many as fit on a
  ///     page.
  ///   - verifying: whether the tasks that move each parameter are checked, too.
  ///   - tell: receives a sentence if noise stands in for the data.
  package static func drawing(
    of configuration: ExperimentConfiguration, depth: Int? = nil, verifying: Bool = false,
    tell: (String) -> Void = { _ in }
  ) throws -> Drawing {
    var drawn = configuration
    drawn.network = configuration.network.withoutGivenValues
    let parts = try ExperimentParts(drawn, data: data(of: configuration, tell))
    let batches = try batches(parts, configuration.training.batch)
    var drawing = try Drawing(
      of: parts.network, on: batches.map { traced($0, parts) }, title: configuration.name,
      summary: configuration.network.summary, depth: depth)
    if verifying {
      let few = batches.map { set in
        let count = min(set.batch.count, verified)
        return (set: set.set, tasks: set.tasks, batch: set.batch.part(0, of: max(1, set.batch.count / count)))
      }
      drawing.verification = try MovementCheck(parts.network, generators: Array(parts.generators.values))(
        few.map { MovementCheck.Batch(traced($0, parts), losses: losses($0.batch, parts)) })
    }
    return drawing
  }

  /// The data, or what stands in for them.
  private static func data(of configuration: ExperimentConfiguration, _ tell: (String) -> Void) throws -> DataSource {
    do { return try configuration.dataSource() } catch let error as DatasetError {
      guard let standIn = try configuration.data.standIn(configuration.reading) else {
        throw DatasetError(
          "\(error) A drawing needs the data, because the files of `\(configuration.data.card.name)` tell what the network's "
            + "inputs and outputs are.")
      }
      tell("\(error) The network is drawn for noise of the same shapes, \(standIn.sizes).")
      return standIn
    }
  }

  private typealias SetBatch = (set: String?, tasks: [LearningTask], batch: Batch)

  /// The first training samples of each data set that has some of the tasks.
  private static func batches(_ parts: ExperimentParts, _ size: Int) throws -> [SetBatch] {
    try parts.data.sets.compactMap { set -> SetBatch? in
      let tasks = parts.tasks.filter { task in set.tasks.contains { $0.name == task.name } }
      guard !tasks.isEmpty else { return nil }
      let samples = try set.train.labelled(for: tasks.map(\.name))
      let batch = try withTorchErrors { try samples.batch(Array(0..<min(size, samples.count))) }
      return (set: parts.data.sets.count > 1 ? set.name : nil, tasks: tasks, batch: batch)
    }
  }

  private static func traced(_ set: SetBatch, _ parts: ExperimentParts) -> TracedBatch {
    TracedBatch(
      set: set.set, set.batch.inputs.map { $0.to(parts.options.device) }, tasks: set.tasks.map(\.name))
  }

  /// The losses of the tasks that have labels among the samples.
  private static func losses(_ batch: Batch, _ parts: ExperimentParts) -> [String: (Tensor) -> Tensor] {
    var losses: [String: (Tensor) -> Tensor] = [:]
    for task in parts.tasks {
      guard let target = batch.targets[task.name], task.isLabelled(target, weights: batch.weights) else { continue }
      losses[task.name] = { output in
        task.batchLoss(output, target.to(parts.options.device), weights: batch.weights?.to(parts.options.device))
      }
    }
    return losses
  }
}

extension DataSource {
  /// The sizes of a sample in words, of each set if there are several.
  fileprivate var sizes: String {
    sets.map { sets.count > 1 ? "\($0.name) \($0.input.sizes)" : $0.input.sizes }.joined(separator: ", ")
  }
}
