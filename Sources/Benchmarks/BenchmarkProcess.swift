import Foundation
import Processes

/// A worker or peer in a process of its own. It gets its commands line by line.
final class BenchmarkProcess {
  let name: String
  /// The version of LibTorch that the process reported; the number of parameters and the operations of a step follow.
  let version: String
  let parameterCount: Int
  let operationsPerStep: Double
  private let process: ChildProcess
  private let errors: URL
  private var unread = Data()
  private var hasQuit = false

  /// Starts the process and waits until it is ready.
  init(_ name: String, _ executable: URL, _ arguments: [String], environment: [String: String]? = nil) throws {
    self.name = name
    errors = FileManager.default.temporaryDirectory.appendingPathComponent("equipoise-bench-\(UUID().uuidString)")
    // A peer that ended is found by its missing answer; writing to it should not end this process.
    signal(SIGPIPE, SIG_IGN)
    process = try ChildProcess(executable, arguments, environment: environment, input: .pipe, errors: .file(errors))
    let words = (try? Self.line(from: process, into: &unread)) ?? []
    guard words.count == 4, words[0] == "ready", let parameters = Int(words[2]), let operations = Double(words[3])
    else {
      process.send(SIGTERM)
      _ = process.end()
      throw BenchmarkError("\(name) should have started. Found: \(Self.lastLine(of: errors)).")
    }
    version = words[1]
    parameterCount = parameters
    operationsPerStep = operations
  }

  /// Tells the process a command without waiting for its answer.
  func tell(_ command: String) throws {
    guard process.tell(command) else { throw BenchmarkError("\(name) should be running. Found its end: \(reason).") }
  }

  /// The numbers of the next answer.
  ///
  /// - Parameter limit: the seconds after which the process is ended; nil to wait as long as it runs.
  func answer(within limit: Double? = nil) throws -> [Double] {
    let deadline = limit.map { ContinuousClock.now + .seconds($0) }
    let words = (try? Self.line(from: process, into: &unread, until: deadline)) ?? []
    if let limit, let deadline, words.isEmpty, .now >= deadline {
      process.send(SIGKILL)
      throw BenchmarkError("\(name) should have answered within \(limit) seconds.")
    }
    let numbers = words.compactMap(Double.init)
    guard !words.isEmpty, numbers.count == words.count else {
      let found = words.isEmpty ? reason : words.joined(separator: " ")
      throw BenchmarkError("\(name) should have answered. Found: \(found).")
    }
    return numbers
  }

  /// The last line that the process wrote to its standard error.
  var reason: String { Self.lastLine(of: errors) }

  private static func lastLine(of file: URL) -> String {
    (try? String(contentsOf: file, encoding: .utf8))?.split(separator: "\n").last.map(String.init) ?? "no message"
  }

  func ask(_ command: String, within limit: Double? = nil) throws -> [Double] {
    try tell(command)
    return try answer(within: limit)
  }

  func steps(_ count: Int, _ weighting: String = "ew", _ precision: BenchmarkPrecision = .fp32) throws -> [Double] {
    try steps(count, StepKind(weighting, precision))
  }

  func steps(_ count: Int, _ kind: StepKind) throws -> [Double] { try ask("step \(count) \(kind.words)") }

  deinit {
    guard !hasQuit else { return }
    // The system keeps a record of a process until somebody has asked how it ended.
    process.send(SIGKILL)
    _ = process.end()
    try? FileManager.default.removeItem(at: errors)
  }

  /// Ends the process and waits for its end.
  func quit() {
    hasQuit = true
    try? tell("quit")
    process.closeInput()
    _ = process.end()
    try? FileManager.default.removeItem(at: errors)
  }

  private static func line(
    from process: ChildProcess, into unread: inout Data, until deadline: ContinuousClock.Instant? = nil
  ) throws -> [String] {
    while true {
      if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
        defer { unread = Data(unread[unread.index(after: end)...]) }
        return String(decoding: unread[..<end], as: UTF8.self).split(separator: " ").map(String.init)
      }
      let more = process.read()
      unread += more
      guard more.isEmpty else { continue }
      guard !process.isAtEnd else { throw BenchmarkError("the process ended") }
      if let deadline, .now >= deadline { throw BenchmarkError("the time is over") }
      ChildProcess.wait(for: [process], milliseconds: deadline == nil ? 1000 : 100)
    }
  }
}
