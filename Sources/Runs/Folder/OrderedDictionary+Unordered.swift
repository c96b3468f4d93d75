import OrderedCollections

extension OrderedDictionary<String, OrderedDictionary<String, Double>> {
  /// The figures without order, as results keep it.
  package var plain: [String: [String: Double]] { unordered.mapValues(\.unordered) }
}

extension OrderedDictionary<String, OrderedDictionary<String, Int>> {
  /// The figures without order, as results keep it.
  package var plain: [String: [String: Int]] { unordered.mapValues(\.unordered) }
}

extension OrderedDictionary {
  /// The entries without order.
  package var unordered: [Key: Value] { Dictionary(uniqueKeysWithValues: map { ($0.key, $0.value) }) }
}
