import Foundation

/// A configuration as its user wrote it: a YAML file, and the values that options of the command line replace.
///
/// ```swift
/// var document = try ConfigurationDocument(contentsOf: URL(filePath: "experiment.yaml"))
/// try document.set("balancing.temperature=3")
/// let experiment = try ExperimentConfiguration(reading: document, catalogue: catalogue)
/// ```
package struct ConfigurationDocument: Sendable {
  /// The largest size in bytes. A larger configuration is a mistaken file name.
  static let largestFile = 4 << 20

  package internal(set) var root: ConfigurationNode
  /// The folders and variables by which relative paths are read.
  package var surroundings: ConfigurationSurroundings
  /// The file's name without its extension, or `experiment`.
  package let name: String

  /// Reads a YAML file.
  ///
  /// - Parameter environment: the values of `${NAME}` in a path.
  /// - Throws: `ConfigurationError` that names the file, and the line if there is one; for a table in place of an
  ///   experiment it says what to do.
  package init(
    contentsOf file: URL, environment: [String: String] = ProcessInfo.processInfo.environment,
    currentFolder: URL = URL(filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory)
  ) throws {
    do {
      try self.init(yamlIn: file, environment, currentFolder)
    } catch let error as ConfigurationError {
      throw MistakenTable.error(file) ?? error
    }
  }

  private init(yamlIn file: URL, _ environment: [String: String], _ currentFolder: URL) throws {
    let path = file.relativePath
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder) else {
      throw ConfigurationError("There is no file \(path).")
    }
    guard !isFolder.boolValue else { throw ConfigurationError("\(path) should be a YAML file. Found a folder.") }
    let data: Data
    do {
      let size = try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int ?? 0
      guard size <= Self.largestFile else {
        throw ConfigurationError("\(path) should be a YAML file of at most 4 MB. Found \(size) bytes.")
      }
      data = try Data(contentsOf: file)
    } catch let error as ConfigurationError {
      throw error
    } catch {
      throw ConfigurationError("\(path) cannot be read: \(error.localizedDescription)")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw ConfigurationError("\(path) should be text in UTF-8.")
    }
    let surroundings = ConfigurationSurroundings(
      folder: file.absoluteURL.deletingLastPathComponent(), currentFolder: currentFolder, environment: environment)
    try self.init(yaml: text, file: file.lastPathComponent, surroundings: surroundings)
  }

  /// Reads YAML text that errors call `file`.
  package init(
    yaml text: String, file: String = "experiment.yaml", surroundings: ConfigurationSurroundings = .current
  ) throws {
    let place = { ConfigurationOrigin.file(name: file, line: $0) }
    guard let root = try ConfigurationNode.parsing(text, place: place), !root.isNull else {
      throw ConfigurationError("\(file) is empty.")
    }
    guard case .section = root.content else {
      throw ConfigurationError("A configuration should be keys with values. Found \(root.found).", at: root.origin)
    }
    self.init(root: root, name: (file as NSString).deletingPathExtension, surroundings: surroundings)
  }

  /// Creates a configuration from values, for example those of `ResolvedConfiguration`.
  package init(
    root: ConfigurationNode, name: String = "experiment", surroundings: ConfigurationSurroundings = .current
  ) {
    self.root = root
    self.name = name.isEmpty ? "experiment" : name
    self.surroundings = surroundings
  }
}
