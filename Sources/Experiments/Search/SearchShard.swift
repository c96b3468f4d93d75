/// One of several machines that share a search: every run belongs to one of them, by its folder's name.
public struct SearchShard: Sendable, Hashable, CustomStringConvertible {
  /// Counted from 1.
  public let index: Int
  public let count: Int

  /// - Parameter text: "2/8": the second of eight.
  /// - Throws: `ConfigurationError` for anything else, and for a number that is out of range.
  public init(_ text: String) throws {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]) else {
      throw ConfigurationError("`--shard` should be a number and how many there are, as 2/8. Found \"\(text)\".")
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

  public var description: String { "\(index)/\(count)" }

  /// - Parameter name: 16 hexadecimal digits.
  func owns(_ name: String) -> Bool {
    // The lowest bits of the names' hash hardly differ between values that end in digits of one parity.
    let hash = UInt64(name, radix: 16) ?? 0
    let mixed = ((hash ^ hash >> 32) &* 0x9E37_79B9_7F4A_7C15) >> 32
    return mixed % UInt64(count) == UInt64(index - 1)
  }

  /// A script for Slurm, `sbatch FILE`: an array of jobs, one a shard. A shard that waits for the others looks again every
  /// minute.
  ///
  /// - Parameters:
  ///   - command: without `--shard`, quoted for a shell.
  ///   - threads: that one shard keeps busy.
  public static func slurmScript(_ command: String, name: String, shards: Int, threads: Int, folder: String) -> String {
    """
    #!/bin/bash
    #SBATCH --job-name=\(name)
    #SBATCH --array=1-\(shards)
    #SBATCH --ntasks=1
    #SBATCH --cpus-per-task=\(threads)
    #SBATCH --output=\(name)-%a.log
    # Every job needs the folder of runs; ask for time and memory as your machines want them.
    cd '\(folder.replacing("'", with: "'\\''"))' || exit 1
    while true; do
      \(command) --shard "$SLURM_ARRAY_TASK_ID/\(shards)"
      status=$?
      [ "$status" -eq \(ExitStatus.tryLater) ] || exit "$status"  # \(ExitStatus.tryLater): other shards have to finish first
      sleep 60
    done
    """
  }
}

/// A search that cannot go on before other shards, or other processes, have trained their part.
public struct SearchWaits: Error, CustomStringConvertible {
  let waiting: Int

  public var description: String {
    "waiting for \(waiting) training\(waiting == 1 ? "" : "s") of other shards or processes; the same command goes on "
      + "when they are there"
  }
}

/// A search whose trainings ended without a result.
public struct SearchStopped: Error, CustomStringConvertible {
  let failures: [String]

  public var description: String {
    "\(failures.count) training\(failures.count == 1 ? "" : "s") ended without a result; the same command tries again:\n  "
      + failures.joined(separator: "\n  ")
  }
}
