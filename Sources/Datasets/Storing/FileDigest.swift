import Foundation
import Torch

/// What a file's bytes are called, remembered as long as the file system says that it is the same file: the same place on
/// the disk, size, and times of its last change of content and of attributes. The latter cannot be set, so that a file that
/// takes another's place with its size and time is told apart.
struct FileDigest: Codable {
  private struct State: Codable, Equatable {
    var device, inode, size, modified, changed: Int
  }

  private var state: State
  private var digest: String

  /// A change so shortly before hashing may have the time of one behind it: then nothing is remembered.
  private static let unsureNanoseconds = 2_000_000_000

  /// The digest of a file; nil where it is none that can be read twice, such as a pipe.
  ///
  /// - Parameter folder: where digests are remembered.
  /// - Throws: `DatasetError` where the file cannot be read.
  static func of(_ path: String, in folder: URL) throws -> String? {
    guard let state = state(path) else { return nil }
    let record = folder.appending(path: "\(name(of: Data(path.utf8))).json")
    if let data = try? Data(contentsOf: record), let known = try? JSONDecoder().decode(FileDigest.self, from: data),
      known.state == state
    {
      return known.digest
    }
    let digest: String
    do { digest = try XXH64.checksum(of: URL(fileURLWithPath: path)) } catch { throw DatasetError("\(error)") }
    let now = Int(Date().timeIntervalSince1970 * 1e9)
    if self.state(path) == state, now - max(state.modified, state.changed) > unsureNanoseconds {
      try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try? JSONEncoder().encode(FileDigest(state: state, digest: digest)).write(to: record, options: .atomic)
    }
    return digest
  }

  /// What some bytes are called.
  static func name(of bytes: Data) -> String { XXH64.text(bytes.withUnsafeBytes(XXH64.checksum)) }

  private static func state(_ path: String) -> State? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return State(
      device: Int(truncatingIfNeeded: status.st_dev), inode: Int(truncatingIfNeeded: status.st_ino),
      size: Int(status.st_size), modified: status.modified, changed: status.changed)
  }
}
