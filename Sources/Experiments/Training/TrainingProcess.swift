import Foundation
import Processes

/// The process of one training, `equipoise cell`, with its output.
final class TrainingProcess {
  let process: ChildProcess
  private(set) var progress: ParallelTrainings.Progress?
  private var line = Data()
  private var message = Data()

  /// The largest number of bytes of a message that are kept; the cause comes first.
  private static let longestMessage = 1 << 20

  init(_ job: ParallelTrainings.Job, _ executable: URL, threads: Int) throws(ChildProcess.StartError) {
    process = try ChildProcess(
      executable,
      ["cell", job.folder.path, "--threads", "\(threads)"] + (job.pause.map { ["--until", "\($0)"] } ?? []))
  }

  /// Reads the output since the last call.
  ///
  /// - Returns: how the training ended; nil while it runs.
  func look() -> ParallelTrainings.Ending? {
    // Asked first: what it said before its end is then there to be read.
    let ending = process.ending()
    line += process.read()
    while let end = line.firstIndex(of: UInt8(ascii: "\n")) {
      take(line[...end])
      line = Data(line[(end + 1)...])
    }
    guard let ending else { return nil }
    take(line)
    return result(of: ending)
  }

  /// Reads a line: a piece of JSON that says how far the training is, or part of a message.
  private func take(_ text: Data) {
    if text.first == UInt8(ascii: "{"),
      let progress = try? JSONDecoder().decode(ParallelTrainings.Progress.self, from: text)
    {
      self.progress = progress
    } else if message.count < Self.longestMessage {
      message += text
    }
  }

  private func result(of ending: ChildProcess.Ending) -> ParallelTrainings.Ending {
    let message = Self.reason(message)
    switch ending {
    case .status(0): return .done
    case .status(ExitStatus.interrupted), .signal(SIGINT): return .interrupted
    case .status(ExitStatus.tryLater): return .busy
    case .status(let status): return .failed(message.isEmpty ? "exit status \(status)" : message)
    case .signal(let signal): return .failed("killed by signal \(signal)\(message.isEmpty ? "" : ": \(message)")")
    case .unknown: return .failed(message.isEmpty ? "it ended, and the system does not say how" : message)
    }
  }

  /// The message on standard error, without the word that every error begins with, and without the trace that follows
  /// the first line of a crash.
  static func reason(_ output: Data) -> String {
    let text = String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    let crash = text.range(of: "\n\n*** ").map { String(text[..<$0.lowerBound]) } ?? text
    return crash.hasPrefix("Error: ") ? String(crash.dropFirst("Error: ".count)) : crash
  }
}
