import Foundation

/// The predictions and labels of a split, with the missing labels left out.
public struct Scores: Sendable {
  /// The scores of each yes-or-no label or class, a column each. They are logits for logits of yes-or-no labels,
  /// log-odds of the class for logits of classes, and probabilities for probabilities.
  public let columns: [ScoredLabels]
  /// The number of answers with a higher probability than the right one, for each sample; empty for yes-or-no labels.
  public let ranks: [Int]
  /// The weight of each label; nil if all are one.
  private let weights: [Double]?
  /// What metrics other than those of an order need. It is found when it is asked for.
  private let answers: @Sendable () -> Answers

  private struct Answers {
    /// The natural logarithm of the probability that the right answer was given, for each label.
    let logOfTheRight: [Double]
    /// The number of samples whose labels were all predicted right at one half, and of all samples; with weights, their
    /// sums.
    let exact: (right: Double, all: Double)
    /// The F1 score of each column at one half; empty for classes.
    let f1: [Double]
  }

  /// The natural logarithm of the probability that the right answer was given, for each label.
  public var logOfTheRight: [Double] { answers().logOfTheRight }

  /// The probability that the right answer was given, for each label.
  public var ofTheRight: [Double] { logOfTheRight.map { exp($0) } }

  /// The scores of yes-or-no labels in row-major order. Labels below zero are missing, and those of the weight 0 do not
  /// count.
  ///
  /// - Parameters:
  ///   - weights: the weight of each label, all of a sample alike; nil if all are one.
  ///   - answer: makes the answer of a score.
  init?(
    columns count: Int, scores: [Double], labels: [Double], weights: [Double]? = nil,
    _ answer: @escaping @Sendable (Double) -> BinaryAnswer
  ) {
    let known = labels.indices.filter { labels[$0] >= 0 && weights?[$0] != 0 }
    guard !known.isEmpty else { return nil }
    func ofLabels(_ places: [Int]) -> [Double]? { weights.map { weights in places.map { weights[$0] } } }
    self.weights = ofLabels(known)
    columns = (0..<count).map { column in
      let mine = count == 1 ? known : known.filter { $0 % count == column }
      return ScoredLabels(
        scores: mine.map { scores[$0] }, labels: mine.map { labels[$0] > 0.5 }, weights: ofLabels(mine))
    }
    ranks = []
    answers = {
      let answers = known.map { (place: $0, answer: answer(scores[$0]), isYes: labels[$0] > 0.5) }
      // Any label stands for its sample, since all of a sample have one weight.
      let samples = Dictionary(answers.map { ($0.place / count, $0.place) }) { first, _ in first }
      let wrong = Set(answers.filter { $0.answer.isPositive != $0.isYes }.map { $0.place / count })
      func total(_ places: [Int]) -> Double { Self.total(places, weights) }
      return Answers(
        logOfTheRight: answers.map { $0.isYes ? $0.answer.logarithms.yes : $0.answer.logarithms.no },
        exact: (total(samples.filter { !wrong.contains($0.key) }.values.sorted()), total(samples.values.sorted())),
        f1: (0..<count).map { column in
          let mine = answers.filter { $0.place % count == column }
          let positive = mine.filter(\.answer.isPositive), yes = mine.filter(\.isYes)
          let hits = total(positive.filter(\.isYes).map(\.place))
          return ConfusionMatrix.share(2 * hits, total(positive.map(\.place)) + total(yes.map(\.place))) ?? 0
        })
    }
  }

  /// The scores of samples with one right class each; `answer` gives the prediction of a row.
  init?(labels: [Int], ignore: Int, weights: [Double]? = nil, _ answer: (Int) -> ClassAnswer) {
    let rows = labels.indices.filter { labels[$0] != ignore && weights?[$0] != 0 }
    guard !rows.isEmpty else { return nil }
    let answers = rows.map(answer), right = rows.map { labels[$0] }
    let ofRows = weights.map { weights in rows.map { weights[$0] } }
    self.weights = ofRows
    columns = answers[0].scores.indices.map { column in
      ScoredLabels(scores: answers.map { $0.scores[column] }, labels: right.map { $0 == column }, weights: ofRows)
    }
    let ranks = zip(answers, right).map { answer, right in answer.order.count { $0 > answer.order[right] } }
    self.ranks = ranks
    self.answers = {
      Answers(
        logOfTheRight: zip(answers, right).map { $0.logarithms[$1] },
        exact: (Self.total(ranks.indices.filter { ranks[$0] == 0 }, ofRows), Self.total(rows.indices, ofRows)),
        f1: [])
    }
  }

  /// The number of some elements, or the sum of their weights.
  private static func total(_ chosen: some Collection<Int>, _ weights: [Double]?) -> Double {
    weights.map { weights in chosen.reduce(0) { $0 + weights[$1] } } ?? Double(chosen.count)
  }

  /// The mean of a number for each label.
  private func mean(_ values: [Double]) -> Double? {
    guard let weights else { return ConfusionMatrix.mean(values) }
    return ConfusionMatrix.share(zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 }, weights.reduce(0, +))
  }

  /// The mean area under the receiver operating characteristic over the columns that have both labels.
  public var areaUnderROC: Double? { ConfusionMatrix.mean(columns.compactMap(\.areaUnderROC)) }

  /// The mean average precision over the columns that have positives.
  public var averagePrecision: Double? { ConfusionMatrix.mean(columns.compactMap(\.averagePrecision)) }

  /// The average precision of all columns pooled.
  public var pooledAveragePrecision: Double? {
    ScoredLabels(
      scores: columns.flatMap(\.scores), labels: columns.flatMap(\.labels),
      weights: weights.map { _ in columns.flatMap { $0.weights ?? [] } }
    ).averagePrecision
  }

  /// The mean negative logarithm of the probability of the right answer. From logits it has no limit. Given
  /// probabilities below the smallest normal number count as that number.
  public var logLoss: Double? { mean(logOfTheRight.map { -$0 }) }

  /// The Brier score: the mean squared distance of the probability of the right answer from one; for yes-or-no labels.
  public var brier: Double? {
    ranks.isEmpty ? mean(logOfTheRight.map { expm1($0) * expm1($0) }) : nil
  }

  /// The share of samples whose right class is among the `k` most probable.
  public func accuracy(top k: Int) -> Double? {
    ConfusionMatrix.share(
      Self.total(ranks.indices.filter { ranks[$0] < k }, weights), Self.total(ranks.indices, weights))
  }

  /// The share of samples with all labels right; for yes-or-no labels.
  public var subsetAccuracy: Double? {
    let exact = answers().exact
    return ConfusionMatrix.share(exact.right, exact.all)
  }

  /// The mean over columns of the F1 score at one half, 0 for a column without positives on either side; for yes-or-no
  /// labels.
  public var macroF1: Double? { ConfusionMatrix.mean(answers().f1) }
}
