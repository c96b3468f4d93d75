import Backbones
import Datasets
import Sharing
import Torch

extension WordVectors {
  /// Starts all of a network's vectors of words with these.
  ///
  /// - Throws: `ConfigurationError` if the network has no vectors of words, or vectors of another width.
  func start(_ network: any MultiTaskNetwork) throws {
    let embeddings = network.modules().compactMap { $0 as? ColumnEmbedding }.filter { $0.firstWidth != nil }
    guard !embeddings.isEmpty else {
      throw ConfigurationError(
        "`words.vectors` should stand with a trunk that has vectors of words, such as `bi-lstm`. Found one without.")
    }
    if let other = embeddings.first(where: { $0.firstWidth != width }) {
      throw ConfigurationError(
        "`words.vectors` should hold vectors as wide as the network's, \(other.firstWidth!) (`embedding`). Found \(width)."
      )
    }
    let vectors = Tensor(values, shape: [codes.count, width])
    for embedding in embeddings { embedding.start(codes, with: vectors) }
  }
}
