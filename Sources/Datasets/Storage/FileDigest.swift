import Foundation
import Torch

/// The digest of a file's bytes. It is remembered as long as the file system says that it is the same file: the same
/// place on the disk, size, and times of its last change of content and of attributes. The latter time cannot be set,
/// so a file that replaces another with the same size and time is noticed.
struct FileDigest: Codable {
  private struct State: Codable, Equatable {
    var device, inode, size, modified, changed: Int
  }

  private var state: State
  private var digest: String

  /// The time before hashing in which a change is not safe. A later change could have the same time, so the digest is
  /// then not remembered.
  private static let unsureNanoseconds = 2_000_000_000

  /// The digest of a file; nil for a file that cannot be read twice, such as a pipe.
  ///
  /// - Parameter folder: the folder in which digests are remembered.
  /// - Throws: `DatasetError` if the file cannot be read.
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

  /// The digest of some bytes.
  static func name(of bytes: Data) -> String { XXH64.text(bytes.withUnsafeBytes(XXH64.checksum)) }

  private static func state(_ path: String) -> State? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return State(
      device: Int(truncatingIfNeeded: status.st_dev), inode: Int(truncatingIfNeeded: status.st_ino),
      size: Int(status.st_size), modified: status.modified, changed: status.changed)
  }
}
