import Datasets
import Foundation
import Torch

extension TrainedRun {
  func predictTable(
    _ schema: TableSchema, cache: URL, _ input: URL, _ output: URL, noting note: (String) -> Void
  ) throws -> String {
    let training = try Table(schema, cache: cache)
    let rows = try training.inputs(of: input)
    rows.notes.forEach(note)
    let results = try predictions(Tensor(rows.values, shape: [rows.count, training.inputNames.count]))
    let classes = Dictionary(uniqueKeysWithValues: training.targets.map { ($0.name, $0.classes) })
    var predicted = PredictionTable()
    for (name, tensor) in results { predicted.append(name, tensor, classes: classes[name] ?? []) }
    return try predicted.write(to: output)
  }
}
