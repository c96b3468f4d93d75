import Backbones
import Balancing
import Foundation
import Processes
import Torch
import Training

/// A process that holds one model and makes steps of it when told to, so that two programs can be timed in turn.
///
/// It reads a command a line from standard input and answers each with one line; `Scripts/step_peer.py` answers the same
/// commands. `step N KIND` makes N steps and gives the seconds of each, or nan if the method has no answer, with the reason
/// on standard error; `backward N` gives the seconds of each of N backward passes through the network; `passes KIND` gives
/// the passes of a step, trunk then heads, each forward and backward; `solver KIND` the seconds of a Gramian weighting's
/// own arithmetic, 0 for other methods; `rate` the operations a second of a matrix product; `dispatch` the seconds of a
/// small operation; `memory` the largest memory so far in bytes; `quit` ends. A KIND is a method and a precision, or these
/// and a scope and a storage.
package struct BenchmarkWorker {
  private let steps: BenchmarkSteps

  /// Reads the arguments of a worker.
  ///
  /// - Parameter arguments: the model, the number of threads, and `contiguous`, `channels-last` or `auto`.
  package init(arguments: [String]) throws {
    guard arguments.count == 3, let model = BenchmarkModel(rawValue: arguments[0]),
      let threads = Int(arguments[1]), threads > 0, let layout = BenchmarkLayout(rawValue: arguments[2])
    else { throw BenchmarkError("a worker should be given a model, threads and a memory format. Found \(arguments).") }
    Threads.count = threads
    HostMemory.keepFreed()
    steps = try BenchmarkSteps(model, format: layout.format(of: model))
  }

  /// Answers commands until `quit` or the end of the input.
  package func serve() throws {
    let operations = steps.model.operationsPerStep(of: steps.network)
    try WorkerLoop.serve(parameterCount: steps.network.parameterCount, operationsPerStep: operations) { command in
      switch command.name {
      case "step": return try steps.time(command.count(), kind(command.words.dropFirst(), command.line))
      case "backward": return try steps.timeBackward(command.count())
      case "passes":
        let passes = try steps.countPasses(kind(command.words[...], command.line))
        return [passes.trunkForward, passes.trunkBackward, passes.headForward, passes.headBackward].map(Double.init)
      case "solver": return [try steps.solverSeconds(kind(command.words[...], command.line)) ?? 0]
      case "rate": return [MachineRate.matrixProduct()]
      case "dispatch": return [MachineRate.dispatch()]
      case "memory": return [Double(ProcessMemory.peak)]
      default:
        throw BenchmarkError(
          "a worker should be told step, backward, passes, solver, rate, dispatch, memory or quit. Found `\(command.line)`."
        )
      }
    }
  }

  private func kind(_ words: ArraySlice<String>, _ line: String) throws -> StepKind {
    guard let kind = StepKind(words: Array(words)) else {
      throw BenchmarkError("a step should be a method, a precision, a scope and a storage. Found `\(line)`.")
    }
    return kind
  }
}

/// The order of images in memory, under the command line's names.
package enum BenchmarkLayout: String, CaseIterable, Codable, Sendable {
  case auto
  case contiguous
  case channelsLast = "channels-last"

  func format(of model: BenchmarkModel) throws -> MemoryFormat {
    switch self {
    case .contiguous: .contiguous
    case .channelsLast: .channelsLast
    case .auto:
      ComputePolicy.automatic(
        for: try model.network(for: model.tasks(Generator(seed: 0)), generator: Generator(seed: 0))
      ).format
    }
  }
}

/// The precision of products, under the command line's names.
package enum BenchmarkPrecision: String, CaseIterable, Codable, CodingKeyRepresentable, Sendable {
  case fp32, bf16

  var dtype: DType { self == .fp32 ? .float32 : .bfloat16 }
}

/// A benchmark that cannot go on.
package struct BenchmarkError: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}

/// The memory of this process.
enum ProcessMemory {
  /// The largest resident memory so far in bytes (Linux's VmHWM); 0 if the system does not say.
  static var peak: Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    guard let number = line?.split(whereSeparator: \.isWhitespace).dropFirst().first else { return 0 }
    return (Int(number) ?? 0) * 1024
  }
}
