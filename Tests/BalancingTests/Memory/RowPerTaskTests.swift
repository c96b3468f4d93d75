import TestSupport
import Testing
import Torch

@testable import Balancing
@testable import Components

/// MoCo, ExcessMTL and DB-MTL, which keep K × P numbers.
@Suite struct RowPerTaskTests {
  private func jacobians(_ steps: Int, _ count: Int = 3, _ width: Int = 8, seed: UInt64 = 5) -> [Tensor] {
    let generator = Generator(seed: seed)
    return (0..<steps).map { _ in Tensor.randn([count, width], dtype: .float64, generator: generator) }
  }

  private func directions(_ method: any JacobianAggregator, _ rows: [Tensor]) throws -> [[Double]] {
    try rows.map { try method.aggregate(JacobianSample($0, losses: [1, 2, 3])).direction.array() }
  }

  @Test func trackedGradientsFindTheShortestCombination() throws {
    let rows = HardJacobian(.ordinary, [[1, 0], [-1, 1]]).tensor
    let method = try MoCo(setup(2, ["beta": 1, "beta-sigma": 0, "gamma": 0.2, "gamma-sigma": 0]))
    var direction = rows[0]
    for _ in 0..<200 { direction = try method.aggregate(JacobianSample(rows, losses: [5, 7])).direction }
    #expect(isClose(method.state["weights"]!.array(), [0.6, 0.4], .relative(1e-9)))
    #expect(isClose(direction.array(), [0.2, 0.4], .relative(1e-9)))
  }

  /// The paper's recursion, written out.
  @Test func trackedGradientsFollowThePaper() throws {
    let settings: [String: SettingValue] = ["beta": 0.5, "gamma": 0.2, "rho": 0.1]
    let method = try MoCo(setup(3, settings))
    var tracked = Tensor.zeros([3, 8], dtype: .float64)
    var weights = [1.0 / 3, 1.0 / 3, 1.0 / 3]
    for (index, rows) in jacobians(6).enumerated() {
      let root = Double(index + 1).squareRoot()
      tracked = tracked - 0.5 / root * (tracked - rows)
      let slope = tracked.matmul(tracked.transpose(0, 1)).matmul(Tensor(weights)).array(of: Double.self)
      weights = SimplexProjection.project(
        zip(weights, slope).map { $0 - 0.2 / root * ($1 + 0.1 * $0) })
      let found = try method.aggregate(JacobianSample(rows, losses: [1, 2, 3]))
      #expect(isClose(method.state["weights"]!.array(), weights, .relative(1e-10)))
      #expect(isClose(found.direction.array(), Tensor(weights).matmul(tracked).array(), .ofLength(1e-10)))
      #expect(found.weights == nil)
    }
  }

  @Test func averagesOfOneLengthAreAdded() throws {
    let method = try DBMTL(setup(3, ["beta": 0.6, "eps": 0]))
    var averages = Tensor.zeros([3, 8], dtype: .float64)
    for rows in jacobians(4) {
      averages = 0.6 * averages + 0.4 * rows
      let lengths = averages.norm([1], keepDim: true)
      let wanted = (averages / lengths).sum([0]) * lengths.max()
      let found = try method.aggregate(JacobianSample(rows, losses: [1, 2, 3]))
      #expect(isClose(found.direction.array(), wanted.array(), .ofLength(1e-10)))
    }
  }

