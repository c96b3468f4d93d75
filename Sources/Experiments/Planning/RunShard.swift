import Components
import Configuration
import Tasks

/// A share of a search or a study for one of several machines. Every run belongs to one of them, by its folder's name.
package struct RunShard: Sendable, Hashable, CustomStringConvertible {
  /// The number of the share, from 1.
  package let index: Int
  package let count: Int

  /// Reads a share.
  ///
  /// - Parameter text: "2/8": the second of eight.
  /// - Throws: `ConfigurationError` for any other text, and for a number that is out of range.
  package init(_ text: String) throws {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]) else {
      throw ConfigurationError(
        "`--shard` should be a number and how many there are, as 2/8. Found \(Found.quoted(text)).")
    }
    guard count >= 1, count <= 10_000, (1...count).contains(index) else {
      throw ConfigurationError(
        count < 1 || count > 10_000
          ? "`--shard` should be one of at \(count < 1 ? "least one" : "most 10000"). Found \(text)."
          : "`--shard` should be between 1/\(count) and \(count)/\(count). Found \(text).")
    }
    self.index = index
    self.count = count
  }

  package var description: String { "\(index)/\(count)" }

  /// Whether a run belongs to this share.
  ///
  /// - Parameter name: 16 hexadecimal digits.
  package func owns(_ name: String) -> Bool {
    // The lowest bits of the names' hash hardly differ between values that end in digits of one parity.
    let hash = UInt64(name, radix: 16) ?? 0
    let mixed = ((hash ^ hash >> 32) &* 0x9E37_79B9_7F4A_7C15) >> 32
    return mixed % UInt64(count) == UInt64(index - 1)
  }
}

/// An error for a search whose trainings ended without a result.
package struct SearchStopped: Error, CustomStringConvertible {
  let failures: [String]

  package init(failures: [String]) {
    self.failures = failures
  }

  package var description: String {
    "\(failures.count) training\(failures.count == 1 ? "" : "s") ended without a result; the same command tries again:\n  "
      + failures.joined(separator: "\n  ")
  }
}
