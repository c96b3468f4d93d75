import Foundation

/// How far a run is, as its folder tells.
public enum RunState: String, Sendable, Hashable, CaseIterable, Codable {
  /// It has its result.
  case done
  /// It has a result that says why there are no figures.
  case failed
  /// A process holds its lock, or a worker on another machine has claimed it.
  case running
  /// It was begun and nobody works on it: killed, stopped, or waiting for its turn in a search.
  case interrupted
  /// A search gave it up because others were better.
  case pruned
  /// It was planned and never begun.
  case notStarted = "not-started"
  /// Its result or job cannot be read.
  case unreadable

  /// Whether the folder alone does not tell: somebody may take or leave the lock without touching a file.
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
