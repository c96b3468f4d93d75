import Backbones
import Foundation
import Sharing
import Torch

/// A benchmark of the ways to share parameters: what each adds to the time and the memory of the layers that it is made of, and its
/// step next to that of LibMTL, if Python has it.
///
/// What a ratio compares is measured in turn within a round, so that both meet the same load of other programs. A row says its goal
/// next to the figure:
///
/// - A step of task routing with one task for each sample, over one of hard sharing with as many losses of a sample and a task: both
///   have B of them in a batch of B samples. Routing draws the task of each sample in every step, and the losses of the other tasks
///   have the weight 0. In hard sharing each sample has a label of one task alone, the tasks in turn.
/// - The network that is extracted for one task, over the routed one for the same task, in evaluation: its time, and the parameters
///   of its trunk.
/// - A step of MMoE and of CGC, over forward, backward and Adam of their experts and gates, which all read the batch. Mixtures, heads
///   and losses are what is added.
/// - A step of cross-stitch, over that of a network for each task alone.
/// - A step of a network whose 25,450 weights are a random expansion of 200 numbers, over one that trains the weights.
/// - The memory of the activations of a step of routing, over that of hard sharing. Each is the peak of a process of its own. That of
///   hard sharing is what a batch takes more than two samples; that of routing is larger by the difference of the peaks, since
///   parameters, gradients and the optimiser's state are in both. The masks count as activations. The batches have at least 128
///   samples.
package struct SharingBenchmark {
  package var model = SharingModel.vgg11
  /// The samples of a batch.
  package var batch = 16
  package var rounds = 7
  package var threads = 1
  package var peer: BenchmarkPeer?
  /// Whether LibMTL was asked for.
  package var isCompared = true
  /// The program and its arguments before those of ``SharingWorker``.
  let worker: (program: URL, arguments: [String])

  /// The numbers of samples that a batch can have. With fewer, a task would have no labels or the activations nothing to compare.
  package static let batches = 4...1024

  /// The seconds of one side in a round: enough for a median of short steps.
  private static let blockSeconds = 0.1
  private static let mostStepsOfBlock = 50
  private static let firstSteps = 2

  /// Creates a benchmark.
  ///
  /// - Parameter program: starts a ``SharingWorker`` when it is given `workerArguments` followed by the worker's own.
  package init(program: URL = BenchmarkPeer.currentProgram, workerArguments: [String]) {
    worker = (program, workerArguments)
  }

  /// Measures.
  ///
  /// - Parameter progress: called with what is measured next.
  /// - Throws: ``BenchmarkError`` for a batch that is too small or too large, and if LibMTL has another network.
  package func run(progress: (String) -> Void = { _ in }) throws -> SharingReport {
    guard Self.batches.contains(batch) else {
      throw BenchmarkError(
        "the batch should have \(Self.batches.lowerBound) to \(Self.batches.upperBound) samples. Found \(batch).")
    }
    let before = Threads.count
    Threads.count = threads
    defer { Threads.count = before }
    var report = SharingReport(model: model, batch: batch, threads: threads)
    let load = ForeignLoad(), problem = SharingProblem(model: model, samples: batch)
    progress("routing")
    report.rows += try routing(problem)
    for (title, scheme) in [("MMoE", "mmoe"), ("CGC", "cgc")] {
      progress(scheme)
      report.rows.append(try experts(problem, title, scheme))
    }
    progress("cross-stitch")
    report.rows.append(try stitches(problem))
    progress("random expansions")
    report.rows += try expansions()
    progress("memory")
    try addMemory(to: &report)
    try addLibMTL(to: &report, progress)
    report.foreignLoad = load.cores()
    return report
  }

  // MARK: what schemes add

  private func routing(_ problem: SharingProblem) throws -> [RatioRow] {
    let network = try problem.routing()
    let hard = try problem.step(problem.network("hard"), isOfOneTask: true)
    let step = try compare("routed step", problem.step(network), over: "hard step, as many losses", hard, goal: 1.1)
    let task = SharingProblem.tasks[0].name
    let small = try network.extracted(task)
    let passes = (small: problem.pass(small, task: task), whole: problem.pass(network, task: task))
    let share = Double(small.trunk.parameterCount) / Double(network.trunk.parameterCount)
    return [
      step, try compare("extracted network", passes.small, over: "routed one, one task", passes.whole, goal: 0.45),
      RatioRow("its parameters", over: "the routed trunk's", goal: 0.35, ratios: [share]),
    ]
  }

  private func experts(_ problem: SharingProblem, _ title: String, _ scheme: String) throws -> RatioRow {
    let step = try problem.step(problem.network(scheme))
    let alone = try problem.step(alone: problem.network(scheme).expertsAndGates)
    return try compare("\(title) step", step, over: "its experts and gates", alone, goal: 1.05)
  }

  private func stitches(_ problem: SharingProblem) throws -> RatioRow {
    let step = try problem.step(problem.network("cross-stitch"))
    let apart = try problem.step(problem.networksApart())
    return try compare("cross-stitch step", step, over: "its networks apart", apart, goal: 1.1)
  }

  private func expansions() throws -> [RatioRow] {
    let problem = ExpandedProblem()
    return try [ExpansionForm.kronecker, .dense].map { form in
      try compare(
        "\(form.rawValue) expansion", problem.step(form), over: "step of its weights, 600 samples", problem.plainStep(),
        goal: 1.3)
    }
  }

  // MARK: memory

  /// The fewest samples of the batches whose memory is compared. With fewer, the optimiser needs more than the activations.
  private static let leastSamples = 128
  /// The samples of a batch of which the activations are next to nothing.
  private static let fewSamples = 2
  /// The smallest memory of activations, in bytes, that is seen in that of a process, whose peaks differ by some megabytes.
  private static let leastActivations = 16e6
  /// How often the peaks are taken, each time of new processes: they differ by some megabytes.
  private static let memoryRounds = 3
  /// The second step has gradients and the optimiser's state from its start.
  private static let steps = 2

  /// Adds the ratio of the activations' memory, or that there are too few.
  func addMemory(to report: inout SharingReport) throws {
    func peak(_ kind: SharingWorker.Kind, _ samples: Int) throws -> Double {
      let arguments = worker.arguments + [kind.rawValue, model.rawValue, "\(samples)", "\(threads)"]
      let process = try BenchmarkProcess("equipoise", worker.program, arguments)
      defer { process.quit() }
      _ = try process.ask("step \(Self.steps)")
      return try process.ask("memory")[0]
    }
    let samples = max(batch, Self.leastSamples)
    var ratios: [Double] = []
    for _ in 0..<Self.memoryRounds {
      let hard = try peak(.hard, samples), activations = try hard - peak(.hard, Self.fewSamples)
      guard activations > Self.leastActivations else {
        report.omissions.append(
          "memory: the activations of \(model.rawValue) with \(samples) samples are too few to be seen in a process's memory"
        )
        return
      }
      ratios.append(try 1 + (peak(.routing, samples) - hard) / activations)
    }
    report.rows.append(
      RatioRow("routed activations", over: "hard step's, \(samples) samples", goal: 1.1, ratios: ratios))
  }

  // MARK: rounds

  private func compare(
    _ measured: String, _ own: @escaping () throws -> Void, over reference: String,
    _ other: @escaping () throws -> Void, goal: Double
  ) throws -> RatioRow {
    try compare(measured, over: reference, goal: goal, own) { count in
      try (0..<count).map { _ in try Self.seconds(of: other) }
    }
  }

  /// Measures both sides in turn.
  ///
  /// - Parameter other: the seconds of each of some steps of the reference.
  func compare(
    _ measured: String, over reference: String, goal: Double, _ own: () throws -> Void,
    _ other: (Int) throws -> [Double]
  ) throws -> RatioRow {
    func seconds(_ count: Int) throws -> [Double] { try (0..<count).map { _ in try Self.seconds(of: own) } }
    let first = try seconds(Self.firstSteps).last! + other(Self.firstSteps).last!
    let count = max(1, min(Self.mostStepsOfBlock, Int(2 * Self.blockSeconds / first)))
    return try RatioRow(measured, over: reference, goal: goal, rounds: rounds) {
      try seconds(count)
    } _: {
      try other(count)
    }
  }

  static func seconds(of work: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try work()
    return start.duration(to: .now) / .seconds(1)
  }
}

extension MultiTaskNetwork {
  /// The trunks of a mixture of experts, and the gates that weigh them.
  var expertsAndGates: [any UnaryLayer] {
    let gates = children.first { $0.name == "gates" }?.module.children.map(\.module) ?? []
    return modules().compactMap { $0 as? any Trunk } + gates.compactMap { $0 as? any UnaryLayer }
  }
}
