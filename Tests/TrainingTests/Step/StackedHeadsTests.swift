import Backbones
import Balancing
import Datasets
import OrderedCollections
import Sharing
import TestSupport
import Testing
import Torch

@testable import Tasks
@testable import Training

/// Heads that are computed together give what they give one by one, up to rounding.
@Suite struct StackedHeadsTests {
  enum Head: CaseIterable { case linear, hidden, pooled }

  /// Six tasks, of which the first three are numbers and the others yes or no, with missing labels.
  private struct Problem {
    let tasks: [LearningTask]
    let network: HardSharing
    let batches: [Batch]

    /// - Parameters:
    ///   - together: whether heads are computed together.
    ///   - sparse: whether the last task has no label in most batches.
    init(_ head: Head = .linear, together: Bool, sparse: Bool = false) throws {
      let generator = Generator(seed: 5)
      tasks = (0..<6).map { place in
        place < 3 ? .regression("task \(place)", mean: 2, standardDeviation: 3) : .binary("task \(place)")
      }
      let trunk: any Trunk =
        head == .pooled
        ? Maps(generator: generator) : MLP(4, hidden: [8, 5], activation: .tanh, generator: generator)
      network = HardSharing(
        trunk: trunk,
        heads: tasks.map { task in
          let layer: any UnaryLayer =
            switch head {
            case .linear: Linear(5, 1, generator: generator)
            case .hidden: HiddenHead(5, outputs: 1, width: 4, generator: generator)
            case .pooled: PooledHead(5, outputs: 1, generator: generator)
            }
          return (task.name, layer)
        })
      if !together { network.parameters.dissolveStacks() }
      let loader = try DataLoader(Self.data(generator, maps: head == .pooled, sparse: sparse), batchSize: 8, seed: 1)
      let source = loader.batches(epoch: 0)
      batches = try (0..<5).map { _ in try #require(try source.next()) }
    }

    private static func data(_ generator: Generator, maps: Bool, sparse: Bool) -> InMemoryDataset {
      let size = maps ? 4 * 3 * 3 : 4
      let inputs = Tensor.randn([40, size], generator: generator).array(of: Float.self)
      var targets: OrderedDictionary<String, Field> = [:]
      for task in 0..<6 {
        let numbers = Tensor.randn([40], generator: generator).array(of: Float.self)
        let labels = task < 3 ? numbers : numbers.map { $0 > 0.2 ? 1 : 0 }
        let known = zip(labels, numbers).enumerated().map { row, pair in
          abs(pair.1) < 0.4 || sparse && task == 5 && row >= 4 ? .nan : pair.0
        }
        targets["task \(task)"] = Field(known, absence: .nan)
      }
      return InMemoryDataset(inputs: Field(inputs, shape: maps ? [4, 3, 3] : [4]), targets: targets)
    }

    func step(_ method: String, scope: GradientScope?) throws -> TrainingStep {
      let setup = BalancingSetup(tasks, generator: Generator(seed: 2))
      let card = try Catalogue.find(method).card
      let weighting = try Catalogue.lossWeighting(card.gradients?.losses ?? method, setup)
      return try TrainingStep(
        ForwardPass(network), tasks: tasks, weighting: weighting,
        gradients: card.gradients.map { _ in
          try GradientBalancer(GradientMethod(method, setup), tasks: tasks.map(\.name), scope: scope)
        },
        optimizer: Adam(ParameterGroup.groups(of: network, weighting, learningRate: 0.01)), clipNorm: 1)
    }

    var weights: [Double] { network.parameters.flatMap { $0.array(of: Double.self) } }
  }

  /// A trunk of maps, for heads that pool them.
  private final class Maps: Module, Trunk {
    let features = Features.map(channels: 5, stride: 1)
    let layer: Conv2d

    init(generator: Generator) { layer = Conv2d(4, 5, kernel: 3, padding: 1, generator: generator) }

    func callAsFunction(_ x: Tensor) -> Tensor { layer(x).relu() }
  }

  @Test(arguments: Head.allCases) func outputsLieTogetherAndAreTheSame(_ head: Head) throws {
    let together = try Problem(head, together: true), apart = try Problem(head, together: false)
    let inputs = together.batches[0].inputs.sole
    let (wide, single) = (together.network(inputs), apart.network(inputs))
    #expect(wide.blocks.count == 1 && single.blocks.isEmpty)
    #expect(wide.keys == single.keys)
    for (wide, single) in zip(wide, single) {
      #expect(isClose(wide.value.array(of: Double.self), single.value.array(of: Double.self), .ofLength(1e-6)))
    }
  }

