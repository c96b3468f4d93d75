import CTorch

/// An n-dimensional array on a device, with automatic differentiation.
///
/// A tensor is a reference: `copyInPlace`, `addInPlace` and similar calls change what every holder sees. Concurrent
/// reads are safe; the caller has to order writes.
public final class Tensor: @unchecked Sendable {
  @exclusivity(unchecked) package private(set) var handle: CTensor
  /// The place in a stack of parameters; nil for a tensor with its own memory.
  @exclusivity(unchecked) var place: ParameterStack.Place?
  /// Whether a module's passes compute the tensor, see ``GeneratedWeights``.
  @exclusivity(unchecked) var isGenerated = false

  /// Takes over a handle that the shim returned. Null is a failure, which traps or is recorded (see `withTorchErrors`).
  package init(owning handle: CTensor?) {
    if let handle {
      self.handle = handle
    } else {
      torchFailed()
      self.handle = ct_undefined()
    }
  }

  deinit { ct_free(handle) }

  /// Exchanges what two tensors are for all their holders.
  func takeHandle(of other: Tensor) { swap(&handle, &other.handle) }

  /// Whether the tensor has a value; false for the result of an operation that failed inside `withTorchErrors`.
  public var isValid: Bool { withExtendedLifetime(self) { ct_is_defined(handle) } }

  static func list(_ body: (UnsafeMutablePointer<CTensorList>) -> Bool) -> [Tensor] {
    var list = CTensorList()
    guard checked(body(&list)) else { return [] }
    defer { ct_list_free(list) }
    return (0..<list.count).map { Tensor(owning: list.items![$0]) }
  }

  static func tuple2(_ body: (UnsafeMutablePointer<CTensor>) -> Bool) -> (Tensor, Tensor) {
    let items = tuple(2, body)
    return (items[0], items[1])
  }

  static func tuple3(_ body: (UnsafeMutablePointer<CTensor>) -> Bool) -> (Tensor, Tensor, Tensor) {
    let items = tuple(3, body)
    return (items[0], items[1], items[2])
  }

  private static func tuple(_ count: Int, _ body: (UnsafeMutablePointer<CTensor>) -> Bool) -> [Tensor] {
    withUnsafeTemporaryAllocation(of: CTensor.self, capacity: count) { results in
      guard checked(body(results.baseAddress!)) else { return (0..<count).map { _ in Tensor(owning: ct_undefined()) } }
      return results.map { Tensor(owning: $0) }
    }
  }
}

extension Tensor: CustomStringConvertible {
  /// The values, as LibTorch prints them.
  public var description: String { withExtendedLifetime(self) { String(cString: ct_describe(handle)) } }
}
