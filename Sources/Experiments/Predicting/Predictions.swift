import Datasets
import Foundation
import Torch

/// The predictions of runs for a file of inputs.
struct Predictions {
  /// The number of samples.
  var count: Int
  /// The columns in front of the answers of a table: columns that are kept, names of files and cases.
  var front: [PredictionTable.Column] = []
  var tasks: [TaskPredictions]
  /// The names of the classes, by task.
  var words: [String: ClassWords] = [:]
  /// Whether each sample has no answer; nil if all have one.
  var isEmpty: [Bool]?
  /// The files of pictures, whose names tensors cannot hold.
  var files: [String]?
  /// Whether tensors are asked for, for example by an array of images.
  var areTensors = false
  var notes: [String] = []
  var unknown = UnknownCategories()

  /// Appends the tasks of another run on the same inputs.
  mutating func append(_ other: Predictions) {
    tasks += other.tasks
    words.merge(other.words) { own, _ in own }
    notes += other.notes.filter { !notes.contains($0) }
  }

  /// Writes a CSV table, or a safetensors file if some task has more than one answer for a sample.
  ///
  /// - Throws: `PredictionError` if a kept column has the name of one of the predictions.
  func write(to output: URL, _ options: PredictionOptions) throws -> PredictionSummary {
    var summary = PredictionSummary(rows: count, output: output, notes: notes, unknown: unknown)
    guard !areTensors, tasks.allSatisfy(\.isTabular) else {
      let files = try files.map { ["files": String(decoding: try JSONEncoder.plain.encode($0), as: UTF8.self)] } ?? [:]
      try SafeTensors.write(
        tasks.map { ($0.task, $0.values) }, metadata: files.merging(["format": "pt"]) { given, _ in given }, to: output)
      summary.columns = tasks.map { "\($0.task) \($0.values.shape)" }
      return summary
    }
    let answers = tasks.flatMap { task in
      task.columns(
        words[task.task] ?? ClassWords(), threshold: options.thresholds[task.task] ?? PredictionOptions.usualThreshold)
    }
    let names = Set(answers.map(\.name))
    if let doubled = front.first(where: { names.contains($0.name) }) {
      throw PredictionError(
        "A column of the inputs that is kept should have another name than the predictions. Found `\(doubled.name)`.")
    }
    let table = PredictionTable(front + answers.map { column in isEmpty.map(column.empty) ?? column }, count: count)
    try table.write(to: output)
    summary.columns = table.columns.map(\.name)
    for task in tasks where task.answer == .yesOrNo {
      summary.positives[task.task] = words[task.task]?.answers.positive ?? DataSource.Answers().positive
    }
    return summary
  }
}

extension JSONEncoder {
  /// An encoder that does not escape the slashes of paths.
  fileprivate static var plain: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return encoder
  }
}
