import Processes
import Torch
import Training

/// The loop of a worker's process: it reads a command a line from standard input, and answers each with a line of numbers.
enum WorkerLoop {
  /// A command: its first word, the words after it, and the whole line for errors.
  struct Command {
    let name: String
    let words: [String]
    let line: String

    /// The number of repetitions, which is the first word after the name.
    func count() throws -> Int {
      guard let count = words.first.flatMap({ Int($0) }), count > 0 else {
        throw BenchmarkError("`\(name)` should be given a number of times. Found `\(line)`.")
      }
      return count
    }
  }

  /// Says that the worker is ready, then answers commands until `quit` or the end of the input. The answer is nan where a
  /// method has no update for the gradients, and the reason goes to standard error.
  static func serve(
    parameterCount: Int, operationsPerStep: Double = 0, answering numbers: (Command) throws -> [Double]
  ) throws {
    answer(["ready", LibTorch.version, "\(parameterCount)", "\(operationsPerStep)"])
    while let line = readLine(), line != "quit" {
      let words = line.split(separator: " ").map(String.init)
      let command = Command(name: words.first ?? "", words: Array(words.dropFirst()), line: line)
      do { answer(try numbers(command).map { "\($0)" }) } catch TrainingError.balancing(_, let error) {
        StandardStreams.tell("\(error)\n")
        answer(["nan"])
      }
    }
  }

  private static func answer(_ words: [String]) {
    // Without a reader, the next request is the end of the input, which ends the worker.
    _ = StandardStreams.answer(words.joined(separator: " "))
  }
}
