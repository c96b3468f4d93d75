import Torch

extension Verification {
  /// The layers and activations, by the names of the reference files.
  static let layerAdapters: [String: GoldenAdapter] = [
    convolutionAdapters, normalisationAdapters, activationAdapters, poolingAdapters, resizingAdapters,
    sequenceAdapters,
  ].reduce(into: [:]) { all, some in all.merge(some) { _, _ in fatalError("two layer adapters have one name") } }
}
