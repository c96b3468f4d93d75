import Corruptions
import Statistics

/// The samples of another data set with corrupted pictures. What is drawn for a sample depends on the seed and its number
/// alone, so that two evaluations see the same pictures.
public struct CorruptedDataset: Dataset {
  private let base: any Dataset
  private let kind: CorruptionCard
  private let severity: Int
  private let column: ConstantColumn?
  private let seed: UInt64

  /// Creates the data set.
  ///
  /// - Parameters:
  ///   - severity: 1 … 5.
  ///   - column: the column of constants; nil for that of the pictures' size.
  public init(
    _ base: any Dataset, _ kind: CorruptionCard, severity: Int, column: ConstantColumn? = nil, seed: UInt64 = 0
  ) {
    (self.base, self.kind, self.severity, self.column, self.seed) = (base, kind, severity, column, seed)
  }

  public var count: Int { base.count }

  public func order(epoch: Int) -> [Int]? { base.order(epoch: epoch) }

  public func labelledSamples(of tasks: [String]) -> [Int]? { base.labelledSamples(of: tasks) }

  public func events(of task: String) -> [Bool]? { base.events(of: task) }

  public var weights: [Float]? { base.weights }

  public func batch(_ indices: [Int]) throws -> Batch {
    var batch = try base.batch(indices)
    try batch.corruptPictures { place, picture in
      var draws = CorruptionDraws(SplitMix64(key: seed, UInt64(indices[place]), 0x636f_7272_7570_74))
      do throws(CorruptionError) {
        return try kind.corrupted(picture, severity: severity, column: column, draws: &draws)
      } catch {
        throw DatasetError("Sample \(indices[place] + 1) should be a picture that can be corrupted. \(error)")
      }
    }
    return batch
  }
}
