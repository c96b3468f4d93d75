import CTorch

/// What a value, a shape or a number of tensors should fulfil.
///
/// Where it does not hold, the message is a failed operation like LibTorch's: it traps, in release builds too, or is
/// recorded for the `withTorchErrors` around it, which throws it. What follows then meets values that make no sense, and
/// must not trap.
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

/// A failure that is no operation's of LibTorch: like LibTorch's, it traps, or is thrown by `withTorchErrors`.
@inline(never)
package func failOperation(_ message: String) {
  ct_fail(message)
  torchFailed()
}

extension Tensor {
  /// The result of an operation that failed and said so.
  package static var failed: Tensor { Tensor(owning: ct_undefined()) }
}
