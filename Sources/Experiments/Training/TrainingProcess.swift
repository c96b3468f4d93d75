import Foundation
import Processes

/// A process that trains runs of one experiment, one after the other: `equipoise cell`, with its output.
///
/// It reads a ``TrainingRequest`` a line, and answers each with a line when the run is trained as far as it was asked
/// for. A run that ends in any other way ends the process, whose status and output say how: no state of a failed run is
/// left for the next.
final class TrainingProcess {
  let process: ChildProcess
  /// How far the run is.
  private(set) var progress: ParallelTrainings.Progress?
  private var request: TrainingRequest?
  private var line = Data()
  private var message = Data()

  /// The largest number of bytes of a message that are kept; the cause comes first.
  private static let longestMessage = 1 << 20

  /// Starts a process for runs in an experiment's folder.
  init(_ folder: URL, _ executable: URL, threads: Int) throws(ChildProcess.StartError) {
    process = try ChildProcess(executable, ["cell", folder.path, "--threads", "\(threads)"], input: .pipe)
  }

  /// Asks for a run.
  ///
  /// - Returns: false if the process has ended.
  func begin(_ request: TrainingRequest) -> Bool {
    (self.request, progress, message) = (request, nil, Data())
    return process.tell(request.line)
  }

  /// Reads the output since the last call.
  ///
  /// - Returns: how the run ended; nil while it is trained.
  func look() -> ParallelTrainings.Ending? {
    // Asked first: what it said before its end is then there to be read.
    let ending = process.ending()
    var isDone = false
    line += process.read()
    while let end = line.firstIndex(of: UInt8(ascii: "\n")) {
      if let request, line[..<end].elementsEqual(request.answer.utf8) { isDone = true } else { take(line[...end]) }
      line = Data(line[(end + 1)...])
    }
    if isDone { return .done }
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
    // It ends by itself only if its input does.
    case .status(0): return .failed(message.isEmpty ? "it ended before the training did" : message)
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

/// A line that asks a training process for a run: the name of the run's folder, and the number of epochs after which it
/// pauses if it does.
package struct TrainingRequest: Equatable {
  package let run: String
  /// The epochs after which the training pauses; nil to train to its end.
  package let pause: Int?

  package init(_ run: String, until pause: Int? = nil) {
    self.run = run
    self.pause = pause
  }

  /// Reads a line; nil for any other text.
  package init?(_ line: String) {
    let words = line.split(separator: " ", omittingEmptySubsequences: false)
    guard (1...2).contains(words.count), !words[0].isEmpty, !words[0].contains("/") else { return nil }
    run = String(words[0])
    pause = words.count == 2 ? Int(words[1]) : nil
    guard words.count == 1 || pause.map({ $0 > 0 }) == true else { return nil }
  }

  /// The request as a line.
  var line: String { ([run] + (pause.map { ["\($0)"] } ?? [])).joined(separator: " ") }

  /// The line by which a process says that the run is trained so far.
  package var answer: String { "trained \(run)" }
}
