/// A filter of columns that say nearly the same: a column goes if it correlates more than a cut-off with any column before it, also
/// with one that goes itself.
///
/// The correlation is Pearson's, by its size: |ρ|. Missing values are left out pair by pair: the correlation of two columns is that
/// of the rows in which both have a value. Two columns without a correlation, because one is constant or fewer than two rows have
/// both values, are no pair. The order of the columns decides which of two similar ones stays.
///
/// ```swift
/// let kept = CollinearityFilter(cutoff: 0.8).kept(of: table)
/// let smaller = table.selecting(kept)
/// ```
///
/// Source: the rule is that of L. Rebaud, T. Escobar, F. Khalid, K. Girum, I. Buvat, Simplicity Is All You Need: Out-of-the-Box nnUNet
/// Followed by Binary-Weighted Radiomic Model for Segmentation and Outcome Prediction in Head and Neck PET/CT, HECKTOR 2022.
public struct CollinearityFilter: Sendable, Hashable {
  /// The largest size of a correlation, |ρ|, at which both columns stay.
  public let cutoff: Double

  /// - Parameter cutoff: from 0 to 1. No column goes at 1.
  /// - Throws: ``SurvivalError`` for another number.
  public init(cutoff: Double) throws {
    guard (0...1).contains(cutoff) else {
      throw SurvivalError("`cutoff` should lie in 0 … 1. Found \(cutoff).")
    }
    self.cutoff = cutoff
  }

  /// The numbers of the columns that stay, in ascending order.
  public func kept(of table: FeatureTable) -> [Int] {
    // 1 is the value for "no column goes"; rounding may give a correlation just above it.
    guard cutoff < 1 else { return Array(table.names.indices) }
    return table.columns.indices.filter { column in
      !(0..<column).contains { earlier in
        Self.correlation(table.columns[earlier], table.columns[column]).map { abs($0) > cutoff } ?? false
      }
    }
  }

  /// The names of the columns that stay, in the order of the table.
  public func names(of table: FeatureTable) -> [String] { kept(of: table).map { table.names[$0] } }

  /// Pearson's correlation of the rows in which neither column is NaN; nil if there are fewer than two of them or a column is
  /// constant there.
  public static func correlation(_ first: [Double], _ second: [Double]) -> Double? {
    var count = 0.0, mean = (0.0, 0.0), squares = (0.0, 0.0), product = 0.0
    for (x, y) in zip(first, second) where !x.isNaN && !y.isNaN {
      count += 1
      let (dx, dy) = (x - mean.0, y - mean.1)
      mean.0 += dx / count
      mean.1 += dy / count
      squares.0 += dx * (x - mean.0)
      squares.1 += dy * (y - mean.1)
      product += dx * (y - mean.1)
    }
    guard count > 1, squares.0 > 0, squares.1 > 0 else { return nil }
    return min(1, max(-1, product / (squares.0.squareRoot() * squares.1.squareRoot())))
  }
}
