import Backbones
import Components
import Tasks
import TestSupport
import Testing
import Torch

@testable import Sharing

/// A small network of the mask and of survival.
struct DeepMTSExample {
  static let tumour = LearningTask.mask("tumour"), survival = LearningTask.survival("survival")
  static let small: [String: SettingValue] = [
    "blocks": [2, 3], "transitions": [5, 6], "stem": 6, "growth": 4, "bottleneck": 8, "hidden": 7,
  ]

  static func input(side: Int, clinical: Int? = 1) -> InputDescription {
    let volumes = InputDescription.volume(channels: 2, depth: side, height: side, width: side)
    return clinical.map { .several([.init("volumes", volumes), .init("clinical", .vector($0))]) } ?? volumes
  }

  static func network(
    _ tasks: [LearningTask] = [tumour, survival], settings: [String: SettingValue] = small,
    widths: SettingValue = [4, 8], input: InputDescription = input(side: 16), heads: String = "usual", seed: UInt64 = 1
  ) throws -> any MultiTaskNetwork {
    try Schemes.all.choose("deepmts", settings).network(
      for: tasks, input: input, trunk: Trunks.all.choose("residual-unet", ["widths": widths]),
      heads: Heads.all.choose(heads, heads == "hidden" ? ["width": 5] : [:]), generator: Generator(seed: seed))
  }

  static func batch(_ samples: Int = 3, side: Int = 16, seed: UInt64 = 5) -> Inputs {
    let generator = Generator(seed: seed)
    return Inputs([
      ("volumes", Tensor.randn([samples, 2, side, side, side], generator: generator)),
      ("clinical", Tensor.randn([samples, 1], generator: generator)),
    ])
  }
}

/// Sizes, outputs and groups of the network that learns a tumour's mask together with survival.
@Suite struct DeepMTSTests {
  private typealias Example = DeepMTSExample

  @Test func thePublishedNetworkHasThePublishedNumberOfParameters() throws {
    let network = try Example.network(
      settings: [:], widths: [8, 16, 32, 64, 128], input: Example.input(side: 32))
    #expect(network.parameterCount == 3_709_672)
    func count(_ modules: String...) -> Int {
      network.namedParameters().filter { parameter in modules.contains { parameter.name.hasPrefix($0 + ".") } }
        .reduce(0) { $0 + $1.tensor.count }
    }
    #expect(count("trunk", "mask") == 2_664_066)
    #expect(count("side") == 11_284)
    #expect(count("cascade") == 1_018_960)
    #expect(count("head") == 15_362)
  }

  @Test func itGivesALogitForEachPlaceAndARiskForEachSample() throws {
    let outputs = try Example.network().outputs(Example.batch(), tasks: ["tumour", "survival"])
    #expect(Array(outputs.keys) == ["tumour", "survival"])
    #expect(outputs["tumour"]!.shape == [3, 1, 16, 16, 16] && outputs["survival"]!.shape == [3, 1])
  }

  @Test func theSidesMayDiffer() throws {
    let volumes = InputDescription.volume(channels: 2, depth: 12, height: 14, width: 16)
    let network = try Example.network(input: volumes)
    let outputs = network(Tensor.zeros([2, 2, 12, 14, 16]))
    #expect(outputs["tumour"]!.shape == [2, 1, 12, 14, 16])
  }

  /// The groups are what gradients say: a task's loss reaches the parameters of its groups, and no others.
  @Test(arguments: ["tumour", "survival"]) func theTasksOfAGroupAreThoseThatMoveIt(_ task: String) throws {
    let network = try Example.network(), parameters = network.namedParameters()
    let stated = network.groups.flatMap { $0.parameters.map(\.name) }
    #expect(stated.sorted() == parameters.map(\.name).sorted())
    let output = network.outputs(Example.batch(), tasks: [task])[task]!
    let gradients = Tensor.grad(of: [output.square().sum()], respectTo: parameters.map(\.tensor), allowUnused: true)
    let moved = Set(zip(parameters, gradients).filter { $0.1 != nil }.map { $0.0.name })
    let ofTask = Set(network.groups.filter { $0.tasks.contains(task) }.flatMap { $0.parameters.map(\.name) })
    #expect(moved == ofTask, "\(moved.symmetricDifference(ofTask).sorted())")
  }

  @Test func bothTasksShareTheBackboneAndSurvivalHasTheRest() throws {
    let groups = try Example.network().groups
    #expect(groups.map(\.tasks) == [["tumour", "survival"], ["survival"]])
    #expect(groups.map(\.role) == [.balanced, .own])
    #expect(groups[1].parameters.allSatisfy { !$0.name.hasPrefix("trunk.") && !$0.name.hasPrefix("mask.") })
  }

