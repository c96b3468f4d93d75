import Foundation

/// The Python of this machine, for what Swift has no library for.
package enum Python {
  /// The Python of `EQUIPOISE_PYTHON`, or otherwise the first `python3` of `PATH`; nil if there is none.
  package static func find(
    _ environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> URL? {
    if let path = environment["EQUIPOISE_PYTHON"] { return URL(fileURLWithPath: path) }
    let folders = (environment["PATH"] ?? "").split(separator: ":")
    return folders.map { URL(fileURLWithPath: String($0)).appendingPathComponent("python3") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }
}
