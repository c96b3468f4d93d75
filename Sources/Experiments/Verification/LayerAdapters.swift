extension Verification {
  /// The layers and activations, by the names of the reference files.
  static let layerAdapters: [String: GoldenAdapter] = [:]
}
