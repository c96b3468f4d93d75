import TestSupport
import Testing
import Torch

@testable import Balancing
@testable import Components

/// A shared layer of two stages with two heads, in double precision, small enough to differentiate by hand.
struct TwoStageNetwork {
  let first: Tensor, second: Tensor
  let heads: [Tensor]
  let inputs: Tensor

  init(tasks: Int = 3, seed: UInt64 = 5) {
    let generator = Generator(seed: seed)
    func make(_ shape: [Int]) -> Tensor { .randn(shape, dtype: .float64, generator: generator).requiringGrad() }
    first = make([4, 5])
    second = make([5, 3])
    heads = (0..<tasks).map { _ in make([3]) }
    inputs = .randn([6, 4], dtype: .float64, generator: generator)
  }

  var shared: [Tensor] { [first, second] }
  var parameters: BalancedParameters {
    BalancedParameters(shared: shared, lastLayer: [second], own: heads.map { [$0] })
  }

  /// - Parameter rows: the samples of the batch.
  func graph(_ rows: Range<Int>? = nil, staged: Bool = true, present: [Bool]? = nil) -> TaskGraph {
    let x = rows.map { inputs.narrow(0, start: $0.lowerBound, length: $0.count) } ?? inputs
    let middle = x.mm(first).tanh()
    let representation = middle.mm(second).tanh()
    let views = heads.map { _ in representation.view(representation.shape) }
    let losses = heads.enumerated().map { (views[$0].mv($1) - Double($0)).pow(2).mean() }
    let stages =
      staged
      ? [
        TaskGraph.Stage(output: middle, parameters: [first]),
        TaskGraph.Stage(output: representation, parameters: [second]),
      ] : []
    return TaskGraph(losses: losses, present: present, stages: stages, views: staged ? views : [])
  }

  /// The gradients of every loss by themselves, flattened: of the shared parameters and of the head.
  func plain(_ rows: Range<Int>? = nil) -> (shared: [[Double]], own: [[Double]]) {
    let graph = graph(rows)
    let found = graph.losses.enumerated().map { task, loss in
      Tensor.grad(of: [loss], respectTo: shared + [heads[task]], retainGraph: true).map { $0!.flatten() }
    }
    return (
      found.map { Tensor.cat(Array($0.prefix(2))).array(of: Double.self) }, found.map { $0[2].array(of: Double.self) }
    )
  }

  func found() -> (shared: [Double], own: [[Double]]) {
    (
      Tensor.cat(shared.map { $0.grad!.flatten() }).array(of: Double.self),
      heads.map { $0.grad?.array(of: Double.self) ?? [] }
    )
  }

  func clear() { (shared + heads).clearGradients() }
}

/// Weighs gradients by fixed numbers and keeps what it was shown.
final class Recorder: GramianWeighting {
  static let card = MethodCard(
    name: "recorder", title: "Recorder", summary: "", citation: nil, formula: "", symbols: [],
    weightSum: .free, gradients: .gramian(heads: .own))
  var weights = [0.5, -1, 2]
  var sample: GramianSample?

  init(_ setup: BalancingSetup) throws {}
  init() {}

  func weigh(_ sample: GramianSample) -> [Double] {
    self.sample = sample
    return sample.tasks.map { weights[$0] }
  }
}

/// Adds gradients up and keeps what it was shown of three parts of a batch.
private final class ThreeParts: GramianWeighting {
  static let card = MethodCard(
    name: "three-parts", title: "Three-Parts", summary: "", citation: nil, formula: "", symbols: [],
    weightSum: .free, gradients: .gramian([.shared], heads: .own), parts: 3)
  nonisolated(unsafe) static var sample: GramianSample?

  init(_ setup: BalancingSetup) throws {}
  init() {}

  func weigh(_ sample: GramianSample) -> [Double] {
    Self.sample = sample
    return sample.tasks.map { _ in 1 }
  }
}

/// Weighs as `Recorder`, by the gradients themselves.
private final class Aggregator: JacobianAggregator {
  static let card = MethodCard(
    name: "aggregator", title: "Aggregator", summary: "", citation: nil, formula: "", symbols: [],
    weightSum: .free, gradients: .jacobian([.shared, .representation], heads: .own))

  init(_ setup: BalancingSetup) throws {}
  init() {}

  func aggregate(_ sample: JacobianSample) -> AggregatedGradient {
    let weights = Tensor(sample.tasks.map { [0.5, -1, 2][$0] })
    return AggregatedGradient(weights.unsqueeze(0).mm(sample.jacobian).squeeze(0))
  }
}

