import CTorch

/// Runs `body` with products and convolutions in `dtype` (usually `.bfloat16`) and the rest in float32 where that
/// matters, as PyTorch's autocast does. Backward passes belong outside.
public func withAutocast<R>(_ dtype: DType = .bfloat16, device: Device = .cpu, _ body: () throws -> R) rethrows -> R {
  var wasEnabled = false
  var oldType: Int32 = 0
  ct_autocast_enter(device.kind, dtype.rawValue, &wasEnabled, &oldType)
  defer { ct_autocast_leave(device.kind, wasEnabled, oldType) }
  return try body()
}