  @Test func withoutAverageNothingIsKept() throws {
    let method = try DBMTL(setup(3, ["beta": 0, "eps": 0]))
    let rows = jacobians(1)[0]
    let found = try method.aggregate(JacobianSample(rows, losses: [1, 2, 3]))
    #expect(Set(method.state.keys) == ["steps"])
    let lengths = rows.norm([1]).array(of: Double.self)
    #expect(
      isClose(zip(found.weights!, lengths).map { $0 * $1 }, lengths.map { _ in lengths.max()! }, .relative(1e-12)))
    // One loss counted in other units changes nothing: its logarithm's gradient is the same.
    let zero = JacobianSample(rows * Tensor([1, 0, 1], shape: [3, 1]), losses: [1, 1, 1])
    #expect(try DBMTL(setup(3)).aggregate(zero).direction.array(of: Double.self).allSatisfy { $0.isFinite })
  }

  @Test func excessRisksMoveTheWeights() throws {
    let method = try ExcessMTL(setup(2, ["warmup-epochs": 0, "warmup": 1, "step-size": 0.5]))
    func weigh(_ rows: [Double]) throws -> [Double] {
      try method.aggregate(JacobianSample(Tensor(rows, shape: [2, 2]), losses: [1, 1])).weights!
    }
    #expect(try weigh([3, 4, 1, 0]) == [0.5, 0.5])
    // e(0) = (7, 1); then S = (18, 32), (5, 0): e = 9 / √18 + 16 / √32 and 4 / √5.
    let (first, second) = (9 / 18.0.squareRoot(), 16 / 32.0.squareRoot())
    let ratios: [Double] = [(first + second) / 7, 4 / 5.0.squareRoot()]
    let found = try weigh([3, 4, 2, 0])
    let (a, b) = (exponential(0.5 * ratios[0]), exponential(0.5 * ratios[1]))
    #expect(isClose(found, [a / (a + b), b / (a + b)], .relative(1e-6)))
  }

  @Test func theWarmupIsCountedInEpochsAndSteps() throws {
    let method = try ExcessMTL(setup(3, ["warmup": 2]))
    let rows = jacobians(8)
    func weights(_ index: Int) throws -> [Double] {
      try method.aggregate(JacobianSample(rows[index], losses: [1, 1, 1])).weights!
    }
    let equal = [1.0 / 3, 1.0 / 3, 1.0 / 3]
    for epoch in 0..<3 {
      #expect(try weights(epoch) == equal)
      method.epochEnded(meanLosses: Tensor([1, 1, 1]))
    }
    let moved = try weights(4)
    #expect(!isClose(moved, equal, .relative(1e-3)) && isClose(moved.reduce(0, +), 1, .relative(1e-10)))
  }

  @Test(arguments: ["simplex", "tasks"])
  func hugeRisksSaturateTheWeights(_ convention: String) throws {
    let parameters: [String: SettingValue] = ["warmup-epochs": 0, "convention": .word(convention)]
    let method = try ExcessMTL(setup(3, parameters))
    let sum = convention == "simplex" ? 1.0 : 3
    for factor in [0, 1e8, 1e8, 1] {
      let rows = jacobians(1)[0] * Tensor([1, factor, 0], shape: [3, 1])
      let found = try method.aggregate(JacobianSample(rows, losses: [1, 1, 1]))
      #expect(found.weights!.allSatisfy { $0.isFinite } && isClose(found.weights!.reduce(0, +), sum, .relative(1e-10)))
      #expect(found.direction.array(of: Double.self).allSatisfy { $0.isFinite })
    }
  }

  static let forms: [(String, [String: SettingValue])] = [
    ("moco", [:]), ("moco", ["gradients": "scaled", "simplex": "softmax"]), ("excess-mtl", ["warmup-epochs": 0]),
    ("excess-mtl", ["warmup-epochs": 0, "warmup": 2, "convention": "tasks"]), ("db-mtl", [:]),
    ("db-mtl", ["beta-sigma": 0.5]),
  ]

  @Test(arguments: forms.indices) func absentTasksKeepTheirRows(_ form: Int) throws {
    let (name, parameters) = Self.forms[form]
    let method = try Catalogue.jacobianAggregator(name, setup(3, parameters))
    let rows = jacobians(3)
    _ = try directions(method, [rows[0]])
    let key = Set(method.state.keys).intersection(["tracked", "squares", "averages"]).first!
    let before = method.state[key]!
    let few = JacobianSample(rows[1][Tensor([2, 0])], losses: [3, 1], tasks: [2, 0])
    let found = try method.aggregate(few)
    let after = method.state[key]!
    #expect(found.direction.shape == [8] && found.weights?.count ?? 2 == 2)
    #expect(after[1].array(of: Double.self) == before[1].array(of: Double.self))
    #expect(after[0].array(of: Double.self) != before[0].array(of: Double.self))
    // As if all were there, each task's row changes by its own gradient alone.
    let whole = try Catalogue.jacobianAggregator(name, setup(3, parameters))
    _ = try directions(whole, [rows[0]])
    _ = try whole.aggregate(JacobianSample(rows[1], losses: [1, 2, 3]))
    #expect(isClose(after[2].array(), whole.state[key]![2].array(), .relative(1e-12)))
    #expect(isClose(after[0].array(), whole.state[key]![0].array(), .relative(1e-12)))
    if let weights = method.state["weights"]?.array(of: Double.self) {
      #expect(isClose(weights.reduce(0, +), whole.state["weights"]!.sum().item(), .relative(1e-10)))
    }
  }

  @Test(arguments: forms.indices) func tasksInAnotherOrderGetTheSameDirection(_ form: Int) throws {
    let (name, parameters) = Self.forms[form]
    let plain = try Catalogue.jacobianAggregator(name, setup(3, parameters))
    let permuted = try Catalogue.jacobianAggregator(name, setup(3, parameters))
    for rows in jacobians(4) {
      let a = try plain.aggregate(JacobianSample(rows, losses: [1, 2, 3])).direction
      let b = try permuted.aggregate(JacobianSample(rows[Tensor([2, 0, 1])], losses: [3, 1, 2])).direction
      #expect(isClose(a.array(), b.array(), .ofLength(1e-10)))
    }
  }

  @Test(arguments: forms.indices) func aFreshMethodTakesOverAndContinuesExactly(_ form: Int) throws {
    let (name, parameters) = Self.forms[form]
    let (method, copy) = (
      try Catalogue.jacobianAggregator(name, setup(3, parameters)),
      try Catalogue.jacobianAggregator(name, setup(3, parameters, seed: 9))
    )
    let rows = jacobians(8)
    let first = try directions(method, Array(rows[..<4]))
    method.epochEnded(meanLosses: Tensor([1, 1, 1]))
    let saved = method.state
    let before = saved.mapValues { $0.array(of: Double.self) }
    try copy.load(state: saved)
    #expect(try directions(method, Array(rows[4...])) == directions(copy, Array(rows[4...])))
    #expect(saved.mapValues { $0.array(of: Double.self) } == before)
    // What is loaded is not the other's memory.
    #expect(method.state.mapValues { $0.array(of: Double.self) } == copy.state.mapValues { $0.array(of: Double.self) })
    method.reset()
    #expect(try directions(method, Array(rows[..<4])) == first)
  }

  @Test(arguments: ["moco": "tracked", "excess-mtl": "squares", "db-mtl": "averages"].sorted { $0.key < $1.key })
  func anotherShapeIsRefused(_ name: String, _ rows: String) throws {
    let method = try Catalogue.jacobianAggregator(name, setup(3))
    _ = try directions(method, [jacobians(1)[0]])
    let saved = method.state
    let foreign = saved.merging([rows: Tensor.zeros([3, 5], dtype: .float64)]) { $1 }
    #expect(
      errorText { try method.load(state: foreign) }
        == "`\(rows)` of `\(name)` should have the shape [3, 8]. Found [3, 5].")
    let fresh = try Catalogue.jacobianAggregator(name, setup(3))
    #expect(
      errorText { try fresh.load(state: saved.merging([rows: Tensor.zeros([2, 8])]) { $1 }) }
        == "`\(rows)` of `\(name)` should have the shape [3, P]. Found [2, 8].")
    try fresh.load(state: foreign)
    #expect(
      errorText { _ = try directions(fresh, jacobians(1)) }
        == "`\(rows)` of `\(name)` should have as many columns as the gradients, 8. Found 5.")
    // A state from before the first step has none, and takes one's own away.
    try method.load(state: Catalogue.jacobianAggregator(name, setup(3)).state)
    #expect(method.state[rows] == nil)
    #expect(errorText { try method.load(state: [:]) }.hasPrefix("The state of `\(name)` should hold `"))
    #expect(
      errorText { try method.load(state: saved.merging(["x": Tensor.zeros([1])]) { $1 }).self }.hasPrefix(
        "`x` is not in")
    )
  }

  @Test func singlePrecisionKeepsSinglePrecision() throws {
    for name in ["moco", "excess-mtl", "db-mtl"] {
      let method = try Catalogue.jacobianAggregator(name, BalancingSetup([.init("a"), .init("b")]))
      let direction = try method.aggregate(JacobianSample(Tensor.ones([2, 4]), losses: [1, 1])).direction
      #expect(direction.dtype == .float32)
      #expect(method.state.values.contains { $0.shape == [2, 4] && $0.dtype == .float32 })
    }
  }

  @Test func gradientsAreOnlyRead() throws {
    for (name, parameters) in Self.forms + [("graddrop", [:]), ("trimmed-mean", [:])] {
      let rows = jacobians(1)[0]
      let before = rows.array(of: Double.self)
      let method = try Catalogue.jacobianAggregator(name, setup(3, parameters))
      _ = try directions(method, [rows, rows])
      #expect(rows.array(of: Double.self) == before)
      #expect(type(of: method).card.gradients?.permitted == ([.shared]) || ["graddrop", "trimmed-mean"].contains(name))
    }
  }

  @Test func everyPairOfAggregatorsDiffers() throws {
    let names = Catalogue.jacobianAggregators.map { $0.card.name }
    let answers = try names.map { name in
      let parameters: [String: SettingValue] = name == "excess-mtl" ? ["warmup-epochs": 0] : [:]
      return try directions(Catalogue.jacobianAggregator(name, setup(3, parameters)), jacobians(3))[2]
    }
    for i in names.indices {
      for j in 0..<i { #expect(!isClose(answers[i], answers[j], .ofLength(1e-3)), "\(names[i]) and \(names[j])") }
    }
  }

  private func exponential(_ x: Double) -> Double { Tensor(scalar: x, dtype: .float64).exp().item() }
}
