import Foundation

/// Text from elsewhere as one word of a shell's command.
package enum ShellText {
  /// The text as one word.
  ///
  /// - Returns: the text itself if a shell leaves it unchanged, otherwise the text in quotation marks.
  package static func word(_ text: String) -> String {
    let isPlain = !text.isEmpty && text.allSatisfy { $0.isLetter || $0.isNumber || "-_./,:=+@%".contains($0) }
    return isPlain ? text : "'\(text.replacing("'", with: "'\\''"))'"
  }
}

extension URL {
  /// The path as a person in the current folder would write it.
  package var relativeToCurrentFolder: String {
    let here = FileManager.default.currentDirectoryPath + "/"
    return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
  }
}
