import Configuration
import Datasets
import Foundation
import Runs
import Tasks
import Torch

extension ConstantRecord {
  /// The record of an experiment, which is written into its folder. Figures that exist already and belong to the same
  /// configuration and data are used.
  ///
  /// - Parameter data: the data by which the comparison is planned.
  static func of(_ configuration: ExperimentConfiguration, _ data: DataSource) throws -> ConstantRecord {
    // A damaged record is made again.
    let known = (try? ConstantRecord(in: configuration.folder))?.figures ?? []
    let comparison = configuration.comparison
    let hasOwnSplits = configuration.data.draw?.seed == .run
    let seeds: [Int?] = hasOwnSplits ? comparison.seeds : [nil]
    let divisions = seeds.flatMap { seed in comparison.folds.map { (seed: seed, fold: $0) } }
    let record = ConstantRecord(
      try divisions.map { seed, fold -> Figures in
        let reading = DataReading(seed: seed ?? configuration.seed, tasks: configuration.only, fold: fold)
        let own = seed == nil && fold == nil ? data : try configuration.data.source(reading)
        let cell = try configuration.run(seed: seed, fold: fold).hash(fingerprint: own.fingerprint)
        if let figures = known.first(where: { $0.cell == cell }) { return figures }
        var figures = try Self.figures(of: configuration, own, seed: seed, cell: cell)
        figures.fold = fold
        return figures
      })
    if record.figures != known { try record.save(in: configuration.folder) }
    return record
  }

  /// Learns the answers from the labels of the training split and measures them on the other two, with the tasks' own
  /// metrics.
  private static func figures(
    of configuration: ExperimentConfiguration, _ data: DataSource, seed: Int?, cell: String
  ) throws -> Figures {
    let tasks = try configuration.selectedTasks(of: data)
    var constants = tasks.map { ConstantPrediction(of: $0) }
    try forEachBatch(of: data, .train, configuration) { batch in
      for (index, task) in tasks.enumerated() {
        if let target = batch.targets[task.name] { constants[index].learn(target, weights: batch.weights) }
      }
    }
    var figures = Figures(cell: cell, seed: seed, definitions: MetricDefinition.all(of: tasks), metrics: [:])
    for split in [Split.validation, .test] {
      let evaluations = tasks.map { $0.evaluation() }
      try forEachBatch(of: data, split, configuration) { batch in
        for (index, task) in tasks.enumerated() {
          guard let target = batch.targets[task.name], let prediction = constants[index](for: target) else { continue }
          evaluations[index].update(prediction, target, weights: batch.weights)
        }
      }
      for evaluation in evaluations {
        for result in try evaluation.compute() {
          figures.metrics[split.rawValue, default: [:]][evaluation.task, default: [:]][result.metric.name] =
            result.value
        }
      }
    }
    return figures
  }

  private static func forEachBatch(
    of data: DataSource, _ split: Split, _ configuration: ExperimentConfiguration, _ body: (Batch) throws -> Void
  ) throws {
    let training = configuration.training
    for set in data.sets {
      let loader = try DataLoader(
        set[split], batchSize: training.batch, shuffle: false, prefetch: training.prefetch, workers: training.workers)
      let batches = loader.batches(epoch: 0)
      while let batch = try batches.next() { try withTorchErrors { try body(batch) } }
    }
  }
}
