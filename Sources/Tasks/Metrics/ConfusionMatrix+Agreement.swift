extension ConfusionMatrix {
  /// The weights of disagreements in Cohen's kappa.
  public enum KappaWeights: Sendable {
    /// One weight for all disagreements.
    case equal
    /// The square of the distance between the classes, for ordered classes.
    case quadratic
  }

  /// Cohen's kappa: agreement beyond chance; nil if chance alone agrees fully.
  ///
  /// Source: Cohen, "A Coefficient of Agreement for Nominal Scales", Educational and Psychological Measurement 20,
  /// 1960.
  public func kappa(_ weights: KappaWeights = .equal) -> Double? {
    let (rows, columns) = ((0..<classes).map(labelled), (0..<classes).map(predicted))
    var (found, byChance) = (0.0, 0.0)
    for i in 0..<classes {
      for j in 0..<classes where i != j {
        let weight = weights == .equal ? 1 : Double((i - j) * (i - j))
        found += weight * Double(self[i, j])
        byChance += weight * Double(rows[i]) * Double(columns[j])
      }
    }
    return byChance == 0 ? nil : 1 - found * Double(total) / byChance
  }

  /// The Matthews correlation of two classes; 0 if one side is constant.
  ///
  /// Source: Matthews, "Comparison of the Predicted and Observed Secondary Structure of T4 Phage Lysozyme", Biochimica
  /// et Biophysica Acta 405, 1975.
  public var matthews: Double? {
    guard classes == 2, total > 0 else { return nil }
    let (tn, fp, fn, tp) = (Double(counts[0]), Double(counts[1]), Double(counts[2]), Double(counts[3]))
    let product = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)
    return product == 0 ? 0 : (tp * tn - fp * fn) / product.squareRoot()
  }
}
