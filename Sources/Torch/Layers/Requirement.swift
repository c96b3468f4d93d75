import CTorch

/// Requires a condition on a value, a shape or a number of tensors.
///
/// If it does not hold, the message becomes a failed operation like LibTorch's: it traps, in release builds too, or is
/// recorded for the `withTorchErrors` around it, which throws it. The code after a recorded failure meets values that
/// make no sense, and must not trap.
@inline(__always)
package func require(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { failOperation(message()) }
}

/// Whether the condition holds; see ``require(_:_:)``.
///
///     guard requirement(count == other.count, "…") else { return .failed }
@inline(__always)
package func requirement(_ condition: Bool, _ message: @autoclosure () -> String) -> Bool {
  require(condition, message())
  return condition
}

/// Reports a failure that is not of an operation of LibTorch. Like LibTorch's failures it traps, or `withTorchErrors`
/// throws it.
@inline(never)
package func failOperation(_ message: String) {
  ct_fail(message)
  torchFailed()
}

extension Tensor {
  /// The result of an operation that failed and has reported its failure.
  package static var failed: Tensor { Tensor(owning: ct_undefined()) }
}
