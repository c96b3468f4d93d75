import Torch

/// A vector for each word from its characters: vectors of the characters, a convolution over them, ReLU, and the largest value of each filter.
/// `[batch, length, characters]` of codes → `[batch, length, filters]`.
///
/// The code 0 stands behind a word's last character and has no part in the result, so that an element without characters is zeros. Names:
/// `embedding.weight`, `convolution.weight`, `convolution.bias`.
///
/// Source: Ma, Hovy, [End-to-end Sequence Labeling via Bi-directional LSTM-CNNs-CRF](https://aclanthology.org/P16-1101), ACL 2016.
final class CharacterCNN: Module, UnaryLayer {
  let embedding: Embedding
  let convolution: Conv1d

  /// The characters that a filter sees.
  private static let kernel = 3

  init(_ count: Int, width: Int, filters: Int, generator: Generator) {
    embedding = Embedding(count, width, padding: 0, generator: generator)
    convolution = Conv1d(
      width, filters, kernel: Self.kernel, padding: Self.kernel / 2, generator: generator)
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let codes = x.flatten(from: 0, to: 1).to(.int64), vectors = embedding(codes)
    let isCharacter = codes.greater(0).to(vectors.dtype).unsqueeze(1)
    let strongest = (convolution(vectors.transpose(1, 2)).relu() * isCharacter).amax([2])
    return strongest.reshape([x.size(0), x.size(1), -1])
  }
}
