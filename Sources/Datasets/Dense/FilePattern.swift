import Foundation

/// The place of one kind of measurement: a path with one `*`, which stands for a sample's name and may hold folders, as
/// in `leftImg8bit/train/*_leftImg8bit.png`.
struct FilePattern: Sendable {
  let pattern: String
  private let prefix: Substring
  private let suffix: Substring

  /// Reads a pattern.
  ///
  /// - Throws: `DatasetError` unless there is exactly one `*`.
  init(_ pattern: String) throws {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw DatasetError(
        "`\(pattern)` should hold one `*`, which stands for the name of a sample. Found \(parts.count - 1).")
    }
    self.pattern = pattern
    (prefix, suffix) = (parts[0], parts[1])
  }

  /// The files below a folder that the pattern fits, by the names of their samples. Links are followed; files and
  /// folders whose names begin with a dot are ignored.
  ///
  /// - Throws: `DatasetError` if there is no such folder.
  func files(in root: URL) throws -> [String: String] {
    let start = prefix.lastIndex(of: "/").map { String(prefix[...$0]) } ?? ""
    let folder = start.isEmpty ? root : root.appending(path: start, directoryHint: .isDirectory)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder), isFolder.boolValue else {
      throw DatasetError("`\(folder.path)` should be a folder of files. Found none.")
    }
    var result: [String: String] = [:]
    for path in try FolderWalk(folder).files {
      let whole = start + path
      guard whole.count > prefix.count + suffix.count, whole.hasPrefix(prefix), whole.hasSuffix(suffix) else {
        continue
      }
      result[String(whole.dropFirst(prefix.count).dropLast(suffix.count))] = root.appending(path: whole).path
    }
    return result
  }
}

extension [String] {
  /// The names in the order of the numbers in them: 2 before 10.
  func sortedByNumber() -> [String] { sorted { $0.compare($1, options: .numeric) == .orderedAscending } }
}
