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
