import Statistics

/// An order of samples of different lengths in which those of a batch are about equally long, so that little of a batch is padding.
///
/// The samples are shuffled and taken in pools of some batches. Each pool is sorted by length and cut into batches, and the batches of all pools are
/// shuffled. Samples of one length keep the order in which they were shuffled. The samples of a last batch that is not full are those at the end of the
/// first shuffle, so that any sample can be left out, a long one no more often than a short one.
enum LengthBuckets {
  /// The batches of a pool. With 50 batches of 16, 6.7 % of the elements of an epoch of UD English EWT are padding, in place of
  /// 63 % of an order without pools.
  static let batchesOfPool = 50

  /// The order of an epoch.
  static func order(_ lengths: [Int], batchSize: Int, _ random: inout SplitMix64) -> [Int] {
    let shuffled = random.permutation(lengths.count)
    let whole = lengths.count / batchSize * batchSize, pool = batchSize * batchesOfPool
    var sorted: [Int] = []
    sorted.reserveCapacity(whole)
    for start in stride(from: 0, to: whole, by: pool) {
      let places = (start..<min(whole, start + pool)).sorted {
        (lengths[shuffled[$0]], $0) < (lengths[shuffled[$1]], $1)
      }
      sorted += places.map { shuffled[$0] }
    }
    let batches = random.permutation(whole / batchSize)
    return batches.flatMap { sorted[$0 * batchSize..<($0 + 1) * batchSize] } + shuffled[whole...]
  }
}
