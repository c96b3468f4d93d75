import Torch

/// A value of a file of reference numbers.
///
/// JSON's numbers, and the strings "NaN", "Infinity" and "-Infinity", are numbers; a list of numbers is a tensor of
/// rank 1; `{"shape": […], "data": […]}` is a tensor of any other rank.
package indirect enum GoldenValue: Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  /// The row-major values of an array with these sizes.
  case tensor(shape: [Int], data: [Double])
  case list([GoldenValue])
  case object([String: GoldenValue])

  /// The values of a tensor in double precision. A tensor of rank 0 is a number (NaN if its operation failed).
  package init(_ tensor: Tensor) {
    let data = tensor.detach().array(of: Double.self)
    self = tensor.rank == 0 ? .number(data.first ?? .nan) : .tensor(shape: tensor.shape, data: data)
  }

  package init(_ values: [Double]) { self = .tensor(shape: [values.count], data: values) }

  /// The name of the kind of value, for messages.
  var kind: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .number(let value): "the number \(value)"
    case .string(let value): "the string `\(value)`"
    case .tensor(let shape, _): "numbers of shape \(shape)"
    case .list(let items): "a list of \(items.count)"
    case .object: "an object"
    }
  }

  /// The numbers with their shape, if the value is a number or an array of numbers.
  var numeric: (shape: [Int], data: [Double])? {
    switch self {
    case .number(let value): return ([], [value])
    case .tensor(let shape, let data): return (shape, data)
    case .list(let items):
      let numbers = items.compactMap { if case .number(let value) = $0 { value } else { nil } }
      return numbers.count == items.count ? ([items.count], numbers) : nil
    default: return nil
    }
  }
}

extension GoldenValue: Decodable {
  /// Any key of an object.
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// The largest number of levels, deeper than any reference value.
  private static let mostLevels = 64

  /// Decodes a value. Each value is decoded once: lists and objects are recognised before, so that an error inside one
  /// is reported.
  package init(from decoder: any Decoder) throws {
    guard decoder.codingPath.count <= Self.mostLevels else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: Array(decoder.codingPath.prefix(3)),
          debugDescription: "Values should be nested at most \(Self.mostLevels) deep."))
    }
    if let object = try? decoder.container(keyedBy: Key.self) {
      self = try Self.object(object)
    } else if (try? decoder.unkeyedContainer()) != nil {
      let list = try decoder.singleValueContainer()
      if let numbers = try? list.decode([Double].self) {
        self = GoldenValue(numbers)
      } else {
        let items = GoldenValue.list(try list.decode([GoldenValue].self))
        self = items.numeric.map { .tensor(shape: $0.shape, data: $0.data) } ?? items
      }
    } else {
      self = try Self.scalar(decoder.singleValueContainer())
    }
  }

  private static func scalar(_ value: any SingleValueDecodingContainer) throws -> GoldenValue {
    if value.decodeNil() { return .null }
    if let number = try? value.decode(Double.self) { return .number(number) }
    if let flag = try? value.decode(Bool.self) { return .bool(flag) }
    let text = try value.decode(String.self)
    return ["NaN": .nan, "Infinity": .infinity, "-Infinity": -.infinity][text].map { .number($0) } ?? .string(text)
  }

  private static func object(_ object: KeyedDecodingContainer<Key>) throws -> GoldenValue {
    var values: [String: GoldenValue] = [:]
    for key in object.allKeys { values[key.stringValue] = try object.decode(GoldenValue.self, forKey: key) }
    guard values.count == 2, let sizes = values["shape"], let data = values["data"] else { return .object(values) }
    guard let shape = sizes.numeric?.data.map({ Int(exactly: $0) ?? -1 }), shape.allSatisfy({ $0 >= 0 }) else {
      throw DecodingError.dataCorruptedError(
        forKey: Key(stringValue: "shape"), in: object, debugDescription: "`shape` should hold sizes")
    }
    guard let numbers = data.numeric, numbers.shape.count == 1, count(of: shape) == numbers.data.count else {
      throw DecodingError.dataCorruptedError(
        forKey: Key(stringValue: "data"), in: object,
        debugDescription: "`data` should hold the numbers of the shape \(shape)")
    }
    return .tensor(shape: shape, data: numbers.data)
  }

  /// The number of values of a shape; nil if it is larger than every whole number.
  private static func count(of shape: [Int]) -> Int? {
    shape.reduce(Optional(1)) { count, size in
      guard let (product, overflows) = count?.multipliedReportingOverflow(by: size), !overflows else { return nil }
      return product
    }
  }
}
