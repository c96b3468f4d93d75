import Foundation

/// A short Python program, run for what Swift has no library for.
enum PythonScript {
  /// Runs `program` and returns what it wrote to standard output.
  ///
  /// - Throws: ``ResultsError/system(action:path:reason:)`` with the error that Python printed.
  static func run(
    _ program: String, python: URL, input: Data, arguments: [String]
  ) throws(ResultsError) -> Data {
    let folder = FileManager.default.temporaryDirectory.appending(path: "equipoise-python-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    func failure(_ reason: String) -> ResultsError { .system(action: "run", path: python.path, reason: reason) }
    do {
      // Files instead of pipes: neither side can wait for the other.
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let files = ["in", "out", "error"].map { folder.appending(path: $0) }
      for file in files { try Data().write(to: file) }
      try input.write(to: files[0])
      let process = Process()
      process.executableURL = python
      process.arguments = ["-c", program] + arguments
      process.standardInput = try FileHandle(forReadingFrom: files[0])
      process.standardOutput = try FileHandle(forWritingTo: files[1])
      process.standardError = try FileHandle(forWritingTo: files[2])
      try process.run()
      process.waitUntilExit()
      guard process.terminationStatus == 0 else {
        let error = String(decoding: try Data(contentsOf: files[2]), as: UTF8.self)
        let lines = error.split(separator: "\n")
        let words = lines.last { $0.contains("Error") } ?? lines.last
        throw failure(words.map(String.init) ?? "it ended with status \(process.terminationStatus)")
      }
      return try Data(contentsOf: files[1])
    } catch let error as ResultsError {
      throw error
    } catch {
      throw failure(RunFolder.reason(error))
    }
  }
}
