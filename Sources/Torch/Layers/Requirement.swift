import CTorch

/// Traps with the message, in release builds too, where the programmer gave a value that makes no sense.
@inline(__always)
package func require(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { fatalError(message()) }
}

/// A failure that a layer finds itself: like LibTorch's, it traps, or is thrown by `withTorchErrors`.
@inline(never)
package func failOperation(_ message: String) {
  ct_fail(message)
  torchFailed()
}
