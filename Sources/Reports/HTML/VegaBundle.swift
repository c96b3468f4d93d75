import Foundation
import Runs

/// The plotting library that a page carries: Vega-Lite and what it needs, as one JavaScript file.
package enum VegaBundle {
  /// The PyPI package and version that makes the file.
  package static let package = "vl-convert-python==1.9.0"

  /// The instructions to make the file by hand.
  package static let instructions = """
    pip install \(package)
    python3 -c "import vl_convert; print(vl_convert.javascript_bundle('window.vegaEmbed = vegaEmbed;'))" > vega.js
    """

  private static let program = """
    import sys, vl_convert
    sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.write(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"))
    """

  /// Makes the file with a Python that has ``package``.
  ///
  /// - Throws: ``ResultsError`` with Python's last words if it lacks the package.
  package static func create(at url: URL, python: URL) throws(ResultsError) {
    let script = try PythonScript.run(program, python: python, input: Data(), arguments: [])
    guard String(decoding: script, as: UTF8.self).contains("vegaEmbed") else {
      throw .damaged(path: python.path, line: nil, reason: "its bundle does not set `window.vegaEmbed`.")
    }
    try ResultsError.replacing(url, with: script)
  }

  /// The text of a bundle, made safe to stand inside a `<script>` element.
  package static func read(_ url: URL) throws(ResultsError) -> String {
    let text = String(decoding: try RunFolder.contents(of: url), as: UTF8.self)
    guard text.contains("vegaEmbed") else {
      throw .damaged(
        path: url.path, line: nil, reason: "a plotting bundle should set `window.vegaEmbed`. Found nothing of it.")
    }
    return text.replacingOccurrences(of: "</script", with: "<\\/script", options: [.caseInsensitive, .literal])
      .replacingOccurrences(of: "<!--", with: "<\\!--", options: .literal)
  }
}

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