@Suite("The gradient engine") struct GradientBalancerTests {
  private let names = ["a", "b", "c"]
  private let weights = [0.5, -1, 2]

  private func combined(_ rows: [[Double]], _ weights: [Double]) -> [Double] {
    rows[0].indices.map { column in zip(rows, weights).reduce(0) { $0 + $1.0[column] * $1.1 } }
  }

  @Test(arguments: [GradientScope.shared, .lastLayer, .representation], [GradientStorage.jacobian, .gramian])
  func theDirectionIsTheWeightedSum(scope: GradientScope, storage: GradientStorage) throws {
    guard scope == .shared || storage == .jacobian else { return }
    let network = TwoStageNetwork()
    let method = Recorder()
    let balancer = try GradientBalancer(.gramian(method), tasks: names, scope: scope, storage: storage)
    balancer.balance(network.parameters)
    balancer.add(network.graph())
    let update = try #require(try balancer.finish())
    let (found, own) = network.found()
    let plain = network.plain()
    #expect(zip(found, combined(plain.shared, weights)).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(zip(own, plain.own).allSatisfy { isClose($0, $1, .relative(1e-10)) })
    #expect(update.weights! == [0.5, -1, 2])
  }

  @Test(arguments: [HeadTreatment.own, .weighted, .unweighted])
  func jointParametersGetTheSumOfTheTasksGradientsScaledAsTheHeads(heads: HeadTreatment) throws {
    let network = TwoStageNetwork()
    let plain = network.plain()
    let balancer = try GradientBalancer(.gramian(Recorder()), tasks: names, heads: heads)
    // The second layer, as if no method looked at it.
    balancer.balance(
      BalancedParameters(shared: [network.first], own: network.heads.map { [$0] }, joint: [network.second]))
    let factors = Tensor([2.0, 1, 0.5])
    let expected: [Double] =
      switch heads {
      case .unweighted: [1, 1, 1]
      case .own: [2, 1, 0.5]
      case .weighted: [1, -1, 1]
      }
    for _ in 0..<2 {
      network.clear()
      balancer.add(network.graph(staged: false))
      let update = try #require(try balancer.finish(weights: factors))
      #expect(update.weights! == [1, -1, 1])
      let found = network.second.grad!.flatten().array(of: Double.self)
      let rows = plain.shared.map { Array($0.suffix(found.count)) }
      #expect(zip(found, combined(rows, expected)).allSatisfy { abs($0 - $1) < 1e-12 })
    }
  }

  @Test(arguments: [GradientStorage.jacobian, .gramian])
  func theGramianIsThatOfTheGradients(storage: GradientStorage) throws {
    let network = TwoStageNetwork()
    let method = Recorder()
    let balancer = try GradientBalancer(.gramian(method), tasks: names, storage: storage)
    balancer.balance(network.parameters)
    balancer.add(network.graph())
    _ = try balancer.finish()
    let rows = network.plain().shared
    let sample = try #require(method.sample)
    for i in 0..<3 {
      for j in 0..<3 {
        #expect(isClose(sample.gramian[i, j], zip(rows[i], rows[j]).reduce(0) { $0 + $1.0 * $1.1 }, .relative(1e-9)))
      }
    }
  }

  @Test func theScopesShowTheirOwnGradients() throws {
    let network = TwoStageNetwork()
    var shown: [GradientScope: Gramian] = [:]
    for scope in GradientScope.allCases {
      let method = Recorder()
      let balancer = try GradientBalancer(.gramian(method), tasks: names, scope: scope)
      balancer.balance(network.parameters)
      network.clear()
      balancer.add(network.graph())
      _ = try balancer.finish()
      shown[scope] = method.sample!.gramian
    }
    let graph = network.graph()
    for (scope, inputs) in [(GradientScope.lastLayer, [network.second]), (.representation, [graph.representation!])] {
      let rows = graph.losses.map {
        Tensor.grad(of: [$0], respectTo: inputs, retainGraph: true)[0]!.flatten().array(of: Double.self)
      }
      #expect(isClose(shown[scope]![0, 1], zip(rows[0], rows[1]).reduce(0) { $0 + $1.0 * $1.1 }, .relative(1e-9)))
    }
    #expect(abs(shown[.shared]![0, 0] - shown[.lastLayer]![0, 0]) > 1e-6)
  }

