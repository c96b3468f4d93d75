import Foundation
import Torch

/// The form of a task's targets, and the value that marks a missing label.
///
/// | form | targets | no label |
/// |---|---|---|
/// | `classes` | class indices, int64, `[batch]` or `[batch, height, width]` | the ignore index, −1 by default |
/// | `binary` | 0 or 1, `[batch]`, `[batch, labels]` or dense | −1 or NaN |
/// | `numbers` | numbers of the prediction's shape | NaN, or a value that cannot be measured, such as depth 0 |
/// | `directions` | vectors along dimension 1, `[batch, 3, height, width]` | the zero vector |
public struct Labels: Hashable, Sendable {
  /// The form of the targets, with the value of a missing label.
  public enum Form: Hashable, Sendable {
    case classes(Int, ignore: Int)
    case binary
    case numbers(missing: Double)
    case directions(DirectionRule)
  }

  /// The rule that decides whether a direction counts as a label.
  public enum DirectionRule: String, Hashable, Sendable {
    /// Any component is not zero.
    case anyComponent
    /// The sum of the components is not zero, as in published code for NYUv2; it drops the directions whose components
    /// cancel.
    case channelSum
  }

  /// The largest distance from 1 of a direction's length. Components that were stored as bytes are off by up to 2 / 255
  /// where they were cut off, so a length is off by up to √3 times that.
  public static let lengthTolerance = 2.0 / 255 * 3.0.squareRoot()

  /// The class index that usually stands for "no label".
  public static let usualIgnoreIndex = -1

  /// The form of the targets.
  public var form: Form

  /// Whether every element is known to have a label, so that losses and metrics need no mask. Missing labels then give
  /// wrong numbers, so set it only for data that was checked.
  public var isComplete: Bool

  public init(_ form: Form, isComplete: Bool = false) {
    self.form = form
    self.isComplete = isComplete
  }

  /// Class indices from 0, int64.
  ///
  /// - Parameter ignore: the index that means "no label".
  public static func classes(_ count: Int, ignore: Int = usualIgnoreIndex) -> Labels {
    Labels(.classes(count, ignore: ignore))
  }
  /// Yes or no as 1 and 0; −1 or NaN for a missing label.
  public static let binary = Labels(.binary)
  /// Numbers of the prediction's shape.
  ///
  /// - Parameter missing: the value that means "no label".
  public static func numbers(missing: Double = .nan) -> Labels { Labels(.numbers(missing: missing)) }
  /// Vectors along dimension 1; the zero vector for a missing label.
  public static func directions(_ rule: DirectionRule = .anyComponent) -> Labels { Labels(.directions(rule)) }

  /// This form of labels with the promise that nothing is missing.
  public var complete: Labels { Labels(form, isComplete: true) }
}

extension Labels.Form {
  /// Compares two forms. They are equal also if both mark missing numbers by NaN.
  public static func == (a: Self, b: Self) -> Bool {
    switch (a, b) {
    case (.classes(let m, let i), .classes(let n, let j)): m == n && i == j
    case (.binary, .binary): true
    case (.numbers(let x), .numbers(let y)): x == y || (x.isNaN && y.isNaN)
    case (.directions(let p), .directions(let q)): p == q
    default: false
    }
  }

  public func hash(into hasher: inout Hasher) {
    switch self {
    case .classes(let count, let ignore):
      hasher.combine(count)
      hasher.combine(ignore)
    case .binary: hasher.combine(0)
    case .numbers(let missing): hasher.combine(missing.isNaN ? "nan" : "\(missing)")
    case .directions(let rule): hasher.combine(rule)
    }
  }
}

extension Labels {
  /// A mask that is true where there is a label: the target's shape, without dimension 1 for directions. It does not
  /// wait for the device.
  public func mask(_ target: Tensor) -> Tensor {
    switch form {
    case .classes(_, let ignore): target.notEqual(Double(ignore))
    case .binary: target.greaterOrEqual(0)
    case .numbers(let missing): missing.isNaN ? target.equal(target) : target.notEqual(missing)
    case .directions(.anyComponent): ATen.amax(target.abs(), [1], false).greater(0)
    case .directions(.channelSum): target.sum([1]).notEqual(0)
    }
  }

  /// The number of elements with a label, as a scalar of int64 on the target's device.
  public func count(_ target: Tensor) -> Tensor { mask(target).sum() }
}

extension Tensor {
  /// Class indices in the form that LibTorch wants for predictions `[batch, classes, …]`: int64 without a channel
  /// dimension.
  func classIndices(beside prediction: Tensor) -> Tensor {
    let indices = rank == prediction.rank && size(1) == 1 ? squeeze(1) : self
    return indices.to(.int64)
  }
}
