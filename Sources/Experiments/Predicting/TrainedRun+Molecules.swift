import Configuration
import Datasets
import Foundation
import Torch

extension TrainedRun {
  /// The predictions for each molecule of a table; the cells of a molecule without a fingerprint are empty.
  func predictMolecules(
    _ molecules: MoleculeConfiguration, _ input: URL, _ options: PredictionOptions
  ) throws -> Predictions {
    let table = try MoleculeInputs(input, bits: molecules.settings.bits, keeping: options.kept)
    let outputs = try outputs(table.count) { table.inputs($0) }
    var predictions = predictions(outputs, count: table.count)
    predictions.front = table.kept.map { PredictionTable.Column(name: $0.name, $0.cells) }
    let isEmpty = (0..<table.count).map { !table.isUsable($0) }
    let left = isEmpty.count { $0 }
    guard left > 0 else { return predictions }
    predictions.isEmpty = isEmpty
    predictions.notes = ["\(left) of \(table.count) molecules have no fingerprint; their cells are empty."]
    return predictions
  }
}
