import Torch

/// A task's labels: their form, with the value that marks a missing one, and whether any can be missing.
///
/// | form | targets | no label |
/// |---|---|---|
/// | ``ClassLabels`` | class indices, int64, `[batch]` or `[batch, height, width]` | the ignore index, −1 by default |
/// | ``BinaryLabels`` | 0 or 1, `[batch]`, `[batch, labels]` or dense | −1 or NaN |
/// | ``NumberLabels`` | numbers of the prediction's shape | NaN, or a value that cannot be measured, such as depth 0 |
/// | ``SurvivalLabels`` | a time for each sample, `[batch]`, with a minus if it is censored | NaN |
/// | ``DirectionLabels`` | vectors along dimension 1, `[batch, 3, height, width]` | the zero vector |
public struct Labels: Sendable {
  /// The form of the targets, with the value of a missing label.
  public var form: any LabelForm

  /// Whether every element is known to have a label, so that losses and metrics need no mask. Missing labels then give
  /// wrong numbers, so set it only for data that was checked.
  public var isComplete: Bool

  public init(_ form: some LabelForm, isComplete: Bool = false) {
    self.form = form
    self.isComplete = isComplete
  }

  /// Class indices from 0, int64.
  ///
  /// - Parameter ignore: the index that means "no label".
  public static func classes(_ count: Int, ignore: Int = ClassLabels.usualIgnoreIndex) -> Labels {
    Labels(.classes(count, ignore: ignore))
  }
  /// Yes or no as 1 and 0; −1 or NaN for a missing label.
  public static let binary = Labels(.binary)
  /// Numbers of the prediction's shape.
  ///
  /// - Parameter missing: the value that means "no label".
  public static func numbers(missing: Double = .nan) -> Labels { Labels(.numbers(missing: missing)) }
  /// Vectors along dimension 1; the zero vector for a missing label.
  public static func directions(_ rule: DirectionLabels.Rule = .anyComponent) -> Labels { Labels(.directions(rule)) }

  /// This form of labels with the promise that nothing is missing.
  public var complete: Labels {
    var labels = self
    labels.isComplete = true
    return labels
  }
}

extension Labels: Hashable {
  public static func == (a: Labels, b: Labels) -> Bool {
    a.isComplete == b.isComplete && AnyHashable(a.form) == AnyHashable(b.form)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(AnyHashable(form))
    hasher.combine(isComplete)
  }
}

extension Labels {
  /// The form in words: "class labels".
  var words: String { type(of: form).words }

  /// A mask that is true where there is a label, see ``LabelForm/mask(_:)``.
  public func mask(_ target: Tensor) -> Tensor { form.mask(target) }

  /// The number of elements with a label, as a scalar of int64 on the target's device.
  public func count(_ target: Tensor) -> Tensor { mask(target).sum() }

  /// Checks targets once, when data is loaded. Losses and metrics do not check again for labels out of range.
  ///
  /// - Parameters:
  ///   - target: targets in host memory, of any number of samples.
  ///   - task: the task's name, for the error.
  /// - Throws: ``LabelError``: "`segmentation` labels should be between 0 and 12, or -1 for none. Found 13."
  public func validate(_ target: Tensor, task: String) throws(LabelError) {
    guard target.count > 0 else { return }
    if isComplete, let found = form.missing(in: target) {
      throw LabelError(task: task, should: "all be present", found: found)
    }
    try form.validate(target, task: task)
  }
}
