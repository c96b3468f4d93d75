/// A confusion matrix: how often each class was predicted for each label, over a whole split. If samples have weights, each
/// counts as its weight.
public struct ConfusionMatrix: Hashable, Sendable {
  /// The number of classes.
  public let classes: Int
  /// The counts in row-major order: rows are labels, columns predictions.
  public let counts: [Double]

  public init(classes: Int, counts: [Double]) {
    precondition(counts.count == classes * classes, "`counts` should hold \(classes * classes). Found \(counts.count).")
    self.classes = classes
    self.counts = counts
  }

  /// The number of elements with a label and a prediction.
  public subscript(label: Int, prediction: Int) -> Double { counts[label * classes + prediction] }

  /// The number of all elements.
  public var total: Double { counts.reduce(0, +) }

  /// The number of elements labelled with a class.
  public func labelled(_ index: Int) -> Double { (0..<classes).reduce(0) { $0 + self[index, $1] } }

  /// The number of elements predicted as a class.
  public func predicted(_ index: Int) -> Double { (0..<classes).reduce(0) { $0 + self[$1, index] } }

  /// The share of right predictions.
  public var accuracy: Double? { Self.share(agreed, total) }

  private var agreed: Double { (0..<classes).reduce(0) { $0 + self[$1, $1] } }

  /// The intersection over union of a class; nil if the class is neither among the labels nor among the predictions.
  public func iou(_ index: Int) -> Double? {
    Self.share(self[index, index], labelled(index) + predicted(index) - self[index, index])
  }

  /// The mean IoU over the classes that occur among labels or predictions.
  public var meanIoU: Double? { Self.mean((0..<classes).compactMap(iou)) }

  /// The F1 score, or Dice overlap, of a class: twice the overlap over the sizes; 0 if there is nothing to overlap.
  public func f1(_ index: Int) -> Double {
    Self.share(2 * self[index, index], labelled(index) + predicted(index)) ?? 0
  }

  /// The share of a class's labels that was found; nil without such labels.
  public func recall(_ index: Int) -> Double? { Self.share(self[index, index], labelled(index)) }

  /// The share of a class's predictions that is right; 0 without such predictions.
  public func precision(_ index: Int) -> Double { Self.share(self[index, index], predicted(index)) ?? 0 }

  /// The mean recall of the classes that occur among the labels.
  public var balancedAccuracy: Double? { Self.mean((0..<classes).compactMap(recall)) }

  /// The mean F1 over the classes that occur among labels or predictions.
  public var macroF1: Double? { Self.mean((0..<classes).filter { iou($0) != nil }.map(f1)) }

  /// The mean F1 over classes, weighted by their number of labels.
  public var weightedF1: Double? {
    total == 0 ? nil : (0..<classes).reduce(0) { $0 + labelled($1) * f1($1) } / total
  }

  static func share(_ part: Double, _ whole: Double) -> Double? { whole == 0 ? nil : part / whole }

  static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}

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
        found += weight * self[i, j]
        byChance += weight * rows[i] * columns[j]
      }
    }
    return byChance == 0 ? nil : 1 - found * total / byChance
  }

  /// The Matthews correlation of two classes; 0 if one side is constant.
  ///
  /// Source: Matthews, "Comparison of the Predicted and Observed Secondary Structure of T4 Phage Lysozyme", Biochimica
  /// et Biophysica Acta 405, 1975.
  public var matthews: Double? {
    guard classes == 2, total > 0 else { return nil }
    let (tn, fp, fn, tp) = (counts[0], counts[1], counts[2], counts[3])
    let product = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)
    return product == 0 ? 0 : (tp * tn - fp * fn) / product.squareRoot()
  }
}
