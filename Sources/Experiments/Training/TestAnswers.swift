import Configuration
import Datasets
import Printing
import Runs
import Tasks
import Torch

/// The answers on the test split that a run keeps: counts by class and by confidence, and a few samples as pictures.
struct TestAnswers {
  private let tallies: [AnswerTally]
  private let names: [String: [String]]
  private let binary: Set<String>
  private var pictures: SamplePictures?

  init(_ parts: ExperimentParts) {
    tallies = parts.tasks.compactMap(AnswerTally.init)
    names = parts.tasks.reduce(into: [:]) { names, task in
      let answers = parts.data.answers[task.name] ?? .init()
      names[task.name] =
        task.labels.form.answer == .yesOrNo ? [answers.no, answers.yes] : parts.data.classNames[task.name]
    }
    binary = Set(parts.tasks.filter { $0.labels.form.answer == .yesOrNo }.map(\.name))
    // Of several sets, the first with pictures and a task that has an answer for every pixel.
    pictures =
      parts.data.sets.lazy.compactMap { set in
        SamplePictures(
          parts.tasks.filter { task in set.tasks.contains { $0.name == task.name } }, inputShape: set.inputShape)
      }.first
  }

  mutating func add(_ outputs: TaskTensors, _ batch: Batch) throws {
    try withTorchErrors {
      for tally in tallies {
        guard let output = outputs[tally.task], let target = batch.targets[tally.task] else { continue }
        tally.update(output, target, weights: batch.weights)
      }
    }
    try pictures?.add(outputs, batch)
  }

  /// Writes the record. Nothing is written for tasks that have neither.
  func write(to folder: RunFolder) throws {
    let tasks = try withTorchErrors {
      try tallies.map { tally in
        let (confusion, calibration) = try tally.summary()
        return AnswerRecord.TaskAnswers(
          tally.task, confusion, calibration, names: names[tally.task] ?? [],
          isBinary: binary.contains(tally.task))
      }
    }
    guard !tasks.isEmpty || pictures != nil else { return }
    for (name, data) in pictures?.files ?? [] { try folder.write(data, as: name) }
    let record = AnswerRecord(tasks, pictures: pictures?.record)
    try folder.write(JSONText.encoder(.prettyPrinted).encode(record), as: AnswerRecord.fileName)
  }
}
