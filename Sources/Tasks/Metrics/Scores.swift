import Foundation

/// The predictions and labels of a split, with the missing labels left out.
public struct Scores: Sendable {
  /// The scores of each yes-or-no label or class, a column each. They are logits for logits of yes-or-no labels,
  /// log-odds of the class for logits of classes, and probabilities for probabilities.
  public let columns: [ScoredLabels]
  /// The number of answers with a higher probability than the right one, for each sample; empty for yes-or-no labels.
  public let ranks: [Int]
  /// What metrics other than those of an order need. It is found when it is asked for.
  private let answers: @Sendable () -> Answers

  private struct Answers {
    /// The natural logarithm of the probability that the right answer was given, for each label.
    let logOfTheRight: [Double]
    /// The number of samples whose labels were all predicted right at one half, and of all samples.
    let exact: (right: Int, all: Int)
    /// The F1 score of each column at one half; empty for classes.
    let f1: [Double]
  }

  /// The natural logarithm of the probability that the right answer was given, for each label.
  public var logOfTheRight: [Double] { answers().logOfTheRight }

  /// The probability that the right answer was given, for each label.
  public var ofTheRight: [Double] { logOfTheRight.map { exp($0) } }

  /// The scores of yes-or-no labels in row-major order. Labels below zero are missing.
  ///
  /// - Parameter answer: makes the answer of a score.
  init?(
    columns count: Int, scores: ArraySlice<Double>, labels: ArraySlice<Double>,
    _ answer: @escaping @Sendable (Double) -> BinaryAnswer
  ) {
    var known: [(place: Int, score: Double, isYes: Bool)] = []
    for (place, (score, label)) in zip(scores, labels).enumerated() where label >= 0 {
      known.append((place, score, label > 0.5))
    }
    guard !known.isEmpty else { return nil }
    columns = (0..<count).map { column in
      ScoredLabels(known.filter { count == 1 || $0.place % count == column }.map { ($0.score, $0.isYes) })
    }
    ranks = []
    answers = { [known] in
      let answers = known.map { (place: $0.place, answer: answer($0.score), isYes: $0.isYes) }
      let wrong = Set(answers.filter { $0.answer.isPositive != $0.isYes }.map { $0.place / count })
      let samples = Set(answers.map { $0.place / count })
      return Answers(
        logOfTheRight: answers.map { $0.isYes ? $0.answer.logarithms.yes : $0.answer.logarithms.no },
        exact: (samples.count - wrong.count, samples.count),
        f1: (0..<count).map { column in
          let mine = answers.filter { $0.place % count == column }
          let hits = mine.count { $0.answer.isPositive && $0.isYes }
          let sizes = mine.count { $0.answer.isPositive } + mine.count { $0.isYes }
          return ConfusionMatrix.share(2 * hits, sizes) ?? 0
        })
    }
  }

  /// The scores of samples with one right class each; `answer` gives the prediction of a row.
  init?(labels: [Int], ignore: Int, _ answer: (Int) -> ClassAnswer) {
    let rows = labels.indices.filter { labels[$0] != ignore }
    guard !rows.isEmpty else { return nil }
    let answers = rows.map(answer), right = rows.map { labels[$0] }
    columns = answers[0].scores.indices.map { column in
      ScoredLabels(scores: answers.map { $0.scores[column] }, labels: right.map { $0 == column })
    }
    let ranks = zip(answers, right).map { answer, right in answer.order.count { $0 > answer.order[right] } }
    self.ranks = ranks
    self.answers = {
      Answers(
        logOfTheRight: zip(answers, right).map { $0.logarithms[$1] }, exact: (ranks.count { $0 == 0 }, rows.count),
        f1: [])
    }
  }

  /// The mean area under the receiver operating characteristic over the columns that have both labels.
  public var areaUnderROC: Double? { ConfusionMatrix.mean(columns.compactMap(\.areaUnderROC)) }

  /// The mean average precision over the columns that have positives.
  public var averagePrecision: Double? { ConfusionMatrix.mean(columns.compactMap(\.averagePrecision)) }

  /// The average precision of all columns pooled.
  public var pooledAveragePrecision: Double? {
    ScoredLabels(scores: columns.flatMap(\.scores), labels: columns.flatMap(\.labels)).averagePrecision
  }

  /// The mean negative logarithm of the probability of the right answer. From logits it has no limit. Given
  /// probabilities below the smallest normal number count as that number.
  public var logLoss: Double? { ConfusionMatrix.mean(logOfTheRight.map { -$0 }) }

  /// The Brier score: the mean squared distance of the probability of the right answer from one; for yes-or-no labels.
  public var brier: Double? {
    ranks.isEmpty ? ConfusionMatrix.mean(logOfTheRight.map { expm1($0) * expm1($0) }) : nil
  }

  /// The share of samples whose right class is among the `k` most probable.
  public func accuracy(top k: Int) -> Double? { ConfusionMatrix.share(ranks.count { $0 < k }, ranks.count) }

  /// The share of samples with all labels right; for yes-or-no labels.
  public var subsetAccuracy: Double? {
    let exact = answers().exact
    return ConfusionMatrix.share(exact.right, exact.all)
  }

  /// The mean over columns of the F1 score at one half, 0 for a column without positives on either side; for yes-or-no
  /// labels.
  public var macroF1: Double? { ConfusionMatrix.mean(answers().f1) }
}
