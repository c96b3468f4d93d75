import Statistics

/// One fold of a k-fold cross-validation. Its samples are the test split, validation is drawn from the others, and the
/// rest is for training.
public struct Fold: Hashable, Sendable, Codable {
  /// The number of the fold, from 1 to ``count``.
  public let number: Int
  /// The number of folds, 2 or more.
  public let count: Int

  /// Creates a fold; nil if there is no such fold.
  public init?(_ number: Int, of count: Int) {
    guard count > 1, (1...count).contains(number) else { return nil }
    (self.number, self.count) = (number, count)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let number = try container.decode(Int.self, forKey: .number), count = try container.decode(Int.self, forKey: .count)
    guard let fold = Fold(number, of: count) else {
      throw DecodingError.dataCorruptedError(
        forKey: .number, in: container, debugDescription: "`number` should be a fold of \(count). Found \(number).")
    }
    self = fold
  }
}

extension Fold {
  /// The split of each unit.
  ///
  /// All units are dealt to the folds by iterative stratification, in an order that depends on the seed. Validation
  /// samples are then dealt in the same way from the units outside this fold.
  ///
  /// - Parameters:
  ///   - validation: the share of all samples.
  ///   - path: the path of the data, for errors.
  /// - Throws: `DatasetError` if there are fewer units than folds, or too many samples for validation.
  func splits(of units: StratifiedUnits, validation: Double, seed: UInt64, path: String) throws -> [Split] {
    guard units.count >= count else {
      throw DatasetError(
        "`\(path)` should have at least as many \(units.name) as there are folds, \(count). Found \(units.count).")
    }
    var random = SplitMix64(key: seed, Self.key)
    let folds = units.parts(of: Array(0..<units.count), shares: Array(repeating: 1, count: count), &random)
    var splits = folds.map { $0 == number - 1 ? Split.test : .train }
    guard validation > 0 else { return splits }
    let rest = splits.indices.filter { splits[$0] == .train }
    let left = Double(rest.reduce(0) { $0 + units.sizes[$1] })
    let wanted = validation * Double(units.sizes.reduce(0, +))
    guard wanted < left else {
      throw DatasetError(
        "`validation` should leave \(units.name) of `\(path)` to train on outside the fold. Found \(validation).")
    }
    random = SplitMix64(key: seed, Self.key, UInt64(number))
    let drawn = units.parts(of: rest, shares: [wanted, left - wanted], &random)
    for (unit, part) in zip(rest, drawn) where part == 0 { splits[unit] = .validation }
    return splits
  }

  /// The key that keeps this draw apart from others of the same seed.
  private static let key: UInt64 = 0x666f_6c64_73
}
