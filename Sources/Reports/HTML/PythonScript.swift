import Foundation
import Processes
import Runs

/// A short Python program, for tasks without a library in Swift.
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
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      // A file instead of a pipe: neither side can wait for the other.
      let file = folder.appending(path: "in"), errors = folder.appending(path: "error")
      try input.write(to: file)
      let process = try ChildProcess(python, ["-c", program] + arguments, input: .file(file), errors: .file(errors))
      let (output, ending) = process.end()
      guard ending == .status(0) else {
        let lines = String(decoding: try Data(contentsOf: errors), as: UTF8.self).split(separator: "\n")
        let words = lines.last { $0.contains("Error") } ?? lines.last
        throw failure(words.map(String.init) ?? "\(ending)")
      }
      return output
    } catch let error as ResultsError {
      throw error
    } catch let error as ChildProcess.StartError {
      throw .system(action: "start", path: python.path, reason: String(cString: strerror(error.number)))
    } catch {
      throw failure(RunFolder.reason(error))
    }
  }
}
