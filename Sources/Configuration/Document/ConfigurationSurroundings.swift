import Components
import Foundation
import Tasks

/// The folders and variables on which a path in a configuration depends.
///
/// `~` is the user's folder. `${NAME}` is an environment variable, and `${NAME:-default}` has a default for an unset or
/// empty one. A relative path starts at the folder of the YAML file. A path from the command line, or one that starts
/// with the value of an environment variable, starts at the current folder, as a shell's user expects.
package struct ConfigurationSurroundings: Sendable {
  /// The folder of the YAML file.
  package var folder: URL
  package var currentFolder: URL
  package var environment: [String: String]

  package init(folder: URL, currentFolder: URL, environment: [String: String]) {
    self.folder = folder
    self.currentFolder = currentFolder
    self.environment = environment
  }

  /// The surroundings of this process, for a configuration that is no file.
  package static var current: ConfigurationSurroundings {
    let here = URL(filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory)
    return Self(folder: here, currentFolder: here, environment: ProcessInfo.processInfo.environment)
  }

  /// The absolute path of a text.
  ///
  /// - Throws: `ConfigurationError` with `key` for a variable that is unset and has no default, or is never closed.
  func path(_ text: String, key: String, origin: ConfigurationOrigin) throws -> String {
    var startsInEnvironment = false
    var expanded = ""
    var rest = Substring(text)
    while let start = rest.firstRange(of: "${") {
      guard let end = rest[start.upperBound...].firstIndex(of: "}") else {
        throw ConfigurationError("`\(key)` should close its `${` with `}`. Found \(Found.quoted(text)).", at: origin)
      }
      expanded += rest[..<start.lowerBound]
      let reference = rest[start.upperBound..<end]
      let separator = reference.firstRange(of: ":-")
      let name = String(separator.map { reference[..<$0.lowerBound] } ?? reference)
      if let value = environment[name], !value.isEmpty {
        startsInEnvironment = startsInEnvironment || expanded.isEmpty
        expanded += value
      } else if let separator {
        expanded += reference[separator.upperBound...]
      } else {
        throw ConfigurationError("`\(key)` names the environment variable `\(name)`, which is not set.", at: origin)
      }
      rest = rest[rest.index(after: end)...]
    }
    expanded += rest
    if expanded == "~" || expanded.hasPrefix("~/") {
      expanded = (environment["HOME"] ?? NSHomeDirectory()) + expanded.dropFirst()
    }
    if expanded.hasPrefix("/") { return URL(filePath: expanded).standardized.path }
    var isOption = false
    if case .option = origin { isOption = true }
    let base = isOption || startsInEnvironment ? currentFolder : folder
    return base.appending(path: expanded).standardized.path
  }
}