  @Test(arguments: Head.allCases, ["ew", "uw-so", "uw", "gls"])
  func trainingWithALossWeightingIsTheSame(_ head: Head, _ method: String) throws {
    try compare(head, method, scope: nil)
  }

  @Test(
    arguments: Head.allCases,
    [
      ("pcgrad", GradientScope.shared), ("mgda", .representation), ("mgda", .shared), ("gradnorm", .lastLayer),
      ("graddrop", .representation),
    ])
  func trainingWithAGradientMethodIsTheSame(_ head: Head, _ method: (name: String, scope: GradientScope)) throws {
    try compare(head, method.name, scope: method.scope)
  }

  @Test(
    arguments: [
      ("ew", nil), ("pcgrad", GradientScope.shared), ("mgda", .representation), ("gradnorm", .lastLayer),
    ])
  func aTaskWithoutLabelsInABatchIsTheSame(_ method: String, _ scope: GradientScope?) throws {
    let problem = try Problem(together: true, sparse: true)
    #expect(problem.batches.contains { $0.labelled["task 5"] == false })
    try compare(.linear, method, scope: scope, sparse: true)
  }

  @Test func aHeadThatIsFrozenBetweenUpdatesIsTheSame() throws {
    let problems = try [true, false].map { try Problem(together: $0) }
    for problem in problems {
      let step = try problem.step("ew", scope: nil)
      for update in 0..<6 {
        if update == 3 { problem.network.heads["task 1"]?.freeze() }
        try step([problem.batches[update % 5]], after: update)
      }
    }
    #expect(isClose(problems[0].weights, problems[1].weights, .ofLength(1e-6)))
  }

  private func compare(_ head: Head, _ method: String, scope: GradientScope?, sparse: Bool = false) throws {
    let problems = try [true, false].map { try Problem(head, together: $0, sparse: sparse) }
    for problem in problems {
      let step = try problem.step(method, scope: scope)
      for update in 0..<10 { try step([problem.batches[update % 5]], after: update) }
    }
    #expect(problems[0].weights != (try Problem(head, together: true)).weights)
    #expect(isClose(problems[0].weights, problems[1].weights, .ofLength(1e-6)))
  }

  @Test func accumulatedBatchesAreTheSame() throws {
    let problems = try [true, false].map { try Problem(together: $0) }
    for problem in problems {
      let step = try problem.step("pcgrad", scope: .shared)
      for update in 0..<4 { try step([problem.batches[update], problem.batches[update + 1]], after: update) }
    }
    #expect(isClose(problems[0].weights, problems[1].weights, .ofLength(1e-6)))
  }

  @Test func onePassThroughTheHeadsServesAllTasks() throws {
    let problem = try Problem(together: true)
    let outputs = ForwardPass(problem.network).outputs(
      problem.batches[0].inputs, tasks: problem.network.tasks, staged: true)
    #expect(outputs.copies.blocks.map(\.tensor.shape) == [[8, 6, 5]])
  }

  @Test func evaluationsAreTheSame() throws {
    let figures = try [true, false].map { together -> SplitFigures in
      let problem = try Problem(together: together)
      let loader = try DataLoader(ReadyBatches(batches: problem.batches), batchSize: 8, shuffle: false, prefetch: 0)
      let tasks = try problem.tasks.map { task in
        try task.measured(by: task.kind == .regression ? ["mae", "r2", "spearman"] : ["auc", "accuracy", "log-loss"])
      }
      return try Evaluator(ForwardPass(problem.network), tasks: tasks)(loader)
    }
    for task in figures[1].losses.keys {
      #expect(isClose(figures[0].losses[task]!, figures[1].losses[task]!, .relative(1e-6)))
      #expect(figures[0].metrics[task]!.count == 3)
      for (name, value) in figures[1].metrics[task]! {
        #expect(isClose(figures[0].metrics[task]![name]!, value, .relative(1e-6)), "\(task) \(name)")
      }
    }
  }

  /// Batches that are made already.
  private struct ReadyBatches: Dataset {
    let batches: [Batch]
    var count: Int { batches.reduce(0) { $0 + $1.count } }
    func batch(_ indices: [Int]) -> Batch { batches[indices[0] / 8] }
  }
}
