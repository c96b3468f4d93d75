import Components
import Torch

/// A trunk for sequences with columns: an embedding makes one vector of each element, and an encoder follows. `[batch,
/// length, columns]` → `[batch, size]` for the whole sequence, or `[batch, length, size]` for its elements.
///
/// The parameters have the names that they have in embedding and encoder.
public final class SequenceTrunk: Module, StagedTrunk {
  /// The columns of an element as one vector.
  public let embedding: ColumnEmbedding
  /// The encoder of the vectors.
  public let encoder: any SequenceEncoder
  public let features: Features
  /// Whether the embedding belongs to the encoder's first level, and other encoders can read it, too.
  public let hasCommonEmbedding: Bool

  /// Creates the trunk.
  ///
  /// - Parameters:
  ///   - encoder: takes the embedding's vectors.
  ///   - isDense: whether heads read each element, if the encoder has a vector for each. Otherwise they read one vector
  ///     for the whole sequence, as the encoder says.
  ///   - hasCommonEmbedding: whether the embedding belongs to the encoder's first level, and other encoders can read it, too;
  ///     otherwise it is a level.
  public init(
    _ embedding: ColumnEmbedding, _ encoder: any SequenceEncoder, isDense: Bool = false,
    hasCommonEmbedding: Bool = false
  ) {
    require(
      encoder.inputs == embedding.size,
      "`encoder` should take vectors of \(embedding.size). Found \(type(of: encoder)) of \(encoder.inputs).")
    self.embedding = embedding
    self.encoder = encoder
    self.hasCommonEmbedding = hasCommonEmbedding
    features = isDense ? encoder.features : .vector(encoder.features.size)
  }

  override public var namedChildren: [(name: String, module: Module)]? { [("", embedding), ("", encoder)] }

  public func outputShape(for input: [Int]) throws -> [Int] {
    let shape = try encoder.outputShape(for: input, columns: embedding.columns.count)
    return features == encoder.features ? shape : [features.size]
  }

  public var stages: [Stage] {
    var stages = encoder.stages
    if features != encoder.features, let last = stages.popLast() {
      stages.append(
        Stage(last.name, last.modules, features) { [encoder] x in encoder.features.whole(last.run(x)) })
    }
    guard !embedding.isIdentity else { return stages }
    return [Stage("embeddings", [embedding], .sequence(embedding.size), run: embedding.callAsFunction)] + stages
  }

  /// The stage whose output other encoders can read, too; nil for none.
  public var commonEmbedding: Stage? { hasCommonEmbedding && !embedding.isIdentity ? stages.first : nil }

  public var levels: [TrunkLevel] {
    let names = stages.map(\.name), first = commonEmbedding == nil ? 0 : 1
    return names.indices.dropFirst(first).map { TrunkLevel(names[$0], ($0 == first ? 0 : $0)..<$0 + 1) }
  }

  public var lastLayer: Module { encoder.lastLayer }
}
