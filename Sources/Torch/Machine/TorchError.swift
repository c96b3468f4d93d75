import CTorch

/// An operation that LibTorch refused, with the operation's name, the shapes it was given and LibTorch's reason.
public struct TorchError: Error, CustomStringConvertible {
  /// "matmul([2, 3], [2, 3]): …": the operation, the shapes it was given, the reason.
  public let message: String

  /// An error with this text.
  public init(_ message: String) { self.message = message }

  /// The error's text.
  public var description: String { message }
}

/// Runs `body` and throws the first failure of a tensor operation in it.
///
/// Outside such a scope a failed operation traps with its message. Inside, it is recorded and yields an invalid tensor,
/// on which further operations fail likewise; the first failure is thrown when the scope ends. A scope belongs to the
/// thread that opened it.
///
/// - Parameter most: the bytes of host memory that new tensors may take together in the scope, freed ones included; nil
///   for any number. It bounds a network that is being built. One tensor larger than ``HostMemory/size`` always fails,
///   before its memory is taken.
public func withTorchErrors<R>(allocating most: Int? = nil, _ body: () throws -> R) throws -> R {
  ct_scope_enter()
  if let most { ct_scope_limit(Double(most)) }
  let result: R
  do {
    result = try body()
  } catch {
    let failed = ct_scope_leave()
    throw failed ? TorchError(String(cString: ct_error())) : error
  }
  if ct_scope_leave() { throw TorchError(String(cString: ct_error())) }
  return result
}

/// Runs `body` and lets one of its tensor operations fail, for tests of what follows a failure.
///
/// - Parameter number: the place of the operation among those that `body` calls on this thread, from 1.
/// - Returns: the result, and whether there were so many operations.
package func withFailure<R>(ofOperation number: Int, _ body: () throws -> R) rethrows -> (result: R, failed: Bool) {
  _ = ct_fail_call(number)
  let result: R
  do { result = try body() } catch {
    _ = ct_fail_call(0)
    throw error
  }
  return (result, ct_fail_call(0) == 0)
}

extension Tensor {
  /// This tensor, unless it is the result of a failed operation. To be asked before its elements are read one by one.
  ///
  /// - Throws: ``TorchError``, in whose place `withTorchErrors` throws what failed first.
  package func valid() throws(TorchError) -> Tensor {
    guard isValid else {
      throw TorchError("a tensor should be the result of an operation. Found that of a failed one.")
    }
    return self
  }
}

/// Called after the shim reported a failure: records it for the scope, or traps.
@inline(never)
func torchFailed() {
  if !ct_scope_record() { fatalError(String(cString: ct_error())) }
}

@discardableResult
func checked(_ succeeded: Bool) -> Bool {
  if !succeeded { torchFailed() }
  return succeeded
}
