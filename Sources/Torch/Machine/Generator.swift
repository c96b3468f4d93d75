import CTorch

/// A source of random numbers. Generators are passed, never global, and their state can be saved.
public final class Generator: @unchecked Sendable {
  package let handle: CGenerator
  /// The device on which the numbers are made; tensors that the generator fills should be there.
  public let device: Device

  /// A generator that gives the same numbers as PyTorch's generator with the same seed.
  ///
  /// A device that is not there is a failed operation: it traps, or `withTorchErrors` throws it.
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

  /// The whole state, as bytes (uint8). ``restore(_:named:)`` continues exactly where it was read.
  public var state: Tensor {
    get { withExtendedLifetime(self) { Tensor(owning: ct_generator_state(handle)) } }
    set { _ = withExtendedLifetime((self, newValue)) { checked(ct_generator_set_state(handle, newValue.handle)) } }
  }

  /// Continues from a saved state.
  ///
  /// - Throws: ``StateError`` if the tensor is no state of such a generator; the generator then stays as it was.
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
