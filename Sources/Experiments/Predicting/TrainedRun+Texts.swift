import Datasets
import Foundation
import Tasks
import Torch

extension TrainedRun {
  /// The predictions for a file of sentences: a row for each word if the data tag words, with the label of its sentence; otherwise a
  /// row for each sentence.
  func predictTexts(_ data: TextData, _ input: URL) throws -> Predictions {
    try predictions(of: NewTexts(input, like: data))
  }

  /// The predictions for the texts of a table, a row each, with the columns that are kept in front.
  func predictTexts(_ table: TextTable, _ input: URL, _ options: PredictionOptions) throws -> Predictions {
    let (texts, kept) = try table.texts(of: input, keeping: options.kept)
    var predictions = try predictions(of: texts)
    predictions.front = kept.map { PredictionTable.Column(name: $0.name, $0.cells) }
    return predictions
  }

  private func predictions(of texts: NewTexts) throws -> Predictions {
    let hasTags = parts.data.tasks.contains { $0.kind == .tagging }
    var pieces: [[TaskPredictions]] = []
    for start in stride(from: 0, to: texts.count, by: configuration.training.batch) {
      let sentences = start..<min(texts.count, start + configuration.training.batch)
      let answers = try outputs(texts.inputs(sentences), from: start)
      let lengths = texts.lengths(sentences)
      pieces.append(hasTags ? try withTorchErrors { answers.map { $0.byWord(lengths) } } : answers)
    }
    let answers = try withTorchErrors { TaskPredictions.joined(pieces) }
    let sentences = (0..<texts.count).map(texts.sentence)
    var predictions = predictions(answers, count: hasTags ? sentences.reduce(0) { $0 + $1.count } : texts.count)
    if hasTags {
      let numbers = sentences.enumerated().flatMap { number, words in words.map { _ in "\(number + 1)" } }
      predictions.front = [
        PredictionTable.Column(name: "sentence", numbers),
        PredictionTable.Column(name: "word", sentences.flatMap(\.self)),
      ]
    } else {
      predictions.front = [PredictionTable.Column(name: "text", sentences.map { $0.joined(separator: " ") })]
    }
    predictions.notes = texts.notes
    return predictions
  }
}

extension TaskPredictions {
  /// The predictions with a row for each word, where there is one for each element of a batch of sentences, or for each sentence.
  ///
  /// - Parameter lengths: the words of each sentence, which are its last elements.
  fileprivate func byWord(_ lengths: [Int]) -> TaskPredictions {
    var answers = self
    let isOfWords = values.rank == 2 && probabilities == nil
    func rows(_ tensor: Tensor) -> Tensor {
      Tensor.cat(
        lengths.enumerated().map { row, length in
          let own = tensor.narrow(0, start: row, length: 1)
          guard isOfWords else { return own.expand([length] + tensor.shape.dropFirst()) }
          return own.narrow(1, start: tensor.size(1) - length, length: length).flatten()
        })
    }
    answers.values = rows(values)
    answers.probabilities = probabilities.map(rows)
    return answers
  }
}