  /// A detached mask would leave the last convolution of the backbone to the tumour alone.
  @Test func theSurvivalLossMovesTheMask() throws {
    let network = try Example.network()
    let risks = network.outputs(Example.batch(), tasks: ["survival"])["survival"]!
    let loss = CoxLoss()(risks, Tensor([2.0, 1, -3]))
    let weight = network.lastSharedParameters[0]
    #expect(weight.name == "mask.weight")
    let gradient = try #require(Tensor.grad(of: [loss], respectTo: [weight.tensor], allowUnused: true)[0])
    #expect(gradient.abs().max().item() > 0)
  }

  @Test func theCascadeSeesTheMask() throws {
    let network = try Example.network()
    network.eval()
    let before = network.outputs(Example.batch(), tasks: ["survival"])["survival"]!
    withoutGradients { _ = network.lastSharedParameters[0].tensor.multiplyInPlace(-3) }
    let after = network.outputs(Example.batch(), tasks: ["survival"])["survival"]!
    #expect((before - after).abs().max().item() > 0)
  }

  @Test(arguments: ["tumour", "survival"]) func aTaskAskedForAloneHasTheSameOutput(_ task: String) throws {
    let network = try Example.network()
    network.eval()
    let both = network.outputs(Example.batch(), tasks: ["tumour", "survival"])
    let alone = network.outputs(Example.batch(), tasks: [task])
    #expect(Array(alone.keys) == [task])
    #expect(alone[task]!.equal(both[task]!).all().item() == 1)
  }

  @Test func theNetworkOfTheMaskAloneIsTheBackbone() throws {
    let network = try Example.network([Example.tumour])
    #expect(network.namedParameters().allSatisfy { $0.name.hasPrefix("trunk.") || $0.name.hasPrefix("mask.") })
    #expect(network.groups.map(\.tasks) == [["tumour"]])
    #expect(network.outputs(Example.batch(), tasks: ["tumour"])["tumour"]!.shape == [3, 1, 16, 16, 16])
  }

  @Test func theNetworkOfSurvivalAloneHasAllParts() throws {
    let alone = try Example.network([Example.survival]), both = try Example.network()
    #expect(alone.parameterCount == both.parameterCount)
    #expect(alone.outputs(Example.batch(), tasks: ["survival"]).keys == ["survival"])
  }

  @Test func theOrderOfTheTasksIsThatOfTheOutputs() throws {
    let network = try Example.network([Example.survival, Example.tumour])
    #expect(Array(network.outputs(Example.batch(), tasks: network.tasks).keys) == ["survival", "tumour"])
  }

  @Test func withoutClinicalNumbersTheHeadIsNarrower() throws {
    let with = try Example.network(), without = try Example.network(input: Example.input(side: 16, clinical: nil))
    #expect(with.parameterCount - without.parameterCount == 1)
  }

  @Test func clinicalNumbersChangeTheRiskAlone() throws {
    let network = try Example.network()
    network.eval()
    let inputs = Example.batch(), volumes = inputs["volumes"]!
    let other = Inputs([("volumes", volumes), ("clinical", inputs["clinical"]! + 1)])
    let (a, b) = (network.outputs(inputs, tasks: network.tasks), network.outputs(other, tasks: network.tasks))
    #expect(a["tumour"]!.equal(b["tumour"]!).all().item() == 1)
    #expect((a["survival"]! - b["survival"]!).abs().min().item() > 0)
  }

  @Test func intervalsAreTheOutputsOfTheRisk() throws {
    let task = LearningTask.survival("survival", intervals: [0, 1, 2, 4])
    let outputs = try Example.network([Example.tumour, task]).outputs(Example.batch(), tasks: ["survival"])
    #expect(outputs["survival"]!.shape == [3, 3])
  }

  @Test func itsPenaltyIsTheSquaredWeightsOfTheHead() throws {
    let network = try #require(try Example.network() as? any Penalised)
    let expected = network.namedParameters().filter { $0.name.hasPrefix("head.") && $0.name.hasSuffix(".weight") }
      .reduce(0.0) { $0 + $1.tensor.square().sum().item() }
    #expect(network.penalties.map(\.name) == ["head-weights"])
    #expect(network.penalties[0].weight == 0.1)
    #expect(isClose(network.penalties[0].value.item(), expected, .relative(1e-6)))
  }

  @Test func aDecayOfZeroIsNoPenalty() throws {
    let network = try Example.network(settings: Example.small.merging(["decay": 0]) { $1 })
    #expect((network as? any Penalised)?.penalties.isEmpty == true)
  }

