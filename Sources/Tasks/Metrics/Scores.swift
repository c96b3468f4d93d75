import Foundation

/// The probabilities and labels of a split, with the missing labels left out.
public struct Scores: Sendable {
  /// Which of several yes-or-no labels or classes a column is.
  public let columns: [ScoredLabels]
  /// The probability that the right answer was given, for each label.
  public let ofTheRight: [Double]
  /// How many answers were given a higher probability than the right one, for each sample; empty for yes-or-no labels.
  public let ranks: [Int]
  /// Whether each sample's labels were all predicted right at one half, and how many were wrong; for yes-or-no labels.
  private let exact: (right: Int, all: Int)

  /// Yes-or-no labels, row-major; labels below zero are missing.
  init?(columns count: Int, probabilities: [Double], labels: [Double]) {
    let known = labels.indices.filter { labels[$0] >= 0 }
    guard !known.isEmpty else { return nil }
    columns = (0..<count).map { column in
      let mine = known.filter { $0 % count == column }
      return ScoredLabels(scores: mine.map { probabilities[$0] }, labels: mine.map { labels[$0] > 0.5 })
    }
    ofTheRight = known.map { labels[$0] > 0.5 ? probabilities[$0] : 1 - probabilities[$0] }
    ranks = []
    let samples = Set(known.map { $0 / count })
    let wrong = Set(known.filter { (probabilities[$0] >= 0.5) != (labels[$0] > 0.5) }.map { $0 / count })
    exact = (samples.count - wrong.count, samples.count)
  }

  /// One right class for each sample, probabilities row-major.
  init?(classes: Int, probabilities: [Double], labels: [Int], ignore: Int) {
    let known = labels.indices.filter { labels[$0] != ignore }
    guard !known.isEmpty else { return nil }
    columns = (0..<classes).map { column in
      ScoredLabels(
        scores: known.map { probabilities[$0 * classes + column] }, labels: known.map { labels[$0] == column })
    }
    ofTheRight = known.map { probabilities[$0 * classes + labels[$0]] }
    ranks = known.map { row in
      let right = probabilities[row * classes + labels[row]]
      return (0..<classes).count { probabilities[row * classes + $0] > right }
    }
    exact = (ranks.count { $0 == 0 }, known.count)
  }

  /// The mean area under the receiver operating characteristic over the columns that have both labels.
  public var areaUnderROC: Double? { ConfusionMatrix.mean(columns.compactMap(\.areaUnderROC)) }

  /// The mean average precision over the columns that have positives.
  public var averagePrecision: Double? { ConfusionMatrix.mean(columns.compactMap(\.averagePrecision)) }

  /// The average precision of all columns as one.
  public var pooledAveragePrecision: Double? {
    ScoredLabels(scores: columns.flatMap(\.scores), labels: columns.flatMap(\.labels)).averagePrecision
  }

  /// The mean negative logarithm of the probability of the right answer. Probabilities below the least normal number count
  /// as that.
  public var logLoss: Double? {
    ConfusionMatrix.mean(ofTheRight.map { -log(max($0, Double.leastNormalMagnitude)) })
  }

  /// The mean squared distance of the probability of the right answer from one; for yes-or-no labels.
  public var brier: Double? { ranks.isEmpty ? ConfusionMatrix.mean(ofTheRight.map { (1 - $0) * (1 - $0) }) : nil }

  /// The share of samples whose right class is among the `k` most probable.
  public func accuracy(top k: Int) -> Double? { ConfusionMatrix.share(ranks.count { $0 < k }, ranks.count) }

  /// The share of samples with all labels right.
  public var subsetAccuracy: Double? { ConfusionMatrix.share(exact.right, exact.all) }

  /// The mean over columns of the F1 score at one half; 0 for a column without positives on either side.
  public var macroF1: Double? {
    ConfusionMatrix.mean(
      columns.map { column in
        let predicted = column.scores.count { $0 >= 0.5 }
        let hits = zip(column.scores, column.labels).count { $0 >= 0.5 && $1 }
        return ConfusionMatrix.share(2 * hits, predicted + column.positives) ?? 0
      })
  }
}
