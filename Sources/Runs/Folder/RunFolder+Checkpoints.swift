import Foundation
import Training

extension RunFolder {
  /// The run's checkpoints. The folder's name, a hash of the configuration, names the run in them.
  package var checkpoints: CheckpointStore {
    var store = CheckpointStore(
      folder: url.appending(path: "checkpoints"), run: url.standardizedFileURL.lastPathComponent)
    // A folder that was removed while it trains is not made again without its other files.
    store.makesParents = false
    return store
  }

  /// The run's checkpoints for writing: without what a killed writer left.
  ///
  /// - Throws: ``ResultsError`` where a symbolic link stands in the folder's place, which is not followed.
  package func checkpoints(holding lock: RunLock) throws -> CheckpointStore {
    try lock.check()
    let store = checkpoints
    var status = stat()
    if lstat(store.folder.path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK {
      throw ResultsError.system(
        action: "write", path: store.folder.path, reason: "it is a symbolic link, which is not followed")
    }
    try store.tidy()
    return store
  }
}
