/// An error for a comparison or a search that cannot continue before other processes, or other shards, have trained
/// their part.
package struct OthersAwaited: Error, CustomStringConvertible {
  let waiting: Int
  /// Whether nothing is to be trained after that.
  package let isLast: Bool

  package var description: String {
    "waiting for \(waiting) training\(waiting == 1 ? "" : "s") of other shards or processes; the same command goes on "
      + "when they are there"
  }
}
