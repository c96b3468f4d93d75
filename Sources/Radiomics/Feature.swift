/// A named number that describes a region.
public struct Feature: Hashable, Sendable {
  public let name: String
  public let value: Double

  public init(_ name: String, _ value: Double) { (self.name, self.value) = (name, value) }

  /// The same features without values.
  static func undefined(_ features: [Feature]) -> [Feature] { features.map { Feature($0.name, .nan) } }

  /// The means of the features of several matrices, without those that are not defined; not a number if none is.
  static func means(_ each: [[Feature]]) -> [Feature] {
    guard let first = each.first else { return [] }
    return first.indices.map { place in
      let values = each.map { $0[place].value }.filter { !$0.isNaN }
      return Feature(first[place].name, values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count))
    }
  }
}
