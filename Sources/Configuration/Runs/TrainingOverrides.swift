/// The values of `training` that one row of a comparison has for itself.
package struct TrainingOverrides: Sendable {
  /// The values that are given, by their keys in `training`.
  private(set) var values: [String: ConfigurationNode] = [:]

  package static let learningRate = "learning-rate"
  package static let weightDecay = "weight-decay"
  private static let scaleLearningRate = "scale-learning-rate"

  package init() {}

  init(reading section: ConfigurationSection) throws {
    _ = try section.optionalDouble(Self.learningRate, in: .positive)
    _ = try section.optionalDouble(Self.weightDecay, in: .nonNegative)
    _ = try section.optionalDouble(Self.scaleLearningRate, in: .positive)
    _ = try section.optionalInt("epochs", in: Bounds.epochs)
    _ = try section.optionalInt("batch", in: Bounds.batch)
    _ = try section.optionalDouble("clip", in: .positive)
    guard case .section(let entries) = section.resolved.content else { return }
    for entry in entries where !entry.value.isNull { values[entry.key] = entry.value }
  }

  /// Whether a row is trained like all others.
  package var isEmpty: Bool { values.isEmpty }

  /// The number that is given for a key; nil if none is.
  package func number(_ key: String) -> Double? {
    guard case .scalar(let scalar)? = values[key]?.content else { return nil }
    return scalar.number
  }

  /// These values with one number replaced.
  package func setting(_ key: String, _ value: Double, _ origin: ConfigurationOrigin) -> TrainingOverrides {
    var result = self
    result.values[key] = ConfigurationNode(.value(value), origin)
    return result
  }

  /// These values, replaced by those of `other` where both have one.
  func overridden(by other: TrainingOverrides) -> TrainingOverrides {
    var result = self
    result.values.merge(other.values) { $1 }
    return result
  }

  /// The values as text, by their dotted paths.
  package var texts: [String: String] {
    values.reduce(into: [:]) { texts, entry in
      if case .scalar(let scalar) = entry.value.content { texts["training.\(entry.key)"] = scalar.text }
    }
  }

  /// A resolved section `training` with these values in it. Values that follow from a replaced value are left open.
  func applied(to training: ConfigurationNode) -> ConfigurationNode {
    guard !isEmpty, case .section(var entries) = training.content else { return training }
    if values[Self.learningRate] != nil {
      entries.removeAll { $0.key == Self.scaleLearningRate && $0.value.origin == .default }
    }
    entries.removeAll { values[$0.key] != nil }
    let own = values.sorted { $0.key < $1.key }
    entries += own.map { .init(key: $0.key, value: $0.value, origin: $0.value.origin) }
    return ConfigurationNode(.section(entries), training.origin)
  }
}
