/// The shares of the variance in a table of two factors: what each factor explains alone, and what is left.
///
/// A figure y_ij was measured once at each level i of the rows' factor and each level j of the columns' factor. With I rows, J columns
/// and means over what a dot replaces, the sum of squares about the mean has three parts (Fisher, "Statistical Methods for Research
/// Workers", 1925):
///
///     Σ (y_ij − ȳ)² = J Σ (ȳ_i· − ȳ)² + I Σ (ȳ_·j − ȳ)² + rest
///
/// The share of a factor is its part of the sum, η². The rest is the interaction of both factors, and noise.
package struct VarianceExplained: Sendable, Hashable {
  /// The share of the rows' factor, from 0 to 1.
  package var rows: Double
  /// The share of the columns' factor.
  package var columns: Double
  /// The share that neither explains alone.
  package var rest: Double { 1 - rows - columns }

  /// Divides the variance of a table.
  ///
  /// - Parameter table: its rows, equally long.
  /// - Returns: nil if the table has fewer than two rows or columns, if a figure is not finite, or if all figures are equal.
  package init?(of table: [[Double]]) {
    let (height, width) = (table.count, table.first?.count ?? 0)
    guard height > 1, width > 1, table.allSatisfy({ $0.count == width && $0.allSatisfy(\.isFinite) }) else {
      return nil
    }
    func squares(_ values: [Double], about mean: Double) -> Double {
      values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }
    let all = table.flatMap { $0 }
    let mean = all.reduce(0, +) / Double(all.count)
    let total = squares(all, about: mean)
    guard total > 0 else { return nil }
    let ofRows = table.map { $0.reduce(0, +) / Double(width) }
    let ofColumns = (0..<width).map { column in table.reduce(0) { $0 + $1[column] } / Double(height) }
    rows = Double(width) * squares(ofRows, about: mean) / total
    columns = Double(height) * squares(ofColumns, about: mean) / total
  }
}
