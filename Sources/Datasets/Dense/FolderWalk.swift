import Foundation

/// The files below a folder. Links to files and folders are followed, and a loop of links ends where it would begin
/// again. Names that begin with a dot are ignored, such as `.DS_Store` and the `._*` that macOS leaves on other disks.
struct FolderWalk {
  /// The paths below the folder, in the order of their names.
  private(set) var files: [String] = []

  /// The number of links to folders that may follow each other on one path. A tree of folders has none.
  private static let linkLimit = 8

  /// The identity of a folder, which does not depend on the name by which it was reached.
  private struct Identity: Hashable {
    let device: dev_t
    let number: ino_t

    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
      (device, number) = (status.st_dev, status.st_ino)
    }
  }

  /// Walks through a folder.
  ///
  /// - Throws: `DatasetError` for a folder that cannot be read.
  init(_ folder: URL) throws {
    try walk(folder.path, below: "", within: Identity(folder.path).map { [$0] } ?? [], links: 0)
  }

  private mutating func walk(_ path: String, below start: String, within outer: Set<Identity>, links: Int) throws {
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: path) } catch {
      throw DatasetError("`\(path)` should be a folder that can be read. Found: \(error.localizedDescription)")
    }
    for name in names.sorted() where !name.hasPrefix(".") {
      let whole = path + "/" + name
      var status = stat()
      guard lstat(whole, &status) == 0 else { continue }
      switch status.st_mode & S_IFMT {
      case S_IFREG: files.append(start + name)
      case S_IFDIR, S_IFLNK:
        let isLink = status.st_mode & S_IFMT == S_IFLNK
        guard let identity = Identity(whole) else {
          // A link to a file, or to nothing. The reader of the file reports a missing one.
          if stat(whole, &status) != 0 || status.st_mode & S_IFMT == S_IFREG { files.append(start + name) }
          continue
        }
        let links = links + (isLink ? 1 : 0)
        guard links <= Self.linkLimit, !outer.contains(identity) else { continue }
        try walk(whole, below: start + name + "/", within: outer.union([identity]), links: links)
      default: continue
      }
    }
  }
}
