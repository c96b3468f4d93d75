import Torch

extension Labels {
  /// Checks targets once, when data is loaded. Losses and metrics do not check again for labels out of range.
  ///
  /// - Parameters:
  ///   - target: targets in host memory, of any number of samples.
  ///   - task: the task's name, for the error.
  /// - Throws: ``LabelError``: "`segmentation` labels should be between 0 and 12, or -1 for none. Found 13."
  public func validate(_ target: Tensor, task: String) throws(LabelError) {
    guard target.count > 0 else { return }
    if isComplete, let found = firstMissing(target) {
      throw LabelError(task: task, should: "all be present", found: found)
    }
    switch form {
    case .classes(let count, let ignore):
      let wrong = target.less(0).logicalOr(target.greaterOrEqual(Double(count))).logicalAnd(mask(target))
      if let found = Self.first(target, where: wrong) {
        throw LabelError(task: task, should: "be between 0 and \(count - 1), or \(ignore) for none", found: found.brief)
      }
    case .binary:
      let wrong = [0.0, 1, -1].reduce(target.equal(target)) { $0.logicalAnd(target.notEqual($1)) }
      if let found = Self.first(target, where: wrong) {
        throw LabelError(task: task, should: "be 0 or 1, or -1 or NaN for none", found: found.brief)
      }
    case .numbers, .directions:
      // A missing number may be NaN; a missing direction is a zero vector.
      let notFinite = target.isFinite().logicalNot()
      if let found = Self.first(target, where: form.isNumbers ? notFinite.logicalAnd(mask(target)) : notFinite) {
        throw LabelError(task: task, should: "be finite", found: "\(found)")
      }
      guard case .directions = form else { return }
      let length = target.to(.float32).norm([1]), mask = mask(target)
      let wrong = (length - 1).abs().greater(Self.lengthTolerance).logicalAnd(mask)
      if let found = Self.first(length, where: wrong) {
        throw LabelError(
          task: task, should: "have the length 1, or be zero vectors for none", found: "a length of \(found)")
      }
    }
  }

  /// Checks that measured distances are not negative.
  ///
  /// - Throws: ``LabelError``, as ``validate(_:task:)``.
  func validateDistances(_ target: Tensor, task: String) throws(LabelError) {
    guard target.count > 0, let found = Self.first(target, where: target.less(0).logicalAnd(mask(target))) else {
      return
    }
    throw LabelError(task: task, should: "be distances above 0", found: "\(found)")
  }

  private func firstMissing(_ target: Tensor) -> String? {
    let missing = mask(target).logicalNot()
    if case .directions = form { return missing.any().item() != 0 ? "a zero vector" : nil }
    return Self.first(target, where: missing).map(\.brief)
  }

  private static func first(_ target: Tensor, where wrong: Tensor) -> Double? {
    guard wrong.any().item() != 0 else { return nil }
    return target.maskedSelect(wrong).narrow(0, start: 0, length: 1).item()
  }
}

extension Labels.Form {
  fileprivate var isNumbers: Bool { if case .numbers = self { true } else { false } }
}

/// A target that no label of its task can be.
public struct LabelError: Error, Hashable, Sendable, CustomStringConvertible {
  public let task: String
  let should: String
  let found: String

  public var description: String { "`\(task)` labels should \(should). Found \(found)." }
}
