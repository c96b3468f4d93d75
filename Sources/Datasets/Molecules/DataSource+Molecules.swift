import Foundation
import OrderedCollections
import Tasks

extension DataSource {
  /// Molecules with a task for each measurement. If all values are 0 or 1 it is a yes-or-no task, measured by the area
  /// under the ROC curve; otherwise it is a standardised regression. Inputs are the bits of a fingerprint, 0 or 1.
  /// Molecules without a fingerprint are left out.
  ///
  /// Source: Wu et al., [MoleculeNet: A Benchmark for Molecular Machine Learning](https://arxiv.org/abs/1703.00564),
  /// Chemical Science 9, 2018.
  ///
  /// - Throws: `DatasetError` if a file or a setting is wrong.
  public static func molecules(_ settings: MoleculeSettings) throws -> DataSource {
    let table = try MoleculeTable(settings)
    func dataset(_ split: Split) -> InMemoryDataset {
      let rows = table.rows[split]!
      return InMemoryDataset(
        inputs: Field(image: rows.flatMap { table.fingerprints.expanded($0) }, shape: [table.fingerprints.width]),
        targets: OrderedDictionary(
          uniqueKeysWithValues: table.targets.map { ($0.name, Field($0.labels(rows), absence: .nan)) }),
        weights: (table.weights?.of(rows)).map { Field($0) })
    }
    let kept = table.rows.values.flatMap { $0 }
    var source = DataSource(
      name: URL(fileURLWithPath: settings.file).lastPathComponent, train: dataset(.train),
      validation: dataset(.validation), test: dataset(.test),
      tasks: try table.targets.map { try $0.task(of: kept) }, input: .vector(table.fingerprints.width))
    source.notes = table.notes
    source.sampleWeight = settings.sampleWeight
    return source
  }
}

extension MoleculeTable.Target {
  fileprivate func task(of rows: [Int]) throws -> LearningTask {
    let isComplete = rows.allSatisfy { !values[$0].isNaN }
    let known = rows.map { values[$0] }.filter { !$0.isNaN }, positive = known.reduce(0, +) / Double(known.count)
    return isBinary
      ? try .binary(name, isComplete: isComplete).measured(by: ["auc"]).measured(forShares: [1 - positive, positive])
      : .regression(name, mean: scale.mean, standardDeviation: scale.deviation, isComplete: isComplete)
  }
}
