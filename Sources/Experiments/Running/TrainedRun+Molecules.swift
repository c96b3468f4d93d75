import Datasets
import Foundation
import Torch

extension TrainedRun {
  /// A row for each molecule of a table; its cells are empty where the molecule has no fingerprint.
  func predictMolecules(
    _ molecules: MoleculeConfiguration, _ input: URL, _ output: URL, noting note: (String) -> Void
  ) throws -> String {
    let table = try MoleculeInputs(input, bits: molecules.settings.bits)
    let results = try predictions(table.count) { table.inputs($0) }
    let usable = (0..<table.count).map { table.isUsable($0) }
    let left = usable.count { !$0 }
    if left > 0 { note("\(left) of \(table.count) molecules have no fingerprint; their cells are empty.") }
    var predicted = PredictionTable()
    for (name, tensor) in results {
      predicted.append(name, tensor)
      predicted.clear(name, where: usable.map { !$0 })
    }
    return try predicted.write(to: output)
  }
}
