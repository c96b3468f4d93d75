import Foundation

/// The package's own folder: the nearest one above this file that has a `Package.swift`.
package let packageFolder: URL = {
  var folder = URL(filePath: #filePath).deletingLastPathComponent()
  while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
    precondition(folder.path != "/", "A folder above \(#filePath) should have a Package.swift.")
    folder.deleteLastPathComponent()
  }
  return folder
}()
