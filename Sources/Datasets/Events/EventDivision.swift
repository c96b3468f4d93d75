import Statistics

/// The division of examples into splits: 64, 16 and 20 of a hundred, in the order in which they were drawn.
enum EventDivision {
  /// The share of training and validation together, and then of training within these.
  private static let kept = 0.8

  /// The numbers 0 ..< `count`, divided at random.
  ///
  /// - Throws: `DatasetError` if a split would be empty.
  static func drawn(_ count: Int, seed: UInt64, of what: String, in path: String) throws -> [Split: [Int]] {
    var generator = MersenneTwister(seed: seed)
    let order = generator.permutation(count)
    let fitted = Int(kept * Double(count)), trained = Int(kept * Double(fitted))
    guard 0 < trained, trained < fitted, fitted < count else {
      throw DatasetError("`\(path)` should have enough \(what) for three splits, 3 or more. Found \(count).")
    }
    return [
      .train: Array(order[..<trained]), .validation: Array(order[trained..<fitted]), .test: Array(order[fitted...]),
    ]
  }
}

/// The orders of training and validation in the epochs of the published experiments. One generator serves a whole run.
/// Before each pass it draws two outputs, then the pass's order, and after that an order that is not used.
public struct PassOrders: Sendable {
  private let seed: UInt64
  private let train: Int
  private let validation: Int

  /// Creates the orders of a run.
  ///
  /// - Parameters:
  ///   - seed: the run's seed.
  ///   - train: the number of training examples; `validation` likewise.
  public init(seed: UInt64, train: Int, validation: Int) {
    (self.seed, self.train, self.validation) = (seed, train, validation)
  }

  /// The order of a pass of an epoch, from 0.
  public func order(epoch: Int, of split: Split) -> [Int] {
    func outputs(_ count: Int) -> Int { 2 + 2 * (count - 1) }
    var generator = MersenneTwister(seed: seed)
    generator.skip(epoch * (outputs(train) + outputs(validation)) + (split == .train ? 0 : outputs(train)) + 2)
    return generator.permutation(split == .train ? train : validation)
  }
}
