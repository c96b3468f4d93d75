import Foundation

/// An empty folder that is removed together with this object.
package final class TemporaryFolder: Sendable {
  package let url = FileManager.default.temporaryDirectory.appending(path: "equipoise-\(UUID().uuidString)")

  /// - Precondition: the system's temporary folder can be written.
  package init() { try! FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Writes a file of this folder and returns its place.
  @discardableResult
  package func write(_ bytes: [UInt8], _ name: String) -> URL {
    let file = url.appending(path: name)
    try! Data(bytes).write(to: file)
    return file
  }

  @discardableResult
  package func write(_ text: String, _ name: String = "table.csv") -> URL { write(Array(text.utf8), name) }
}
