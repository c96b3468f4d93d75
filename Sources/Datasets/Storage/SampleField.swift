/// One kind of measurement of a sample as it is kept in memory or in a file: its name, its type and its sizes.
public struct SampleField: Hashable, Sendable, Codable {
  public enum Element: String, Sendable, Codable {
    /// Colours, 0 … 255.
    case uint8
    /// Class numbers, −1 without a label.
    case int8
    /// Class numbers of more than 127 classes, or class numbers as they enter a batch.
    case int64
    /// Numbers.
    case float32

    var byteCount: Int {
      switch self {
      case .uint8, .int8: 1
      case .float32: 4
      case .int64: 8
      }
    }

    /// NumPy's name of the type.
    var code: String {
      switch self {
      case .uint8: "|u1"
      case .int8: "|i1"
      case .int64: "<i8"
      case .float32: "<f4"
      }
    }
  }

  /// The name: `image`, or that of a task.
  public let name: String
  public let element: Element
  /// The sizes of one sample.
  public let shape: [Int]

  public init(_ name: String, _ element: Element, _ shape: [Int]) {
    self.name = name
    self.element = element
    self.shape = shape
  }

  /// The bytes of one sample.
  var byteCount: Int { shape.reduce(element.byteCount, *) }
}
