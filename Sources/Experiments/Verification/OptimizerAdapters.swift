extension Verification {
  /// Optimisers, schedules and gradient clipping, by the names of the reference files.
  static let optimizerAdapters: [String: GoldenAdapter] = [:]
}
