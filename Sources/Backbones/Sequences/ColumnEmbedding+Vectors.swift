import Torch

extension ColumnEmbedding {
  /// The numbers of the vector of a code of the first column; nil if it holds numbers.
  public var firstWidth: Int? { if case .code(_, let width)? = columns.first { width } else { nil } }

  /// Gives codes of the first column vectors to start with. The others keep theirs.
  ///
  /// - Parameters:
  ///   - codes: below the number of codes of the column.
  ///   - vectors: `[code, firstWidth]`.
  public func start(_ codes: [Int], with vectors: Tensor) {
    require(
      vectors.shape == [codes.count, firstWidth ?? 0],
      "`vectors` should be \([codes.count, firstWidth ?? 0]). Found \(vectors.shape).")
    let weight = embeddings[0].weight
    withoutGradients {
      for (row, code) in codes.enumerated() { weight[code].copyInPlace(vectors[row]) }
    }
  }
}
