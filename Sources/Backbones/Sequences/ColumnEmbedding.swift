import Torch

/// The columns of each element of a sequence as one vector: numbers as they are, codes by a trained vector for each code.
/// `[batch, length, columns]` → `[batch, length, size]`, column by column.
///
/// Without codes it has no parameters and changes nothing. Names: `embeddings.0.weight` `[codes, width]` for the first
/// column of codes, …
public final class ColumnEmbedding: Module, UnaryLayer {
  /// What a column becomes.
  public enum Column: Hashable, Sendable {
    /// The number itself.
    case number
    /// One of `count` codes, from 0 on, as a vector of `width` numbers.
    case code(count: Int, width: Int)
  }

  /// The columns of one element.
  public let columns: [Column]
  /// The numbers of one element's vector.
  public let size: Int
  /// Whether elements of zeros in front of a sequence stay zeros, so that an encoder knows them as padding.
  public let keepsPadding: Bool
  let embeddings: [Embedding]
  /// Neighbouring columns that are taken together: several numbers, or one code.
  private let pieces: [Range<Int>]

  /// Creates the embedding.
  ///
  /// - Parameters:
  ///   - columns: at least one.
  ///   - generator: draws the vectors, in the order of the columns.
  public init(_ columns: [Column], keepsPadding: Bool = false, generator: Generator) {
    require(!columns.isEmpty, "`columns` should hold at least one. Found none.")
    self.columns = columns
    self.keepsPadding = keepsPadding
    var embeddings: [Embedding] = []
    var pieces: [Range<Int>] = []
    var size = 0
    for (place, column) in columns.enumerated() {
      switch column {
      case .number:
        size += 1
        if let last = pieces.last, columns[last.lowerBound] == .number {
          pieces[pieces.count - 1] = last.lowerBound..<place + 1
        } else {
          pieces.append(place..<place + 1)
        }
      case .code(let count, let width):
        size += width
        embeddings.append(Embedding(count, width, generator: generator))
        pieces.append(place..<place + 1)
      }
    }
    self.embeddings = embeddings
    self.pieces = pieces
    self.size = size
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard !embeddings.isEmpty else { return x }
    var next = embeddings.makeIterator()
    let parts = pieces.map { piece in
      columns[piece.lowerBound] == .number
        ? x.narrow(2, start: piece.lowerBound, length: piece.count)
        : next.next()!(x.select(2, index: piece.lowerBound).to(.int64))
    }
    let vectors = Tensor.cat(parts, 2)
    return keepsPadding ? vectors * x.frontPadding.logicalNot().to(vectors.dtype).unsqueeze(2) : vectors
  }
}
