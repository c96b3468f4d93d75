import Torch

/// A value of a file of reference numbers.
///
/// JSON's numbers, and the strings "NaN", "Infinity" and "-Infinity", are numbers; a list of numbers is a tensor of
/// rank 1; `{"shape": […], "data": […]}` is a tensor of any other rank.
public indirect enum GoldenValue: Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  /// Row-major values of an array with these sizes.
  case tensor(shape: [Int], data: [Double])
  case list([GoldenValue])
  case object([String: GoldenValue])

  /// The values of a tensor in double precision; a tensor of rank 0 is a number (NaN where its
  /// operation failed).
  public init(_ tensor: Tensor) {
    let data = tensor.detach().array(of: Double.self)
    self = tensor.rank == 0 ? .number(data.first ?? .nan) : .tensor(shape: tensor.shape, data: data)
  }

  public init(_ values: [Double]) { self = .tensor(shape: [values.count], data: values) }

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

  /// Numbers with their shape, where the value is a number or an array of numbers.
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
  private enum Key: String, CodingKey, CaseIterable { case shape, data }

  public init(from decoder: any Decoder) throws {
    if let object = try? decoder.container(keyedBy: Key.self), Set(object.allKeys) == Set(Key.allCases),
      let all = try? decoder.singleValueContainer().decode([String: GoldenValue].self), all.count == 2
    {
      let shape = try object.decode([Int].self, forKey: .shape)
      let numbers = try object.decode(GoldenValue.self, forKey: .data).numeric
      guard let numbers, numbers.shape.count == 1, shape.allSatisfy({ $0 >= 0 }),
        shape.reduce(1, { $0.multipliedReportingOverflow(by: $1).partialValue }) == numbers.data.count
      else {
        throw DecodingError.dataCorruptedError(
          forKey: .data, in: object, debugDescription: "`data` should hold the numbers of the shape \(shape)")
      }
      self = .tensor(shape: shape, data: numbers.data)
      return
    }
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = ["NaN": .nan, "Infinity": .infinity, "-Infinity": -.infinity][text].map { .number($0) } ?? .string(text)
    } else if let flag = try? value.decode(Bool.self) {
      self = .bool(flag)
    } else if let numbers = try? value.decode([Double].self) {
      self = GoldenValue(numbers)
    } else if let items = try? value.decode([GoldenValue].self) {
      let list = GoldenValue.list(items)
      self = list.numeric.map { .tensor(shape: $0.shape, data: $0.data) } ?? list
    } else {
      self = .object(try value.decode([String: GoldenValue].self))
    }
  }
}
