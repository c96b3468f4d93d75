import CTorch

/// A source of random numbers. Generators are passed, never global, and their state can be saved.
public final class Generator: @unchecked Sendable {
  package let handle: CGenerator
  /// Where its numbers are made; tensors that it fills should be there.
  public let device: Device

  /// The same seed gives the numbers that PyTorch's generator of that seed gives.
  ///
  /// On a device that is not there it is a failed operation: it traps, or is thrown by `withTorchErrors`.
  public init(seed: UInt64, device: Device = .cpu) {
    if let handle = ct_generator_new(seed, device.kind, Int32(device.index)) {
      (self.handle, self.device) = (handle, device)
    } else {
      torchFailed()
      // There is always one on the CPU.
      (self.handle, self.device) = (ct_generator_new(seed, Device.cpu.kind, 0)!, .cpu)
    }
  }

  deinit { ct_generator_free(handle) }

  /// The whole state, as bytes (uint8); setting it continues exactly where it was read.
  public var state: Tensor {
    get { withExtendedLifetime(self) { Tensor(owning: ct_generator_state(handle)) } }
    set { _ = withExtendedLifetime((self, newValue)) { checked(ct_generator_set_state(handle, newValue.handle)) } }
  }

  /// Continues where a saved state was read.
  ///
  /// - Throws: ``StateError`` where the tensor is no state of such a generator; it is then as it was.
  public func restore(_ saved: Tensor, named name: String = "generator") throws {
    let own = state
    guard saved.dtype == own.dtype, saved.shape == own.shape else {
      throw StateError(
        "`\(name)` should be a generator's state, \(own.count) bytes. Found \(saved.dtype) of shape \(saved.shape).")
    }
    do { try withTorchErrors { state = saved } } catch let error as TorchError {
      throw StateError("`\(name)` should be a generator's state. Found one that is damaged: \(error.message)")
    }
  }
}
