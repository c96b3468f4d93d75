import Printing
import Runs

extension Comparison {
  /// What a report says of the training samples that have no label of the tasks that are trained, and that its runs left out;
  /// nil for none.
  static func unlabelledSamples(of runs: [(result: RunResult, environment: RunEnvironment)]) -> String? {
    var alone: [(task: String, unlabelled: Int)] = []
    var (together, count) = (0, 0)
    for (result, environment) in runs {
      guard let samples = environment.samples else { continue }
      count = max(count, samples.trained + samples.unlabelled)
      guard result.method == RunResult.singleTask, let task = result.tasks.first else {
        together = max(together, samples.unlabelled)
        continue
      }
      if !alone.contains(where: { $0.task == task }) { alone.append((task, samples.unlabelled)) }
    }
    return unlabelledSamples(together: together, alone: alone, of: count)
  }

  /// "Trainings leave out samples without a label of their tasks, of 700: 12 for all tasks and 40 for `age` alone."
  package static func unlabelledSamples(
    together: Int, alone: [(task: String, unlabelled: Int)], of count: Int
  ) -> String? {
    let alone = alone.filter { $0.unlabelled > 0 }
    var parts = together > 0 ? ["\(NumberText.grouped(together)) for all tasks"] : []
    if alone.count > mostNamed, let low = alone.map(\.unlabelled).min(),
      let high = alone.map(\.unlabelled).max()
    {
      parts.append("\(NumberText.grouped(low)) to \(NumberText.grouped(high)) for each of \(alone.count) tasks alone")
    } else {
      parts += alone.map { "\(NumberText.grouped($0.unlabelled)) for `\($0.task)` alone" }
    }
    guard !parts.isEmpty else { return nil }
    return "Trainings leave out samples without a label of their tasks, of \(NumberText.grouped(count)): "
      + NumberText.list(parts) + "."
  }
}
