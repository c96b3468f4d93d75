/// Measures of how well one number for each row tells a target on its own: the order of the rows by that number against
/// the order, or the classes, of the target.
enum Association {
  /// The area under the ROC curve of each class against all others: the probability that a row of the class has a
  /// larger score than a row of the others, with ties counting half (H. B. Mann, D. R. Whitney, 1947). Nil for a class
  /// that has no rows, or all.
  ///
  /// - Parameter classes: the class of each row, from 0.
  static func areas(_ scores: [Double], classes: [Int], count: Int) -> [Double?] {
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    var totals = Array(repeating: 0.0, count: count), below = totals, wins = totals
    for row in classes { totals[row] += 1 }
    var belowAll = 0.0, start = 0
    var tied = totals.map { _ in 0.0 }
    while start < order.count {
      var end = start, met: [Int] = []
      while end < order.count, scores[order[end]] == scores[order[start]] {
        let own = classes[order[end]]
        if tied[own] == 0 { met.append(own) }
        tied[own] += 1
        end += 1
      }
      let all = Double(end - start)
      for own in met { wins[own] += tied[own] * (belowAll - below[own] + (all - tied[own]) / 2) }
      for own in met {
        below[own] += tied[own]
        tied[own] = 0
      }
      belowAll += all
      start = end
    }
    return zip(wins, totals).map { wins, own in
      let others = Double(classes.count) - own
      return own > 0 && others > 0 ? wins / own / others : nil
    }
  }

  /// The rank correlation of two lists (C. Spearman, 1904); ties have the mean of their ranks. It is 0 if one list is
  /// constant.
  static func rankCorrelation(_ first: [Double], _ second: [Double]) -> Double {
    correlation(ranks(first), ranks(second))
  }

  /// Pearson's correlation; 0 if one list is constant.
  static func correlation(_ first: [Double], _ second: [Double]) -> Double {
    let count = Double(first.count)
    let means = (first.reduce(0, +) / count, second.reduce(0, +) / count)
    var (products, firstSquares, secondSquares) = (0.0, 0.0, 0.0)
    for (x, y) in zip(first, second) {
      products += (x - means.0) * (y - means.1)
      firstSquares += (x - means.0) * (x - means.0)
      secondSquares += (y - means.1) * (y - means.1)
    }
    return firstSquares > 0 && secondSquares > 0 ? products / (firstSquares * secondSquares).squareRoot() : 0
  }

  /// The ranks of values, from 0; equal values share the mean of their ranks.
  private static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = Array(repeating: 0.0, count: values.count), start = 0
    while start < order.count {
      var end = start
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for place in start..<end { ranks[order[place]] = Double(start + end - 1) / 2 }
      start = end
    }
    return ranks
  }
}
