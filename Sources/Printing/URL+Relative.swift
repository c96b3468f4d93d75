import Foundation

extension URL {
  /// The path as a person in the current folder would write it.
  package var relativeToCurrentFolder: String {
    let here = FileManager.default.currentDirectoryPath + "/"
    return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
  }
}
