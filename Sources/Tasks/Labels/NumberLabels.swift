import Torch

/// Numbers of the prediction's shape; NaN, or a value that cannot be measured, for a missing one.
public struct NumberLabels: LabelForm {
  public static let words = "numbers"

  /// The value that means "no label": NaN, or one that cannot be measured, such as depth 0.
  public let missing: Double

  public init(missing: Double = .nan) { self.missing = missing }

  public func mask(_ target: Tensor) -> Tensor {
    missing.isNaN ? target.equal(target) : target.notEqual(missing)
  }

  public func sums(of target: Tensor, outputs: Int, weights: Tensor) -> (sums: Tensor, counts: Tensor) {
    sumsOfColumns(target, outputs, weights)
  }

  /// Compares two forms. They are equal also if both mark missing numbers by NaN.
  public static func == (a: NumberLabels, b: NumberLabels) -> Bool {
    a.missing == b.missing || (a.missing.isNaN && b.missing.isNaN)
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(missing.isNaN ? nil : missing) }
}

extension LabelForm where Self == NumberLabels {
  /// Numbers of the prediction's shape.
  ///
  /// - Parameter missing: the value that means "no label".
  public static func numbers(missing: Double = .nan) -> NumberLabels { NumberLabels(missing: missing) }
}
