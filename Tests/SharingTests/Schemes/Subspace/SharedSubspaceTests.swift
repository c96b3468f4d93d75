import Backbones
import Components
import Foundation
import Tasks
import TestSupport
import Testing
import Torch

@testable import Sharing

@Suite struct RandomExpansionTests {
  private let generator = Generator(seed: 2)

  private func numbers(_ tensor: Tensor) -> [Double] { tensor.detach().contiguous().array(of: Double.self) }

  /// The matrix of the first of some expansions, column by column.
  private func matrix(_ form: ExpansionForm, from inputs: Int, to outputs: Int, seed: UInt64 = 4) throws -> Tensor {
    let expansions = try form.expansions(2, from: inputs, to: outputs, seed: seed).like(Tensor.zeros([1]).to(.float64))
    let columns = (0..<inputs).map { place in
      let one = Tensor.zeros([2, inputs]).to(.float64)
      _ = one.select(1, index: place).fillInPlace(1)
      return expansions(one).select(0, index: 0)
    }
    return Tensor.stack(columns, 1)
  }

  @Test(arguments: ExpansionForm.allCases) func aSeedMakesTheSameExpansionsAgain(_ form: ExpansionForm) throws {
    let first = try numbers(matrix(form, from: 10, to: 150)), again = try numbers(matrix(form, from: 10, to: 150))
    #expect(first == again)
    #expect(try numbers(matrix(form, from: 10, to: 150, seed: 5)) != first)
    let expansions = try form.expansions(2, from: 10, to: 150, seed: 4)
    let rows = expansions(Tensor.ones([2, 10])).unbind()
    #expect(numbers(rows[0]) != numbers(rows[1]))
  }

  @Test(arguments: ExpansionForm.allCases) func aColumnHasAboutTheLengthOne(_ form: ExpansionForm) throws {
    let columns = try matrix(form, from: 9, to: 1000)
    let lengths = numbers(columns.square().sum([0]))
    for length in lengths { #expect(isClose(length, 1, .absolute(form == .orthonormal ? 1e-5 : 0.25))) }
  }

  @Test func orthonormalColumnsAreOrthonormal() throws {
    let columns = try matrix(.orthonormal, from: 12, to: 90)
    let gramian = numbers(columns.transpose(0, 1).mm(columns))
    for (place, value) in gramian.enumerated() { #expect(isClose(value, place % 13 == 0 ? 1 : 0, .absolute(1e-5))) }
  }

  /// 100 weights have no rows that are left over, and 9 numbers none that are filled up.
  @Test func kroneckerColumnsOfSquaresAreOrthonormal() throws {
    let columns = try matrix(.kronecker, from: 9, to: 100)
    let gramian = numbers(columns.transpose(0, 1).mm(columns))
    for (place, value) in gramian.enumerated() { #expect(isClose(value, place % 10 == 0 ? 1 : 0, .absolute(1e-5))) }
  }

  /// Every weight and every number takes part, whatever their counts.
  @Test(arguments: [(1, 1), (1, 7), (3, 12), (5, 40), (9, 9), (7, 101), (49, 50)])
  func anExpansionHasAllRowsAndColumns(inputs: Int, outputs: Int) throws {
    for form in ExpansionForm.allCases {
      let columns = try matrix(form, from: inputs, to: outputs)
      #expect(columns.shape == [outputs, inputs])
      #expect(numbers(columns.abs().sum([0])).allSatisfy { $0 > 0 })
      #expect(numbers(columns.abs().sum([1])).allSatisfy { $0 > 0 })
    }
  }

  /// The transposed product, which gradients are.
  @Test(arguments: ExpansionForm.allCases) func gradientsAreTheTransposedProduct(_ form: ExpansionForm) throws {
    let columns = try matrix(form, from: 10, to: 150)
    let expansions = try form.expansions(2, from: 10, to: 150, seed: 4).like(columns)
    let vectors = Tensor.randn([2, 10], generator: generator).to(.float64).requiringGrad()
    let direction = Tensor.randn([150], generator: generator).to(.float64)
    let gradient = Tensor.grad(of: [(expansions(vectors)[0] * direction).sum()], respectTo: [vectors])[0]!
    let expected = columns.transpose(0, 1).matmul(direction)
    #expect(isClose(numbers(gradient.select(0, index: 0)), numbers(expected), .ofLength(1e-12)))
    #expect(numbers(gradient.select(0, index: 1)).allSatisfy { $0 == 0 })
  }

  @Test func moreNumbersThanWeightsAreRefused() {
    #expect(
      errorText { try ExpansionForm.dense.expansions(1, from: 11, to: 10, seed: 1) }
        == "A dense expansion to 10 weights should have 1 to 10 numbers. Found 11.")
    #expect(
      errorText { try ExpansionForm.kronecker.expansions(1, from: 10, to: 10, seed: 1) }
        == "A kronecker expansion to 10 weights should have 1 to 9 numbers. Found 10.")
  }
}

@Suite struct SharedSubspaceTests {
  private let tasks = ["a", "b", "c"].map { LearningTask.classification($0, classes: 3) }

