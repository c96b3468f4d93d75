import Sharing
import Torch

/// A process that holds one network and makes steps of it when told to, so that its memory is that of these steps alone.
///
/// Its commands are `step N`, for the seconds of each of N steps, `memory`, for the largest memory so far in bytes, and `quit`.
package struct SharingWorker {
  /// The networks whose memory is compared.
  enum Kind: String {
    /// Hard sharing, with one task's label for each sample.
    case hard
    /// Task routing with one task for each sample.
    case routing
  }

  private let step: () throws -> Void
  private let parameterCount: Int

  /// Reads the arguments of a worker.
  ///
  /// - Parameter arguments: `hard` or `routing`, the model, the number of samples, and that of threads.
  package init(arguments: [String]) throws {
    guard arguments.count == 4, let kind = Kind(rawValue: arguments[0]),
      let model = SharingModel(rawValue: arguments[1]), let samples = Int(arguments[2]), samples > 0,
      let threads = Int(arguments[3]), threads > 0
    else {
      throw BenchmarkError(
        "a worker should be given hard or routing, a model, samples and threads. Found \(arguments)."
      )
    }
    Threads.count = threads
    HostMemory.keepFreed()
    let problem = SharingProblem(model: model, samples: samples)
    let network: any MultiTaskNetwork = try kind == .hard ? problem.network("hard") : problem.routing()
    parameterCount = network.parameterCount
    step = try problem.step(network, isOfOneTask: kind == .hard)
  }

  /// Answers commands until `quit` or the end of the input.
  package func serve() throws {
    try WorkerLoop.serve(parameterCount: parameterCount) { command in
      switch command.name {
      case "step": return try (0..<command.count()).map { _ in try SharingBenchmark.seconds(of: step) }
      case "memory": return [Double(ProcessMemory.peak)]
      default: throw BenchmarkError("a worker should be told step, memory or quit. Found `\(command.line)`.")
      }
    }
  }
}
