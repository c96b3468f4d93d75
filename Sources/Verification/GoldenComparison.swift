/// A value that lies further from the expected one than the tolerance allows, or is of another kind.
package struct GoldenDifference: Sendable, Codable, Equatable {
  /// The key in `expected`; keys of nested objects and positions of lists follow after dots.
  package let key: String
  /// The difference in words.
  package let message: String
  /// The element that is furthest beyond its tolerance.
  package let index: [Int]?
  /// The difference |got − expected| of that element.
  package let difference: Double?
  /// The tolerance atol + rtol · max |expected| along the last axis.
  package let tolerance: Double?
}

/// The rule by which results agree: along the last axis, |got − expected| ≤ atol + rtol · max |expected|. NaN agrees with
/// NaN alone, an infinity with itself alone; strings, Booleans and null agree when equal; objects are compared by the
/// expected keys and lists item by item.
struct GoldenComparison {
  let rtol: Double
  let atol: Double

  func differences(_ got: [String: GoldenValue], _ expected: [String: GoldenValue], at prefix: String = "")
    -> [GoldenDifference]
  {
    expected.sorted { $0.key < $1.key }.flatMap { key, value in
      guard let found = got[key] else { return [Self.plain(prefix + key, "is missing")] }
      return differences(found, value, at: prefix + key)
    }
  }

  func differences(_ got: GoldenValue, _ expected: GoldenValue, at key: String) -> [GoldenDifference] {
    if let wanted = expected.numeric {
      guard let found = got.numeric, found.shape == wanted.shape else { return [Self.kinds(key, got, expected)] }
      return worst(found.data, wanted.data, shape: wanted.shape, at: key).map { [$0] } ?? []
    }
    switch (got, expected) {
    case (.null, .null): return []
    case (.bool(let a), .bool(let b)) where a == b: return []
    case (.string(let a), .string(let b)) where a == b: return []
    case (.object(let found), .object(let wanted)): return differences(found, wanted, at: key + ".")
    case (.list(let found), .list(let wanted)) where found.count == wanted.count:
      return zip(found, wanted).enumerated().flatMap { differences($1.0, $1.1, at: "\(key).\($0)") }
    case (.tensor(let shape, let data), .list(let wanted)) where shape == [wanted.count]:
      return zip(data, wanted).enumerated().flatMap { differences(.number($1.0), $1.1, at: "\(key).\($0)") }
    default: return [Self.kinds(key, got, expected)]
    }
  }

  /// The element furthest beyond its tolerance; nil if none is.
  private func worst(_ got: [Double], _ expected: [Double], shape: [Int], at key: String) -> GoldenDifference? {
    let width = Swift.max(shape.last ?? 1, 1)
    var worst: (position: Int, excess: Double, difference: Double, tolerance: Double)?
    var count = 0
    for start in stride(from: 0, to: expected.count, by: width) {
      let row = start..<(start + width)
      let largest = row.reduce(0) { expected[$1].isFinite ? Swift.max($0, abs(expected[$1])) : $0 }
      let tolerance = atol + rtol * largest
      for position in row {
        let (found, wanted) = (got[position], expected[position])
        if found == wanted || (found.isNaN && wanted.isNaN) { continue }
        let difference = abs(found - wanted)
        if difference.isFinite && difference <= tolerance { continue }
        count += 1
        let excess = difference.isFinite ? difference - tolerance : .infinity
        if worst.map({ excess > $0.excess }) ?? true { worst = (position, excess, difference, tolerance) }
      }
    }
    return worst.map {
      let others = count > 1 ? ", and \(count - 1) more of \(expected.count)" : ""
      return GoldenDifference(
        key: key, message: "should be \(expected[$0.position]). Found \(got[$0.position])\(others).",
        index: Self.index(of: $0.position, in: shape), difference: $0.difference, tolerance: $0.tolerance)
    }
  }

  private static func index(of position: Int, in shape: [Int]) -> [Int] {
    var rest = position
    return shape.reversed().map { size in
      defer { rest /= size }
      return rest % size
    }.reversed()
  }

  private static func kinds(_ key: String, _ got: GoldenValue, _ expected: GoldenValue) -> GoldenDifference {
    plain(key, "should be \(expected.kind). Found \(got.kind).")
  }

  static func plain(_ key: String, _ message: String) -> GoldenDifference {
    GoldenDifference(key: key, message: message, index: nil, difference: nil, tolerance: nil)
  }
}
