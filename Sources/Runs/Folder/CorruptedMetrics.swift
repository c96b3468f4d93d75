/// The metrics of a run on its test pictures under corruptions, as `result.json` keeps them.
package struct CorruptedMetrics: Sendable, Hashable, Codable {
  /// The severities, in the order of the numbers in ``metrics``.
  package var severities: [Int]
  /// The metrics by task, name and kind of corruption, a number for each severity; NaN where a metric is not defined.
  package var metrics: [String: [String: [String: [Double]]]]

  package init(severities: [Int], metrics: [String: [String: [String: [Double]]]] = [:]) {
    self.severities = severities
    self.metrics = metrics
  }
}
