import Torch

/// The named values of one part of a case, read by type. A value that is missing or of another kind throws an error
/// that names the case, the part and the key.
package struct GoldenFields: Sendable {
  package let values: [String: GoldenValue]
  /// The place of the values: "`layers/conv1d`, `input`".
  let place: String

  init(_ values: [String: GoldenValue], place: String) {
    self.values = values
    self.place = place
  }

  package var keys: [String] { values.keys.sorted() }

  package func has(_ key: String) -> Bool { values[key] != nil }

  /// The value of a key; JSON's null is a value.
  package func value(_ key: String) throws -> GoldenValue {
    guard let value = values[key] else {
      let found = keys.map { "`\($0)`" }.joined(separator: ", ")
      throw GoldenError("\(place) should hold `\(key)`. Found \(found.isEmpty ? "nothing" : found).")
    }
    return value
  }

  /// A number.
  package func number(_ key: String) throws -> Double {
    guard case .number(let number) = try value(key) else { throw wrong(key, "a number") }
    return number
  }

  /// A number; `standard` if the key is absent or null.
  package func number(_ key: String, default standard: Double) throws -> Double {
    isAbsent(key) ? standard : try number(key)
  }

  /// A whole number.
  package func integer(_ key: String) throws -> Int {
    guard let integer = Int(exactly: try number(key)) else { throw wrong(key, "a whole number") }
    return integer
  }

  package func integer(_ key: String, default standard: Int) throws -> Int {
    isAbsent(key) ? standard : try integer(key)
  }

  package func bool(_ key: String) throws -> Bool {
    guard case .bool(let flag) = try value(key) else { throw wrong(key, "true or false") }
    return flag
  }

  package func bool(_ key: String, default standard: Bool) throws -> Bool { isAbsent(key) ? standard : try bool(key) }

  package func string(_ key: String) throws -> String {
    guard case .string(let text) = try value(key) else { throw wrong(key, "a string") }
    return text
  }

  package func string(_ key: String, default standard: String) throws -> String {
    isAbsent(key) ? standard : try string(key)
  }

  /// The numbers of a list, or of an array of any rank in row-major order.
  package func numbers(_ key: String) throws -> [Double] {
    guard case .tensor(_, let data) = try value(key) else { throw wrong(key, "a list of numbers") }
    return data
  }

  package func integers(_ key: String) throws -> [Int] {
    try numbers(key).map { number in
      guard let integer = Int(exactly: number) else { throw wrong(key, "a list of whole numbers") }
      return integer
    }
  }

  /// An array of numbers as a tensor, in double precision unless another type is asked for.
  package func tensor(_ key: String, _ dtype: DType = .float64) throws -> Tensor {
    guard let (shape, data) = try value(key).numeric else { throw wrong(key, "an array of numbers") }
    return Tensor(data, shape: shape).to(dtype)
  }

  /// A tensor; nil if the key is absent or null.
  package func optionalTensor(_ key: String, _ dtype: DType = .float64) throws -> Tensor? {
    isAbsent(key) ? nil : try tensor(key, dtype)
  }

  package func list(_ key: String) throws -> [GoldenValue] {
    switch try value(key) {
    case .list(let items): return items
    case .tensor(let shape, let data) where shape.count == 1: return data.map { .number($0) }
    default: throw wrong(key, "a list")
    }
  }

  /// A nested object's fields.
  package func object(_ key: String) throws -> GoldenFields {
    guard case .object(let values) = try value(key) else { throw wrong(key, "an object") }
    return GoldenFields(values, place: "\(place), `\(key)`")
  }

  private func isAbsent(_ key: String) -> Bool {
    if case .null? = values[key] { return true }
    return values[key] == nil
  }

  private func wrong(_ key: String, _ wanted: String) -> GoldenError {
    GoldenError("`\(key)` of \(place) should be \(wanted). Found \(values[key]?.kind ?? "nothing").")
  }
}

/// A file of reference numbers that cannot be read, or a value in it that is missing or of another kind.
package struct GoldenError: Error, CustomStringConvertible, Equatable {
  package let description: String

  package init(_ description: String) { self.description = description }
}

/// An error of an adapter for a variant of a method that does not exist here. It is counted apart, neither right nor
/// wrong.
package struct Unimplemented: Error, CustomStringConvertible {
  package let variant: String

  /// Creates the error.
  ///
  /// - Parameter variant: the variant that is not implemented, such as "the solver `exact`".
  package init(_ variant: String) { self.variant = variant }

  package var description: String { "\(variant) is not implemented" }
}
