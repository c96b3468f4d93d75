/// The scores of yes-or-no labels over a whole split, in descending order.
public struct ScoredLabels: Sendable {
  /// The scores in descending order.
  public let scores: [Double]
  /// The label of each score.
  public let labels: [Bool]

  public init(scores: [Double], labels: [Bool]) { self.init(Array(zip(scores, labels))) }

  init(_ pairs: [(score: Double, label: Bool)]) {
    let sorted = pairs.sorted { $0.score > $1.score }
    scores = sorted.map(\.score)
    labels = sorted.map(\.label)
  }

  /// The number of positive labels.
  public var positives: Int { labels.count { $0 } }
  /// The number of negative labels.
  public var negatives: Int { labels.count - positives }

  /// A threshold, with the labels at or above it.
  private struct Cut {
    let score: Double
    let truePositives: Int
    let falsePositives: Int
  }

  /// The cuts, one below each distinct score: equal scores cannot be told apart.
  private var cuts: [Cut] {
    var (cuts, hits, misses) = ([Cut](), 0, 0)
    for index in scores.indices {
      if labels[index] { hits += 1 } else { misses += 1 }
      if index + 1 == scores.count || scores[index + 1] != scores[index] {
        cuts.append(Cut(score: scores[index], truePositives: hits, falsePositives: misses))
      }
    }
    return cuts
  }

  /// The area under the receiver operating characteristic, by trapezoids; nil if one of the two labels is absent.
  public var areaUnderROC: Double? {
    guard positives > 0, negatives > 0 else { return nil }
    var (area, before) = (0.0, (hits: 0, misses: 0))
    for cut in cuts {
      area += Double(cut.falsePositives - before.misses) * Double(cut.truePositives + before.hits) / 2
      before = (cut.truePositives, cut.falsePositives)
    }
    return area / Double(positives) / Double(negatives)
  }

  /// The average precision: the sum over cuts of precision times the gain in recall; nil without positives.
  public var averagePrecision: Double? {
    guard positives > 0 else { return nil }
    var (sum, hits) = (0.0, 0)
    for cut in cuts {
      let precision = Double(cut.truePositives) / Double(cut.truePositives + cut.falsePositives)
      sum += precision * Double(cut.truePositives - hits)
      hits = cut.truePositives
    }
    return sum / Double(positives)
  }

  /// The score at which sensitivity plus specificity is greatest (Youden's index); the highest such score if there are
  /// several.
  public var youdenThreshold: Double? {
    guard positives > 0, negatives > 0 else { return nil }
    var best: (score: Double, index: Double)?
    for cut in cuts {
      let index = Double(cut.truePositives) / Double(positives) - Double(cut.falsePositives) / Double(negatives)
      if best.map({ index > $0.index }) ?? true { best = (cut.score, index) }
    }
    return best?.score
  }
}