  @Test func savedWeightsGiveTheSameOutputs() throws {
    let network = try Example.network(), other = try Example.network(seed: 2)
    try other.load(
      Dictionary(uniqueKeysWithValues: network.stateDictionary().map { ($0.name, $0.tensor.detach().clone()) }))
    network.eval()
    other.eval()
    let found = other.outputs(Example.batch(), tasks: other.tasks)
    for (task, output) in network.outputs(Example.batch(), tasks: network.tasks) {
      #expect(output.equal(found[task]!).all().item() == 1)
    }
  }

  @Test func convolutionsStartByHesRuleWithoutOffsets() throws {
    let network = try Example.network()
    for (name, tensor) in network.namedParameters() where name.hasSuffix("conv.bias") || name == "head.risk.bias" {
      #expect(tensor.abs().max().item() == 0, "\(name)")
    }
    let weight = network.namedParameters().first { $0.name == "trunk.encoder.1.units.3.conv.weight" }!.tensor
    let bound = (6.0 / (8 * 27)).squareRoot(), largest: Double = weight.abs().max().item()
    #expect(largest <= bound && largest > 0.95 * bound)
  }
}

/// What the network refuses, word for word.
@Suite struct DeepMTSErrorTests {
  private typealias Example = DeepMTSExample

  @Test func tasksOfOtherKinds() {
    #expect(
      errorText { try Example.network([Example.tumour, .regression("age")]) }
        == "`deepmts` should have one task with yes or no at every place and one survival task, or one of them alone. "
        + "Found `tumour` (mask), `age` (regression).")
  }

  @Test func twoTasksOfOneKind() {
    #expect(
      errorText { try Example.network([Example.survival, .survival("relapse")]) }.hasSuffix(
        "Found `survival` (survival), `relapse` (survival)."))
  }

  @Test func volumesThatAreTooSmall() {
    #expect(
      errorText {
        try Example.network(
          settings: Example.small.merging(["blocks": [1, 1, 1], "transitions": [4, 4, 4]]) { $1 })
      } == "`deepmts` needs volumes of at least 19 places a side for 3 blocks. Found 16×16×16.")
  }

  @Test func sidesThatTheLevelsDoNotDivide() {
    #expect(
      errorText { try Example.network(widths: [4, 8, 8, 8, 8], input: Example.input(side: 24)) }
        == "`residual-unet` needs volumes whose sides are multiples of 16, for 5 levels. Found 24×24×24.")
  }

  @Test func samplesOfAnotherForm() {
    let two = InputDescription.several([.init("a", .vector(2)), .init("b", .vector(1))])
    #expect(
      errorText { try Example.network(input: two) }
        == "`deepmts` needs volumes, alone or with one vector of clinical numbers. Found a [2] and b [1].")
  }

  @Test func anotherTrunk() {
    #expect(
      errorText {
        try Schemes.all.choose("deepmts").network(
          for: [Example.tumour, Example.survival], input: .vector(3), trunk: Trunks.all.choose("mlp"),
          heads: Heads.all.choose("usual"), generator: Generator(seed: 1))
      }.hasSuffix("Found deepmts, which needs residual-unet."))
  }

  @Test func headsOfAnotherKind() {
    #expect(
      errorText { try Example.network(heads: "hidden") }
        == "`heads` should be left out for `deepmts`, which has its own. Found hidden.")
  }

  @Test func settingsThatDoNotFitEachOther() {
    #expect(
      errorText { try Example.network(settings: ["blocks": [2], "transitions": [4, 4]]) }
        == "`transitions` should hold a number for each of the 1 blocks. Found 2.")
    #expect(
      errorText { try Example.network(settings: Example.small.merging(["side": [4]]) { $1 }) }
        == "`sharing.side` should hold a number for each of the 2 levels of the trunk. Found 1.")
  }

  @Test func inputsOfOtherNames() throws {
    let network = try Example.network()
    let error = #expect(throws: TorchError.self) {
      try withTorchErrors { _ = network.outputs(Inputs(Tensor.zeros([2, 2, 16, 16, 16])), tasks: ["tumour"]) }
    }
    #expect(
      error?.message == "the inputs of DeepMTS should be [\"volumes\", \"clinical\"]. Found [\"input\"].")
  }

  @Test func aBatchOfOtherSides() throws {
    let network = try Example.network()
    let error = #expect(throws: TorchError.self) {
      try withTorchErrors { _ = network.outputs(Example.batch(side: 15), tasks: ["tumour", "survival"]) }
    }
    #expect(
      error?.message
        == "the input's sides should be multiples of 2 for ResidualUNet with 2 levels. Found [2, 15, 15, 15].")
  }
}
