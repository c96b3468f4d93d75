/// The scores of yes-or-no labels over a whole split, in descending order.
public struct ScoredLabels: Sendable {
  /// The scores in descending order.
  public let scores: [Double]
  /// The label of each score.
  public let labels: [Bool]
  /// The weight of each score; nil if all are one.
  public let weights: [Double]?

  /// - Parameter weights: the weight of each score, above 0; nil if all are one.
  public init(scores: [Double], labels: [Bool], weights: [Double]? = nil) {
    let order = DescendingOrder.places(scores)
    self.scores = order.map { scores[$0] }
    self.labels = order.map { labels[$0] }
    self.weights = weights.map { weights in order.map { weights[$0] } }
  }

  /// The number of positive labels, or the sum of their weights.
  public var positives: Double { total(true) }
  /// The number of negative labels, or the sum of their weights.
  public var negatives: Double { total(false) }

  private func total(_ label: Bool) -> Double {
    guard let weights else { return Double(labels.count { $0 == label }) }
    return labels.indices.reduce(0) { labels[$1] == label ? $0 + weights[$1] : $0 }
  }

  /// A threshold, with the numbers or weights of the labels at or above it.
  private struct Cut {
    let score: Double
    let truePositives: Double
    let falsePositives: Double
  }

  /// Visits the cuts, one below each distinct score: equal scores cannot be told apart.
  private func forEachCut(_ visit: (Cut) -> Void) {
    var (hits, misses) = (0.0, 0.0)
    for index in scores.indices {
      let weight = weights?[index] ?? 1
      if labels[index] { hits += weight } else { misses += weight }
      if index + 1 == scores.count || scores[index + 1] != scores[index] {
        visit(Cut(score: scores[index], truePositives: hits, falsePositives: misses))
      }
    }
  }

  /// The area under the receiver operating characteristic, by trapezoids; nil if one of the two labels is absent.
  public var areaUnderROC: Double? {
    guard positives > 0, negatives > 0 else { return nil }
    var (area, before) = (0.0, (hits: 0.0, misses: 0.0))
    forEachCut { cut in
      area += (cut.falsePositives - before.misses) * (cut.truePositives + before.hits) / 2
      before = (cut.truePositives, cut.falsePositives)
    }
    return area / positives / negatives
  }

  /// The average precision: the sum over cuts of precision times the gain in recall; nil without positives.
  public var averagePrecision: Double? {
    guard positives > 0 else { return nil }
    var (sum, hits) = (0.0, 0.0)
    forEachCut { cut in
      let precision = cut.truePositives / (cut.truePositives + cut.falsePositives)
      sum += precision * (cut.truePositives - hits)
      hits = cut.truePositives
    }
    return sum / positives
  }

  /// The score at which sensitivity plus specificity is greatest (Youden's index); the highest such score if there are
  /// several.
  public var youdenThreshold: Double? {
    guard positives > 0, negatives > 0 else { return nil }
    var best: (score: Double, index: Double)?
    forEachCut { cut in
      let index = cut.truePositives / positives - cut.falsePositives / negatives
      if best.map({ index > $0.index }) ?? true { best = (cut.score, index) }
    }
    return best?.score
  }
}
