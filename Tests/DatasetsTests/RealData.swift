import Foundation
import TestSupport

/// A folder of real data: below `EQUIPOISE_DATA`, else below `examples/data`; nil where there is none.
func dataFolder(_ name: String) -> URL? {
  let root =
    ProcessInfo.processInfo.environment["EQUIPOISE_DATA"].map { URL(fileURLWithPath: $0) }
    ?? packageFolder.appendingPathComponent("examples/data")
  let folder = root.appendingPathComponent(name)
  return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
}
