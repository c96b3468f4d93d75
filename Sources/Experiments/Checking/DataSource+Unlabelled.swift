import Datasets
import Reports

extension DataSource {
  /// What a check of the data says of the training samples that have no label of the tasks that are trained: trainings leave
  /// them out. Nil for none.
  var unlabelledSamples: String? {
    let names = tasks.map(\.name)
    let alone = names.map { (task: $0, unlabelled: train.unlabelledCount(for: [$0])) }
    return Comparison.unlabelledSamples(
      together: train.unlabelledCount(for: names), alone: names.count > 1 ? alone : [], of: train.count)
  }
}
