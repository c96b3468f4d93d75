import Torch

/// The columns of each element of a sequence as one vector: numbers as they are, codes by a trained vector for each code.
/// `[batch, length, columns]` → `[batch, length, size]`, column by column.
///
/// Columns of characters become one vector together. Without codes it has no parameters and changes nothing. Names:
/// `embeddings.0.weight` `[codes, width]` for the first column of codes, …; `characters.embedding.weight`, …
public final class ColumnEmbedding: Module, UnaryLayer {
  /// What a column becomes.
  public enum Column: Hashable, Sendable {
    /// The number itself.
    case number
    /// One of `count` codes, from 0 on, as a vector of `width` numbers.
    case code(count: Int, width: Int)
    /// One of `count` characters of a word, 0 for none. The columns of a word stand side by side, and become a vector of `filters` numbers
    /// by way of a vector of `width` for each character.
    case character(count: Int, width: Int, filters: Int)
  }

  /// The columns of one element.
  public let columns: [Column]
  /// The numbers of one element's vector.
  public let size: Int
  /// Whether elements of zeros in front of a sequence stay zeros, so that an encoder knows them as padding.
  public let keepsPadding: Bool
  let embeddings: [Embedding]
  let characters: CharacterCNN?
  /// Neighbouring columns that are taken together: several numbers or characters, or one code.
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
    var characters: CharacterCNN?
    var size = 0
    for (place, column) in columns.enumerated() {
      let goesOn = place > 0 && column == columns[place - 1]
      switch column {
      case .number: size += 1
      case .character where goesOn: break
      case .character(let count, let width, let filters):
        require(characters == nil, "`columns` should hold the characters of one word, side by side. Found \(columns).")
        size += filters
        characters = CharacterCNN(count, width: width, filters: filters, generator: generator)
      case .code(let count, let width):
        size += width
        embeddings.append(Embedding(count, width, generator: generator))
        pieces.append(place..<place + 1)
        continue
      }
      if goesOn {
        pieces[pieces.count - 1] = pieces.last!.lowerBound..<place + 1
      } else {
        pieces.append(place..<place + 1)
      }
    }
    self.embeddings = embeddings
    self.characters = characters
    self.pieces = pieces
    self.size = size
  }

  /// Whether it has no codes, and changes nothing.
  public var isIdentity: Bool { embeddings.isEmpty && characters == nil }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    if isIdentity { return x }
    var next = embeddings.makeIterator()
    let parts = pieces.map { piece in
      let part = { x.narrow(2, start: piece.lowerBound, length: piece.count) }
      return switch columns[piece.lowerBound] {
      case .number: part()
      case .code: next.next()!(x.select(2, index: piece.lowerBound).to(.int64))
      case .character: characters!(part())
      }
    }
    let vectors = Tensor.cat(parts, 2)
    return keepsPadding ? vectors * x.frontPadding.logicalNot().to(vectors.dtype).unsqueeze(2) : vectors
  }
}
