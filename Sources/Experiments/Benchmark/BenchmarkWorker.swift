import Backbones
import Foundation
import Torch

/// A process that holds one model and makes steps of it when told to, so that two programs can be timed in turn.
///
/// It reads a command a line from standard input and answers each with one line; `Scripts/step_peer.py` answers the same
/// commands. `step N WEIGHTING PRECISION` makes N steps and gives the seconds of each; `rate` gives the operations a second
/// of a matrix product; `dispatch` the seconds of a small operation; `memory` the largest memory so far in bytes; `quit` ends.
public struct BenchmarkWorker {
  private let step: TrainingStep

  /// - Parameter arguments: the model, the number of threads, and `contiguous`, `channels-last` or `auto`.
  public init(arguments: [String]) throws {
    guard arguments.count == 3, let model = BenchmarkModel(rawValue: arguments[0]),
      let threads = Int(arguments[1]), threads > 0, let layout = BenchmarkLayout(rawValue: arguments[2])
    else { throw BenchmarkError("a worker should be given a model, threads and a memory format. Found \(arguments).") }
    Threads.count = threads
    HostMemory.keepFreed()
    step = try TrainingStep(model, format: layout.format(of: model))
  }

  /// Answers commands until `quit` or the end of the input.
  public func serve() throws {
    let operations = step.model.operationsPerStep(of: step.network)
    answer("ready", LibTorch.version, "\(step.network.parameterCount)", "\(operations)")
    while let line = readLine(), line != "quit" {
      let words = line.split(separator: " ").map(String.init)
      switch words.first {
      case "step":
        guard words.count == 4, let count = Int(words[1]), let precision = BenchmarkPrecision(rawValue: words[3]) else {
          throw BenchmarkError("`step` should be given a number, a weighting and a precision. Found `\(line)`.")
        }
        answer(try step.time(count, weighting: words[2], precision: precision.dtype).map { "\($0)" })
      case "rate": answer("\(MachineRate.matrixProduct())")
      case "dispatch": answer("\(MachineRate.dispatch())")
      case "memory": answer("\(ProcessMemory.peak)")
      default: throw BenchmarkError("a worker should be told step, rate, dispatch, memory or quit. Found `\(line)`.")
      }
    }
  }

  private func answer(_ words: String...) { answer(words) }

  private func answer(_ words: [String]) {
    FileHandle.standardOutput.write(Data((words.joined(separator: " ") + "\n").utf8))
  }
}

/// The order of images in memory, as the command line names it.
public enum BenchmarkLayout: String, CaseIterable, Codable, Sendable {
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

/// The precision of products, as the command line names it.
public enum BenchmarkPrecision: String, CaseIterable, Codable, Sendable {
  case fp32, bf16

  var dtype: DType { self == .fp32 ? .float32 : .bfloat16 }
}

/// A benchmark that cannot go on.
public struct BenchmarkError: Error, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}

/// The memory of this process.
enum ProcessMemory {
  /// The largest resident memory so far in bytes (Linux's VmHWM); 0 where the system does not say.
  static var peak: Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line.flatMap { $0.split(whereSeparator: { " \t".contains($0) }).dropFirst().first }.flatMap { Int($0) }
      .map { $0 * 1024 } ?? 0
  }
}
