import Balancing
import Datasets
import Foundation
import Tasks
import Torch
import Training

/// A process that trains and evaluates a network of many tasks when told to.
///
/// It first writes its parameters and its batch to a file, from which `Scripts/tasks_peer.py` begins. Its commands are
/// `step N`, for the seconds of each of N steps; `losses`, for each task's loss at the current parameters; `memory`, for
/// the largest memory so far in bytes; `load N`, `pass N` and `evaluate N`, for the seconds of making a batch, and of a
/// forward pass and an evaluation of a whole split, N times each; and `quit`. The peer knows the first three.
package struct ManyTasksWorker {
  private let problem: ManyTasks
  private let batch: Batch
  private let step: TrainingStep

  static let learningRate = 1e-3

  /// Reads the arguments of a worker.
  ///
  /// - Parameter arguments: the number of tasks, a balancing method, the number of threads, and the file to write.
  package init(arguments: [String]) throws {
    guard arguments.count == 4, let count = Int(arguments[0]), count > 0, let threads = Int(arguments[2]), threads > 0
    else {
      throw BenchmarkError(
        "a worker should be given a number of tasks, a method, threads and a file. Found \(arguments).")
    }
    Threads.count = threads
    HostMemory.keepFreed()
    try self.init(ManyTasks(count), method: arguments[1])
    try write(to: URL(filePath: arguments[3]))
  }

  init(_ problem: ManyTasks, method: String) throws {
    self.problem = problem
    batch = try problem.batch()
    let setup = BalancingSetup(problem.tasks)
    let isLossWeighting = try Catalogue.find(method) is any LossWeighting.Type
    let weighting = try Catalogue.lossWeighting(isLossWeighting ? method : "ew", setup)
    step = try TrainingStep(
      ForwardPass(problem.network), tasks: problem.tasks, weighting: weighting,
      gradients: isLossWeighting
        ? nil : GradientBalancer(GradientMethod(method, setup), tasks: problem.tasks.map(\.name)),
      optimizer: Adam(ParameterGroup.groups(of: problem.network, weighting, learningRate: Self.learningRate)))
  }

  /// Answers commands until `quit` or the end of the input.
  package func serve() throws {
    var evaluation: (loader: DataLoader, ready: ReadyBatches)?
    /// The split, which is made when it is first asked for: the memory of the steps is without it.
    func split() throws -> (loader: DataLoader, ready: ReadyBatches) {
      if let evaluation { return evaluation }
      let loader = try problem.split()
      evaluation = (loader, try ReadyBatches(loader))
      return evaluation!
    }
    try WorkerLoop.serve(parameterCount: problem.network.parameterCount) { command in
      switch command.name {
      case "step": return try seconds(command.count()) { try step([batch]) }
      case "losses": return losses()
      case "memory": return [Double(ProcessMemory.peak)]
      case "load":
        let batches = try split().loader.batches(epoch: 0)
        return try seconds(command.count()) { _ = try batches.next() }
      case "pass":
        let ready = try split().ready
        return try seconds(command.count()) { pass(ready.all) }
      case "evaluate":
        let loader = try split().ready.loader()
        return try seconds(command.count()) { _ = try evaluate(loader) }
      default:
        throw BenchmarkError(
          "a worker should be told step, losses, memory, load, pass, evaluate or quit. Found `\(command.line)`.")
      }
    }
  }

  /// Makes one step.
  func train() throws { try step([batch]) }

  /// Each task's loss of the batch at the current parameters.
  func losses() -> [Double] {
    withoutGradients {
      let outputs = step.forward(batch.inputs, tasks: problem.tasks.map(\.name))
      return problem.tasks.map { $0.loss(outputs[$0.name]!, batch.targets[$0.name]!).item() }
    }
  }

  func evaluate(_ loader: DataLoader) throws -> SplitFigures {
    try Evaluator(step.forward, tasks: problem.tasks)(loader)
  }

  /// The forward passes of an evaluation and nothing else.
  private func pass(_ batches: [Batch]) {
    problem.network.eval()
    defer { problem.network.train() }
    let names = problem.tasks.map(\.name)
    withoutGradients { for batch in batches { _ = step.forward(batch.inputs, tasks: names) } }
  }

  private func seconds(_ count: Int, _ body: () throws -> Void) rethrows -> [Double] {
    try (0..<count).map { _ in try ContinuousClock().measure(body) / .seconds(1) }
  }

  /// Writes the parameters under their names, the batch's input as `input`, and its targets as `targets`, `[sample, task]`
  /// with NaN where a label is missing.
  func write(to file: URL) throws {
    let targets = Tensor.stack(problem.tasks.map { batch.targets[$0.name]!.flatten() }, 1)
    try SafeTensors.write(
      problem.network.namedParameters() + [("input", batch.inputs.sole), ("targets", targets)], to: file)
  }
}
