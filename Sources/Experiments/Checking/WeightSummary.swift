import Datasets

/// The weights of a split's samples in numbers.
package struct WeightSummary: Codable, Sendable {
  /// The split, and before it the set for data of several.
  package let split: String
  package let samples: Int
  package let sum: Double
  /// The least and the greatest weight.
  package let low, high: Double
  /// The effective number of samples (Σw)² / Σw²: that of samples of one weight whose mean is as uncertain.
  ///
  /// Source: Kish, "Survey Sampling", Wiley, 1965.
  package let effective: Double

  /// Sums up weights, at least one of which is above 0.
  init(_ weights: [Float], of split: String) {
    self.split = split
    samples = weights.count
    let high = Double(weights.max() ?? 0)
    self.high = high
    low = Double(weights.min() ?? 0)
    sum = weights.reduce(0) { $0 + Double($1) }
    // Divided by the greatest, so that no square is too large.
    let squares = weights.reduce(0) { $0 + (Double($1) / high) * (Double($1) / high) }
    effective = (sum / high) * (sum / high) / squares
  }

  var text: String {
    "\(split) · weights from \(LabelSummary.short(low)) to \(LabelSummary.short(high)), sum \(LabelSummary.short(sum)); "
      + "effective number of samples \(LabelSummary.short(effective)) of \(samples)"
  }
}

extension DataSource {
  /// The weights of each split in numbers, set by set; empty if all samples weigh the same.
  var weightSummaries: [WeightSummary] {
    sets.flatMap { set in
      Split.allCases.compactMap { split in
        set[split].weights.map {
          WeightSummary($0, of: sets.count > 1 ? "\(set.name), \(split.rawValue)" : split.rawValue)
        }
      }
    }
  }
}