  @Test(arguments: ["pcgrad", "trimmed-mean"], [DType.float32, .bfloat16])
  func theRepresentationsOrderInMemoryDoesNotMatter(name: String, dtype: DType) throws {
    let generator = Generator(seed: 5)
    let images = Tensor.randn([4, 3, 5, 6], generator: generator)
    let weights = (0..<3).map { _ in Tensor.randn([4, 3, 5, 6], generator: generator) }
    func gradient(_ format: MemoryFormat) throws -> Tensor {
      let scale = Tensor.ones([3, 1, 1]).requiringGrad()
      let representation = (images.contiguous(format) * scale).to(dtype)
      #expect(representation.isContiguous(format))
      let views = weights.map { _ in representation.view(representation.shape) }
      let losses = zip(views, weights).map { (($0.to(.float32) - $1) * $1).sum() }
      let balancer = try GradientBalancer(
        GradientMethod(name, BalancingSetup(names.map { .init($0) })), tasks: names, scope: .representation)
      balancer.balance(BalancedParameters(shared: [scale], own: [[], [], []]))
      let stages = [TaskGraph.Stage(output: representation, parameters: [scale])]
      balancer.add(TaskGraph(losses: losses, stages: stages, views: views))
      _ = try balancer.finish()
      return scale.grad!
    }
    let expected = try gradient(.contiguous)
    let found = try gradient(.channelsLast)
    #expect((found - expected).abs().max().item() < 1e-5 * expected.abs().max().item())
  }

  @Test func passesAreCounted() throws {
    let expected: [(GradientScope, GradientStorage, Int)] = [
      (.shared, .jacobian, 3), (.shared, .gramian, 4), (.lastLayer, .jacobian, 1), (.representation, .jacobian, 1),
    ]
    for (scope, storage, trunk) in expected {
      let network = TwoStageNetwork()
      let balancer = try GradientBalancer(.gramian(Recorder()), tasks: names, scope: scope, storage: storage)
      balancer.balance(network.parameters)
      balancer.add(network.graph())
      _ = try balancer.finish()
      #expect(balancer.passes == PassCount(trunkBackward: trunk, headBackward: 3))
    }
  }

