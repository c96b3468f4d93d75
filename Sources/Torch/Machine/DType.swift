import CTorch

/// The type of a tensor's elements.
public enum DType: Int32, Sendable, CaseIterable {
  case uint8 = 0
  case int8 = 1
  case int16 = 2
  case int32 = 3
  case int64 = 4
  case float16 = 5
  case float32 = 6
  case float64 = 7
  case bool = 11
  case bfloat16 = 15

  /// Bytes of one element.
  public var byteCount: Int {
    switch self {
    case .uint8, .int8, .bool: 1
    case .int16, .float16, .bfloat16: 2
    case .int32, .float32: 4
    case .int64, .float64: 8
    }
  }

  /// Whether elements are fractions, which alone can have gradients.
  public var isFloatingPoint: Bool {
    switch self {
    case .float16, .bfloat16, .float32, .float64: true
    default: false
    }
  }

  /// The case's name: "float32".
  public var name: String { "\(self)" }
}

/// A Swift type that can be a tensor's element.
public protocol TorchScalar: Sendable {
  static var dtype: DType { get }
  init()
}

extension Float: TorchScalar { public static var dtype: DType { .float32 } }
extension Double: TorchScalar { public static var dtype: DType { .float64 } }
extension Int: TorchScalar { public static var dtype: DType { .int64 } }
extension Int64: TorchScalar { public static var dtype: DType { .int64 } }
extension Int32: TorchScalar { public static var dtype: DType { .int32 } }
extension Int16: TorchScalar { public static var dtype: DType { .int16 } }
extension Int8: TorchScalar { public static var dtype: DType { .int8 } }
extension UInt8: TorchScalar { public static var dtype: DType { .uint8 } }
extension Bool: TorchScalar { public static var dtype: DType { .bool } }

/// Runs `body` with products and convolutions in `dtype` (usually `.bfloat16`) and the rest in float32 where that
/// matters, as PyTorch's autocast does. Backward passes belong outside.
public func withAutocast<R>(_ dtype: DType = .bfloat16, device: Device = .cpu, _ body: () throws -> R) rethrows -> R {
  var wasEnabled = false
  var oldType: Int32 = 0
  ct_autocast_enter(device.kind, dtype.rawValue, &wasEnabled, &oldType)
  defer { ct_autocast_leave(device.kind, wasEnabled, oldType) }
  return try body()
}
