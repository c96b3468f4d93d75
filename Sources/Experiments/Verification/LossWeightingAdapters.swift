extension Verification {
  /// The loss weightings, by the names of the reference files.
  static let lossWeightingAdapters: [String: GoldenAdapter] = [:]
}
