extension Verification {
  /// The task losses and metrics, by the names of the reference files.
  static let metricAdapters: [String: GoldenAdapter] = [:]
}
