import Backbones
import Balancing
import Components
import Datasets
import Sharing
import Tasks
import Torch
import Training

/// A benchmark of taggers of texts: a step of three layers in both directions next to PyTorch's `nn.LSTM` on packed sequences, and two steps with
/// a low-level task at the first layer next to two with both tasks at the last.
///
/// A batch has texts of 27 to 30 words. What a ratio compares is measured in turn within a round, so that both meet the same load of other
/// programs.
package struct TaggingBenchmark {
  /// The texts of a batch.
  package var batch = 16
  package var rounds = 7
  package var threads = 1
  package var peer: BenchmarkPeer?
  /// Whether PyTorch was asked for.
  package var isCompared = true

  package static let batches = 1...1024
  private static let (words, shortest, longest, embedding, hidden) = (5_000, 27, 30, 50, 50)
  private static let tasks: [LearningTask] = [
    .tagging("pos", tags: (0..<17).map { "P\($0)" }), .tagging("chunk", tags: (0..<22).map { "C\($0)" }),
  ]
  private static let learningRate = 0.1
  /// The steps of one side in a round.
  private static let stepsOfBlock = 6

  package init() {}

  /// Measures.
  ///
  /// - Parameter progress: called with what is measured next.
  /// - Throws: ``BenchmarkError`` for a batch that is too small or too large, and if PyTorch has another network.
  package func run(progress: (String) -> Void = { _ in }) throws -> TaggingReport {
    guard Self.batches.contains(batch) else {
      throw BenchmarkError(
        "the batch should have \(Self.batches.lowerBound) to \(Self.batches.upperBound) texts. Found \(batch).")
    }
    let before = Threads.count
    Threads.count = threads
    defer { Threads.count = before }
    var report = TaggingReport(batch: batch, words: lengths.reduce(0, +), threads: threads)
    let load = ForeignLoad()
    try addPeer(to: &report, progress)
    progress("cascade")
    let cascade = try steps(["pos": 1, "chunk": 3]), top = try steps(["pos": 3, "chunk": 3])
    report.rows.append(
      try compare("low task at layer 1, a step of each", over: "both at layer 3", goal: 0.75) {
        try pairs(of: cascade, $0)
      } _: {
        try pairs(of: top, $0)
      })
    report.foreignLoad = load.cores()
    return report
  }

  private func addPeer(to report: inout TaggingReport, _ progress: (String) -> Void) throws {
    guard let peer else {
      report.omissions.append(
        isCompared
          ? "PyTorch: Python has no torch, so nothing to compare with"
          : "PyTorch was left out, so nothing to compare with")
      return
    }
    progress("PyTorch")
    let script = peer.script.deletingLastPathComponent().appendingPathComponent("tagging_peer.py")
    let sizes = [Self.words, Self.embedding, Self.hidden, Self.tasks[1].outputs, threads] + lengths
    let theirs = try BenchmarkProcess(
      "PyTorch", peer.python, [script.path] + sizes.map(String.init), environment: peer.environment)
    defer { theirs.quit() }
    report.peerVersion = theirs.version
    let chunk = Self.tasks[1], network = try network([chunk], ["chunk": 3])
    guard network.parameterCount == theirs.parameterCount else {
      throw BenchmarkError(
        "both sides should have the same tagger. Found \(network.parameterCount) and PyTorch's \(theirs.parameterCount) parameters."
      )
    }
    let step = try step(network, [chunk])
    report.rows.append(
      try compare("tagger's step", over: "PyTorch's, packed", goal: 0.67) { count in
        try (0..<count).map { _ in try SharingBenchmark.seconds { try step(chunk) } }
      } _: {
        try theirs.ask("step \($0)")
      })
  }

  // MARK: steps

  private var lengths: [Int] {
    (0..<batch).map { Self.longest - $0 % (Self.longest - Self.shortest + 1) }
  }

  private func network(_ tasks: [LearningTask], _ levels: [String: Double]) throws -> any MultiTaskNetwork {
    try Schemes.all.choose("layer-assignment", ["levels": .named(levels)]).network(
      for: tasks, input: .sequence(length: Self.longest, columns: [.code(Self.words)]),
      trunk: Trunks.all.choose("bi-lstm", ["embedding": .number(Double(Self.embedding)), "noise": 0]),
      heads: Heads.all.choose("usual"), generator: Generator(seed: 0))
  }

  /// A step of one of the tasks alone.
  private func step(_ network: any MultiTaskNetwork, _ tasks: [LearningTask]) throws -> (LearningTask) throws -> Void {
    let weighting = try Catalogue.lossWeighting("ew", BalancingSetup(tasks))
    let step = try TrainingStep(
      ForwardPass(network), tasks: tasks, weighting: weighting,
      optimizer: SGD(ParameterGroup.groups(of: network, weighting, learningRate: Self.learningRate)),
      sets: tasks.map { [$0.name] })
    let batches = Dictionary(uniqueKeysWithValues: tasks.enumerated().map { ($1.name, batch(of: $1, set: $0)) })
    return { try step([batches[$0.name]!]) }
  }

  private func steps(_ levels: [String: Double]) throws -> (LearningTask) throws -> Void {
    try step(network(Self.tasks, levels), Self.tasks)
  }

  private func pairs(of step: (LearningTask) throws -> Void, _ count: Int) throws -> [Double] {
    try (0..<count).map { _ in try SharingBenchmark.seconds { for task in Self.tasks { try step(task) } } }
  }

  private func batch(of task: LearningTask, set: Int) -> Batch {
    let generator = Generator(seed: 1)
    func filled(_ low: Int, _ high: Int, padding: Double) -> Tensor {
      Tensor.stack(
        lengths.map { length in
          Tensor.cat([
            Tensor.full([Self.longest - length], padding, dtype: .int64),
            Tensor.randint(low, high, [length], generator: generator),
          ])
        })
    }
    var batch = Batch(
      inputs: filled(1, Self.words, padding: 0).to(.float32).unsqueeze(2),
      targets: [task.name: filled(0, task.outputs, padding: -1)], labelled: [task.name: true], count: lengths.count)
    batch.set = set
    return batch
  }

  private func compare(
    _ measured: String, over reference: String, goal: Double, _ own: (Int) throws -> [Double],
    _ other: (Int) throws -> [Double]
  ) throws -> RatioRow {
    _ = try (own(Self.stepsOfBlock), other(Self.stepsOfBlock))
    return try RatioRow(measured, over: reference, goal: goal, rounds: rounds) {
      try own(Self.stepsOfBlock)
    } _: {
      try other(Self.stepsOfBlock)
    }
  }
}