  private func network(
    _ settings: [String: SettingValue] = [:], tasks: [LearningTask]? = nil, trunk: String = "mlp",
    trunkSettings: [String: SettingValue] = ["hidden": [8]], input: InputDescription = .vector(4), seed: UInt64 = 1
  ) throws -> SharedSubspace {
    let all: [String: SettingValue] = ["shared-dimension": 12, "basis": 3]
    let network = try Schemes.all.choose("subspace", all.merging(settings) { $1 }).network(
      for: tasks ?? self.tasks, input: input, trunk: Trunks.all.choose(trunk, trunkSettings),
      heads: Heads.all.choose("usual"), generator: Generator(seed: seed))
    return try #require(network as? SharedSubspace)
  }

  private func numbers(_ tensor: Tensor) -> [Double] {
    tensor.detach().to(.float64).contiguous().array(of: Double.self)
  }

  private func state(_ network: Module) -> [String: Tensor] {
    Dictionary(uniqueKeysWithValues: network.stateDictionary().map { ($0.name, $0.tensor) })
  }

  /// A task's weights one behind the other.
  private func weights(_ network: SharedSubspace, of task: String) -> [Double] {
    network.namedBuffers().filter { $0.name.contains(".\(task).") }.flatMap { numbers($0.tensor) }
  }

  private var x: Tensor { Tensor.randn([5, 4], generator: Generator(seed: 9)) }

  /// 8 · 4 + 8 and 3 · 8 + 3 weights; 12 · 3 + 3 · 3 trained numbers.
  @Test func theTrainedNumbersAreThoseOfTheFormula() throws {
    let network = try network()
    #expect(network.parameterCount == SubspaceWeights.freeNumbers(shared: 12, basis: 3, tasks: 3))
    #expect(network.parameterCount == 45 && network.isWhole && network.statistics.isEmpty)
    #expect(SubspaceWeights.amortisedDimension(shared: 12, basis: 3, tasks: 3) == 15)
    #expect(state(network)["subspace.start"]!.count == 67)
  }

  @Test func oneTaskHasItsCoefficientsToo() throws {
    #expect(try network(tasks: [tasks[0]]).parameterCount == 12 * 3 + 3)
  }

  /// α starts as zero, so that every task starts as θ_0.
  @Test(arguments: ["dense", "orthonormal", "kronecker"]) func allTasksStartAsOneNetwork(expansion: String) throws {
    let network = try network(["expansion": .word(expansion)])
    let outputs = network(x)
    #expect(numbers(outputs["a"]!) == numbers(outputs["b"]!) && numbers(outputs["a"]!) == numbers(outputs["c"]!))
    #expect(weights(network, of: "b") == numbers(state(network)["subspace.start"]!))
  }

