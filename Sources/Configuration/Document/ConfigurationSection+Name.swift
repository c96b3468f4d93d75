import Foundation

extension ConfigurationSection {
  /// A name that is fit for a folder.
  ///
  /// - Parameter file: the YAML file's name without its extension, from which the name is derived if none is given.
  package func name(file: String) throws -> String {
    let derived = FolderName.derived(from: file)
    guard has("name") || FolderName.isFit(derived) && !FolderName.isTaken(derived) else {
      throw ConfigurationError(
        "The experiment's name follows from its file's, \"\(file)\", which \(FolderName.isFit(derived) ? "is taken" : "names no folder"). "
          + "Give one with `name`, as `name: first-try`.")
    }
    return try read("name", default: derived, write: { value, _ in .value(value) }) { node, path in
      let name = try node.string(path)
      guard FolderName.isFit(name) else {
        throw node.mismatch(path, "letters, digits, `-`, `_` and `.`, for it names a folder")
      }
      guard !FolderName.isTaken(name) else {
        throw node.mismatch(path, "another name: the folder of runs has a file of this name")
      }
      return name
    }
  }
}

/// Names of folders within the folder of runs.
private enum FolderName {
  /// A name derived from a file's name: hyphens for blanks and other signs, and no accents: `Größe 2` is `Gro-e-2`.
  static func derived(from file: String) -> String {
    var name = ""
    for scalar in file.decomposedStringWithCanonicalMapping.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .spacingMark, .enclosingMark: continue
      default: break
      }
      if isPermitted(scalar) {
        name.unicodeScalars.append(scalar)
      } else if !name.isEmpty, !name.hasSuffix("-") {
        name += "-"
      }
    }
    while name.hasSuffix("-"), name != file { name.removeLast() }
    return name
  }

  static func isFit(_ name: String) -> Bool {
    !name.isEmpty && name.unicodeScalars.allSatisfy(isPermitted) && !name.hasPrefix(".") && name.count <= 100
  }

  /// Whether the folder of runs uses this name for something else: the index with its companions, or the report on
  /// several experiments. Some file systems do not tell capitals from small letters.
  static func isTaken(_ name: String) -> Bool {
    let name = name.lowercased()
    return name == "report" || name.hasPrefix("index.sqlite")
  }

  private static func isPermitted(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".": true
    default: false
    }
  }
}
