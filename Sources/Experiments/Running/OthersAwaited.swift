/// An error for a comparison or a search that cannot continue before other processes, or other shards, have trained
/// their part.
public struct OthersAwaited: Error, CustomStringConvertible {
  let waiting: Int
  /// Whether nothing is to be trained after that.
  public let isLast: Bool

  public var description: String {
    "waiting for \(waiting) training\(waiting == 1 ? "" : "s") of other shards or processes; the same command goes on "
      + "when they are there"
  }
}
