import Configuration
import Datasets
import Foundation
import Statistics
import Tasks
import Torch

extension TrainedRun {
  /// The importance of each column of the run's table for each of its tasks, by ``PermutationImportance``.
  ///
  /// - Parameters:
  ///   - seed: the seed by which columns are shuffled.
  ///   - progress: called with the share that is done, from 0 to 1.
  /// - Throws: `PredictionError` for a run that is not on a table, or was trained on all samples.
  package func importance(
    on split: Split, repeats: Int, seed: Int = 0, progress: (Double) -> Void = { _ in }
  ) throws -> ColumnImportances {
    try refuseAllSamples()
    guard case .table(let schema, let cache) = try configuration.data.newInputs(configuration.reading) else {
      throw PredictionError("`importance` is for runs on tables, which have columns. Found one on \(parts.data.name).")
    }
    let columns = try Table(schema, cache: URL(filePath: cache)).inputColumns
    let forward = parts.forward
    parts.network.eval()
    let study = PermutationImportance(
      dataset: parts.data[split], tasks: parts.tasks, batch: configuration.training.batch, seed: UInt64(seed)
    ) { inputs in forward(inputs) }
    let figures = try study.figures()
    var drops = columns.map { _ in parts.tasks.map { _ in [Double]() } }
    for (column, place) in columns.enumerated() {
      for number in 0..<repeats {
        let found = try study.drops(permuting: place.inputs, from: figures, column: column, repeat: number)
        for (task, drop) in found.enumerated() { if let drop { drops[column][task].append(drop) } }
        progress(Double(column * repeats + number + 1) / Double(columns.count * repeats))
      }
    }
    let tasks = parts.tasks.enumerated().compactMap { index, task -> ColumnImportances.Task? in
      guard let value = figures[index] else { return nil }
      let found = columns.indices.compactMap { column -> ColumnImportances.Column? in
        let values = drops[column][index]
        guard let mean = Statistics.mean(values) else { return nil }
        return .init(
          name: columns[column].name, mean: mean, standardDeviation: Statistics.standardDeviation(values),
          values: values)
      }
      guard let metric = parts.definitions.first(where: { $0.task == task.name }) else { return nil }
      return .init(
        task: task.name, metric: metric, value: value,
        columns: found.enumerated().sorted { ($1.element.mean, $0.offset) < ($0.element.mean, $1.offset) }.map(
          \.element))
    }
    return ColumnImportances(split: split.rawValue, repeats: repeats, seed: seed, tasks: tasks)
  }
}