  @Test func headsGetWhatWasAskedFor() throws {
    let lossWeights = Tensor([3.0, 4, 5])
    for (heads, factors) in [
      (HeadTreatment.own, [3.0, 4, 5]), (.weighted, [1.5, -4, 10]), (.unweighted, [1, 1, 1]),
    ] {
      for scope in GradientScope.allCases {
        let network = TwoStageNetwork()
        let balancer = try GradientBalancer(.gramian(Recorder()), tasks: names, scope: scope, heads: heads)
        balancer.balance(network.parameters)
        balancer.add(network.graph())
        _ = try balancer.finish(weights: lossWeights)
        let plain = network.plain()
        for task in 0..<3 {
          #expect(
            zip(network.found().own[task], plain.own[task]).allSatisfy { abs($0 - $1 * factors[task]) < 1e-10 },
            "\(heads) \(scope)")
        }
      }
    }
  }

  @Test func lossWeightsComeBeforeTheMethod() throws {
    let network = TwoStageNetwork()
    let method = Recorder()
    let balancer = try GradientBalancer(.gramian(method), tasks: names)
    balancer.balance(network.parameters)
    balancer.add(network.graph())
    let update = try #require(try balancer.finish(weights: Tensor([3.0, 4, 5])))
    let rows = network.plain().shared
    #expect(
      isClose(method.sample!.gramian[0, 1], 12 * zip(rows[0], rows[1]).reduce(0) { $0 + $1.0 * $1.1 }, .relative(1e-9)))
    #expect(zip(network.found().shared, combined(rows, [1.5, -4, 10])).allSatisfy { abs($0 - $1) < 1e-11 })
    #expect(update.weights! == [1.5, -4, 10])
    #expect(isClose(method.sample!.losses[2], 5 * network.graph().losses[2].item(), .relative(1e-10)))
  }

  @Test func anAggregatorsDirectionIsTaken() throws {
    for scope in [GradientScope.shared, .representation] {
      let network = TwoStageNetwork()
      let balancer = try GradientBalancer(.jacobian(Aggregator()), tasks: names, scope: scope)
      balancer.balance(network.parameters)
      balancer.add(network.graph())
      let update = try #require(try balancer.finish(weights: Tensor([1.0, 2, 1])))
      let plain = network.plain()
      #expect(
        zip(network.found().shared, combined(plain.shared, [0.5, -2, 2])).allSatisfy { abs($0 - $1) < 1e-11 })
      #expect(update.weights == nil)
    }
  }

  @Test func accumulatedBatchesAreOneLargeBatch() throws {
    let large = TwoStageNetwork()
    let small = TwoStageNetwork()
    var shown: [Gramian] = []
    for (network, pieces) in [(large, [0..<6]), (small, [0..<2, 2..<4, 4..<6])] {
      let method = Recorder()
      let balancer = try GradientBalancer(.gramian(method), tasks: names, heads: .weighted)
      balancer.balance(network.parameters)
      for piece in pieces { balancer.add(network.graph(piece), share: 1 / Double(pieces.count)) }
      _ = try balancer.finish(weights: Tensor([2.0, 1, 1]))
      shown.append(method.sample!.gramian)
    }
    #expect(isClose(shown[0].values, shown[1].values, .relative(1e-9)))
    #expect(zip(large.found().shared, small.found().shared).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(zip(large.found().own.joined(), small.found().own.joined()).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test func partsOfABatchAreIndependentSamples() throws {
    let network = TwoStageNetwork()
    let balancer = try GradientBalancer(.gramian(ThreeParts()), tasks: names)
    balancer.balance(network.parameters)
    let pieces = [0..<2, 2..<4, 4..<6]
    for (part, piece) in pieces.enumerated() { balancer.add(network.graph(piece), part: part) }
    _ = try balancer.finish()
    let plain = pieces.map { network.plain($0) }
    let cross = try #require(ThreeParts.sample?.cross)
    #expect(
      isClose(cross[0, 1], zip(plain[0].shared[0], plain[1].shared[1]).reduce(0) { $0 + $1.0 * $1.1 }, .relative(1e-9)))
    #expect(
      zip(network.found().shared, combined(plain[2].shared, [1, 1, 1])).allSatisfy { abs($0 - $1) < 1e-12 })
    // A head gets its mean gradient over the parts.
    for task in 0..<3 {
      let mean = (0..<3).map { index in plain.reduce(0) { $0 + $1.own[task][index] } / 3 }
      #expect(zip(network.found().own[task], mean).allSatisfy { abs($0 - $1) < 1e-12 })
    }
  }

  @Test func tasksMayHaveInputsOfTheirOwn() throws {
    // Three batches of different sizes through one shared network, each for one task.
    let network = TwoStageNetwork()
    let sizes = [0..<1, 1..<3, 3..<6]
    let balancer = try GradientBalancer(.gramian(Recorder()), tasks: names)
    balancer.balance(network.parameters)
    balancer.add(TaskGraph(losses: sizes.enumerated().map { network.graph($1, staged: false).losses[$0] }))
    _ = try balancer.finish()
    let rows = sizes.enumerated().map { network.plain($1).shared[$0] }
    #expect(zip(network.found().shared, combined(rows, weights)).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test(arguments: GradientScope.allCases)
  func anAbsentTaskTakesNoPart(scope: GradientScope) throws {
    let network = TwoStageNetwork()
    let method = Recorder()
    let balancer = try GradientBalancer(.gramian(method), tasks: names, scope: scope)
    balancer.balance(network.parameters)
    // Another update before, with all tasks, must leave nothing behind.
    balancer.add(network.graph())
    _ = try balancer.finish()
    network.clear()
    balancer.add(network.graph(present: [true, false, true]))
    let update = try #require(try balancer.finish(weights: Tensor([1.0, 0, 1])))
    #expect(method.sample!.tasks == [0, 2])
    #expect(update.weights! == [0.5, nil, 2])
    let plain = network.plain()
    #expect(zip(network.found().shared, combined(plain.shared, [0.5, 0, 2])).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(network.found().own[1] == [0, 0, 0])
  }

  /// A row is forgotten where its task first appears, which may be any batch of an update.
  @Test func aTaskThatComesWithALaterBatchStartsFromZero() throws {
    let network = TwoStageNetwork()
    let balancer = try GradientBalancer(.gramian(Recorder()), tasks: names)
    balancer.balance(network.parameters)
    balancer.add(network.graph())
    _ = try balancer.finish()
    network.clear()
    balancer.add(network.graph(0..<3, present: [true, false, true]), share: 0.5)
    balancer.add(network.graph(3..<6), share: 0.5)
    _ = try balancer.finish()
    let (first, second) = (network.plain(0..<3).shared, network.plain(3..<6).shared)
    let rows = zip(first, second).enumerated().map { task, halves in
      zip(halves.0, halves.1).map { 0.5 * ((task == 1 ? 0 : $0) + $1) }
    }
    #expect(zip(network.found().shared, combined(rows, weights)).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test func withoutAnyTaskThereIsNoUpdate() throws {
    let network = TwoStageNetwork()
    let balancer = try GradientBalancer(.gramian(Recorder()), tasks: names)
    balancer.balance(network.parameters)
    balancer.add(network.graph(present: [false, false, false]))
    #expect(try balancer.finish() == nil)
  }

  @Test func aGradientThatIsNotFiniteNamesItsTask() throws {
    for method in [GradientMethod.gramian(Recorder()), .jacobian(Aggregator())] {
      let network = TwoStageNetwork()
      let balancer = try GradientBalancer(method, tasks: names)
      balancer.balance(network.parameters)
      let graph = network.graph()
      balancer.add(TaskGraph(losses: [graph.losses[0], graph.losses[1] * .nan, graph.losses[2]]))
      #expect(throws: BalancingError("the gradient of `b` should be finite. Found nan.")) { try balancer.finish() }
    }
  }

  @Test func whatIsNotPermittedIsNamed() throws {
    #expect(throws: SettingError("`scope` should be shared or representation for `aggregator`. Found last-layer.")) {
      try GradientBalancer(.jacobian(Aggregator()), tasks: names, scope: .lastLayer)
    }
    #expect(throws: SettingError.self) {
      try GradientBalancer(.jacobian(Aggregator()), tasks: names, heads: .weighted)
    }
    #expect(throws: SettingError.self) {
      try GradientBalancer(.jacobian(Aggregator()), tasks: names, storage: .gramian)
    }
    #expect(throws: SettingError.self) {
      try GradientBalancer(.gramian(Recorder()), tasks: names, scope: .representation).check(accumulation: 2)
    }
  }

  @Test func theParametersGradientsAreViewsOfOneBuffer() throws {
    let network = TwoStageNetwork()
    let balancer = try GradientBalancer(.gramian(Recorder()), tasks: names)
    balancer.balance(network.parameters)
    for _ in 0..<2 {
      network.clear()
      balancer.add(network.graph())
      _ = try balancer.finish()
    }
    // A change of the first row, which nobody but the buffer holds, shows in no gradient; one of the direction does.
    let gradient = network.first.grad!
    let before = gradient.array(of: Double.self)
    balancer.buffers[0].rows.fillInPlace(7)
    #expect(gradient.array(of: Double.self) == before)
    balancer.buffers[0].attach(1)
    #expect(network.second.grad!.array(of: Double.self).allSatisfy { $0 == 7 })
  }

  @Test(arguments: [20_000, 1_000_000])
  func roundingOfSinglePrecisionIsNoDirection(count: Int) throws {
    // The third gradient is the sum of the others: in single precision their products show that only but for rounding.
    let rows = Tensor.randn([2, count], generator: Generator(seed: 2))
    let single = Tensor.cat([rows, rows.sum([0], keepDim: true)])
    let method = try Catalogue.gramianWeighting("aligned-mtl", BalancingSetup(names.map { .init($0) }))
    func answer(_ rows: Tensor) throws -> [Double] {
      let products = rows.innerProducts(with: rows).array(of: Double.self)
      return try method.weigh(Gramian(products, count: 3, rounding: Gramian.rounding(of: rows.dtype)))
    }
    // Two gradients at right angles, all but for chance, and their sum: the eigenvalues 3 and 1, and d = Σ_k w_k g_k with
    // w = B p, B = √1 Σ λ^(−1/2) v vᵀ.
    let found = try answer(single)
    #expect(abs(found[2] - found[0] - found[1]) < 1e-3)
    let dependent = 1 / (3 * 3.0.squareRoot())
    #expect(zip(found, [dependent / 1.5, dependent / 1.5, dependent / 0.75]).allSatisfy { abs($0 - $1) < 0.15 * $1 })
  }

  @Test func innerProductsAreExactToTheRoundingOfTheGradients() {
    // Two pieces and a rest.
    let generator = Generator(seed: 4)
    let (a, b) = (
      Tensor.randn([3, 20_001], generator: generator), Tensor.randn([3, 20_001], generator: generator)
    )
    let found = a.innerProducts(with: b)
    let exact = a.to(.float64).mm(b.to(.float64).transpose(0, 1))
    #expect(found.dtype == .float64)
    #expect((found - exact).abs().max().item() < 2e-6 * 20_001.0.squareRoot())
  }
}
