import Foundation
import GRDB

extension RunIndex {
  /// The folder of the run whose name begins so: with letters of its cell, or with its path below the folder of runs.
  ///
  /// - Throws: ``RunQueryError`` where there is none, or more than one.
  public func folder(of prefix: String) throws -> RunFolder {
    let name = prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix
    let paths = try read { database in
      try String.fetchAll(
        database,
        sql: "SELECT path FROM run WHERE substr(cell, 1, ?) = ? OR path = ? ORDER BY path",
        arguments: [name.count, name, name])
    }
    let exact = paths.filter { $0 == name || $0.hasSuffix("/" + name) }
    let found = exact.isEmpty ? paths : exact
    if found.count == 1 { return RunFolder(folder.appending(path: found[0])) }
    // A folder itself, as completion writes it.
    let file = URL(filePath: prefix)
    if found.isEmpty, FileManager.default.fileExists(atPath: file.appending(path: "config.yaml").path) {
      return RunFolder(file)
    }
    let folder = folder.relativeToCurrentFolder
    guard !found.isEmpty else {
      throw RunQueryError("`\(prefix)` should begin the name of a run in `\(folder)`. Found none.")
    }
    let listed = found.prefix(5).joined(separator: ", ") + (found.count > 5 ? ", …" : "")
    throw RunQueryError("`\(prefix)` should begin the name of one run in `\(folder)`. Found \(found.count): \(listed).")
  }
}
