import Foundation

/// The state of a run, as its folder shows it.
package enum RunState: String, Sendable, Hashable, CaseIterable, Codable {
  /// The run has its result.
  case done
  /// The run has a result that says why there are no figures.
  case failed
  /// A process holds the run's lock, or a worker on another machine has claimed it.
  case running
  /// The run was begun and nobody works on it: it was killed or stopped, or waits for its turn in a search.
  case interrupted
  /// A search gave the run up because others were better.
  case pruned
  /// The run was planned and never begun.
  case notStarted = "not-started"
  /// The run's result or job cannot be read.
  case unreadable

  /// Whether the folder alone does not decide: a lock may be taken or released without touching a file.
  var mayChangeByLock: Bool { [.running, .interrupted, .pruned, .notStarted].contains(self) }

  /// The state of a run without a result.
  init(ofUnfinished folder: RunFolder, isPruned: Bool) {
    let files = FileManager.default
    let begun = [RunEnvironment.fileName, "metrics.jsonl", "checkpoints"].contains {
      files.fileExists(atPath: folder.url.appending(path: $0).path)
    }
    let isHeld = RunLock.isHeld(folder.url) || RunClaim.isHeld(folder.url)
    self = isHeld ? .running : isPruned ? .pruned : begun ? .interrupted : .notStarted
  }
}
