import Datasets
import Foundation
import Torch

extension TrainedRun {
  func predictTable(
    _ schema: TableSchema, cache: URL, _ input: URL, _ options: PredictionOptions
  ) throws -> Predictions {
    let training = try Table(schema, cache: cache)
    let rows = try training.inputs(of: input, alone: options.holdsInputsAlone)
    let outputs = try outputs(Tensor(rows.values, shape: [rows.count, training.inputNames.count]))
    var predictions = predictions(outputs, count: rows.count)
    if !options.kept.isEmpty {
      let kept = try training.cells(of: input, options.kept, alone: options.holdsInputsAlone)
      predictions.front = kept.map { PredictionTable.Column(name: $0.name, $0.cells) }
    }
    predictions.notes = rows.notes
    predictions.unknown = rows.unknown
    return predictions
  }
}