  /// With k = n and α the identity, θ_j = θ_0 + P_j v_j: subspaces of single tasks.
  @Test func theIdentityMakesSubspacesOfSingleTasks() throws {
    let network = try network(["scale": 2])
    let shared = network.sharedNumbers
    try network.load(shared: shared, tasks: [[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    _ = network(x)
    let start = numbers(state(network)["subspace.start"]!)
    let seed = UInt64(state(network)["subspace.seed"]!.array(of: Int64.self)[0])
    let expansions = try ExpansionForm.kronecker.expansions(3, from: 12, to: 67, seed: seed)
    let columns = expansions(Tensor(shared, shape: [3, 12]).to(.float32)).unbind()
    for (task, column) in zip(["a", "b", "c"], columns) {
      let expected = zip(start, numbers(column)).map { $0 + 2 * $1 }
      #expect(isClose(weights(network, of: task), expected, .ofLength(1e-6)))
    }
  }

  /// The differences from θ_0 of more tasks than k have the rank k.
  @Test func theTasksLieInASubspace() throws {
    let many = (0..<6).map { LearningTask.classification("t\($0)", classes: 3) }
    let network = try network(["basis": 2], tasks: many)
    let generator = Generator(seed: 4)
    try network.load(
      shared: network.sharedNumbers, tasks: many.map { _ in numbers(Tensor.randn([2], generator: generator)) })
    _ = network(x)
    let start = numbers(state(network)["subspace.start"]!)
    let rows = many.map { task in Tensor(zip(weights(network, of: task.name), start).map { $0 - $1 }) }
    let values = numbers(ATen.svd(Tensor.stack(rows), false).1)
    #expect(values[1] > 1e-2 && values[2] < 1e-5 * values[0])
  }

  /// Gradients of all trained numbers next to central differences of the sum of the losses.
  @Test(arguments: ["dense", "kronecker"]) func gradientsAreThoseOfDifferences(expansion: String) throws {
    let network = try network(["expansion": .word(expansion), "scale": 3])
    network.to(.float64)
    let generator = Generator(seed: 4), x = x.to(.float64)
    try network.load(
      shared: network.sharedNumbers, tasks: tasks.map { _ in numbers(Tensor.randn([3], generator: generator)) })
    func loss() -> Tensor {
      network(x).values.map { $0.square().mean() }.reduce(Tensor.zeros([]).to(.float64)) { $0 + $1 }
    }
    let parameters = network.namedParameters()
    let gradients = Tensor.grad(of: [loss()], respectTo: parameters.map(\.tensor)), step = 1e-6
    for ((name, parameter), gradient) in zip(parameters, gradients) {
      let flat = parameter.detach().view([parameter.count]), expected = numbers(gradient!)
      for place in stride(from: 0, to: parameter.count, by: 5) {
        let number = flat.select(0, index: place), value = number.item()
        let sides = [step, -step].map { shift -> Double in
          withoutGradients { _ = number.fillInPlace(value + shift) }
          return loss().item()
        }
        withoutGradients { _ = number.fillInPlace(value) }
        #expect(isClose(expected[place], (sides[0] - sides[1]) / (2 * step), .absolute(1e-7)), "\(name) \(place)")
      }
    }
  }

  @Test func aStateMakesTheSameOutputsInANetworkOfAnotherSeed() throws {
    let trained = try network()
    try trained.load(shared: trained.sharedNumbers, tasks: [[1, 2, 3], [0, 1, 0], [-1, 0, 1]])
    let outputs = trained(x)
    let other = try network(seed: 8)
    try other.load(state(trained))
    #expect(numbers(other(x)["c"]!) == numbers(outputs["c"]!))
    #expect(numbers(other.outputs(Inputs(x), tasks: ["a"])["a"]!) == numbers(outputs["a"]!))
  }

  @Test func headsOfDifferentSizesAreTheTasksOwn() throws {
    let network = try network(tasks: [.classification("a", classes: 3), .regression("b")])
    #expect(!network.isWhole)
    #expect(network.parameters(of: "a").map(\.name).contains("heads.a.weight"))
    #expect(state(network)["subspace.start"]!.count == 40)
  }

  @Test func runningStatisticsAreTold() throws {
    let network = try network(
      trunk: "conv", trunkSettings: ["filters": [4], "norm": "batch"], input: .image(channels: 1, height: 8, width: 8))
    #expect(network.statistics.contains { $0.hasSuffix("running_mean") })
  }

  @Test func whatDoesNotFitIsRefused() throws {
    #expect(
      errorText { try self.network(["shared-dimension": 68]) }
        == "`sharing.shared-dimension` does not fit the network. A kronecker expansion to 67 weights should have 1 to 64 numbers. "
        + "Found 68.")
    let network = try network()
    #expect(
      errorText {
        try network.load(shared: Array(repeating: 0, count: 36), tasks: Array(repeating: [0, 0, 0], count: 3))
      }
        == "Vectors or coefficients of a subspace should differ from zero, or no gradient would move them.")
    #expect(
      errorText { try network.load(shared: [1], tasks: []) }.contains(
        "should have 36 shared numbers and 3 for each of 3"))
  }
}
