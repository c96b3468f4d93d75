import Datasets
import Tasks
import Torch

/// One task's predictions for some samples.
struct TaskPredictions {
  let task: String
  let answer: Answer
  /// The predictions in a person's terms, see `LearningTask.prediction(_:)`: class numbers, probabilities of yes,
  /// numbers, unit vectors.
  var values: Tensor
  /// The probability of each class, `[sample, class]`; nil if there are no classes, or a class for each pixel.
  var probabilities: Tensor?

  /// The predictions of several pieces, one after another.
  static func joined(_ pieces: [[TaskPredictions]]) -> [TaskPredictions] {
    guard let first = pieces.first, pieces.count > 1 else { return pieces.first ?? [] }
    return first.indices.map { index in
      var joined = first[index]
      joined.values = Tensor.cat(pieces.map { $0[index].values })
      joined.probabilities = joined.probabilities.map { _ in Tensor.cat(pieces.compactMap { $0[index].probabilities }) }
      return joined
    }
  }

  /// Whether each sample has one answer, which fits into a cell of a table.
  var isTabular: Bool { values.count == values.size(0) }

  /// The columns of a table: the answer under the task's name, then the probability of each class (`task.p.class`), or
  /// of yes (`task.probability`).
  ///
  /// - Parameters:
  ///   - words: the data's names of classes and answers.
  ///   - threshold: the probability from which on the answer is yes.
  func columns(_ words: ClassWords, threshold: Double) -> [PredictionTable.Column] {
    switch answer {
    case .classNumber:
      let numbers = values.flatten().array(of: Int.self)
      let count = probabilities?.size(1) ?? 0
      let chances = probabilities?.flatten().array(of: Double.self) ?? []
      func name(_ number: Int) -> String { words.classes.isEmpty ? "\(number)" : words.classes[number] }
      return [PredictionTable.Column(name: task) { name(numbers[$0]) }]
        + (0..<count).map { at in
          PredictionTable.Column(name: "\(task).p.\(name(at))") { "\(chances[$0 * count + at])" }
        }
    case .yesOrNo:
      let chances = values.flatten().array(of: Double.self)
      return [
        .init(name: task) { chances[$0] >= threshold ? words.answers.yes : words.answers.no },
        .init(name: "\(task).probability") { "\(chances[$0])" },
      ]
    case .number, .direction: return [.init(name: task, values)]
    }
  }
}

/// The data's names of a task's classes.
struct ClassWords {
  /// The names in the order of the classes' numbers; empty if they have none.
  var classes: [String] = []
  var answers = DataSource.Answers()
}
