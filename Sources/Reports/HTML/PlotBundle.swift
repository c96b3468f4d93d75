import Foundation

/// The plot renderer that `make setup` installs: one script that a page carries.
package enum PlotBundle {
  /// The script, next to the package in which the executable was built, or below the current folder.
  package static func find() -> URL? { place(".tools/vega-embed.js") }

  /// The Python packages that render plots as files.
  package static func python() -> URL? { place(".tools/python") }

  private static func place(_ path: String) -> URL? {
    let executable = Bundle.main.executableURL?.resolvingSymlinksInPath()
    let here = URL(filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory)
    for start in [executable, here].compactMap({ $0 }) {
      var folder = start
      while folder.path != "/" {
        let candidate = folder.appending(path: path)
        if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
        folder.deleteLastPathComponent()
      }
    }
    return nil
  }
}
