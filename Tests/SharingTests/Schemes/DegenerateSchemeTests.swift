import Backbones
import Components
import Tasks
import Testing
import Torch

@testable import Sharing

/// Schemes that are another one at the edge of their settings.
@Suite struct DegenerateSchemeTests {
  private static let input = InputDescription.vector(6)
  private let x = Tensor.randn([5, 6], generator: Generator(seed: 9))

  private func network(
    _ scheme: String, _ settings: [String: SettingValue] = [:], trunk: String = "mlp",
    _ trunkSettings: [String: SettingValue] = ["hidden": [8, 4]], input: InputDescription = input
  ) throws -> any MultiTaskNetwork {
    try Schemes.all.choose(scheme, settings).network(
      for: SchemeExample.tasks, input: input, trunk: Trunks.all.choose(trunk, trunkSettings),
      heads: Heads.all.choose("usual"), generator: Generator(seed: 4))
  }

  private func difference(_ a: Tensor, _ b: Tensor) -> Double { (a - b).detach().abs().max().item() }

  /// Gives a network the values of another's tensors whose names differ.
  private func copy(_ from: Module, _ to: Module, renaming rename: (String) -> String?) throws {
    let values = Dictionary(uniqueKeysWithValues: from.stateDictionary().map { ($0.name, $0.tensor.detach()) })
    withoutGradients {
      for (name, tensor) in to.stateDictionary() {
        if let value = rename(name).flatMap({ values[$0] }) { tensor.copyInPlace(value) }
      }
    }
  }

  @Test func oneExpertIsHardSharing() throws {
    let (mixture, hard) = (try network("mmoe", ["experts": 1]), try network("hard"))
    try copy(mixture, hard) { $0.replacing("trunk.", with: "experts.0.") }
    for (task, output) in hard(x) { #expect(difference(mixture(x)[task]!, output) < 1e-6) }
  }

  @Test func expertsOfAllTasksAloneAreAMixtureWithGates() throws {
    let (cgc, mmoe) = (try network("cgc", ["experts": 3, "own-experts": 0]), try network("mmoe", ["experts": 3]))
    #expect(cgc.namedParameters().map(\.name) == mmoe.namedParameters().map(\.name))
    try copy(cgc, mmoe) { $0 }
    for (task, output) in mmoe(x) { #expect(difference(cgc(x)[task]!, output) == 0) }
  }

  @Test func theOrderOfExpertsAndTheirGatesDoesNotMatter() throws {
    let (first, second) = (try network("mmoe", ["experts": 2]), try network("mmoe", ["experts": 2]))
    try copy(first, second) { name in
      name.hasPrefix("experts.0")
        ? name.replacing("experts.0", with: "experts.1") : name.replacing("experts.1", with: "experts.0")
    }
    withoutGradients {
      for (name, tensor) in second.namedParameters() where name.hasPrefix("gates.") {
        tensor.copyInPlace(Tensor.stack([tensor.select(0, index: 1).clone(), tensor.select(0, index: 0).clone()]))
      }
    }
    for (task, output) in first(x) { #expect(difference(second(x)[task]!, output) < 1e-6) }
  }

  @Test func gatesSumToOne() throws {
    let gate = SoftmaxGate(6, experts: 4, generator: Generator(seed: 1))
    #expect(difference(gate(x).sum([1]), Tensor.ones([5])) < 1e-6)
  }

  @Test func stitchesOfTheIdentityAreNetworksApart() throws {
    let stitched = try network("cross-stitch", ["own": 1, "others": 0]) as! SoftSharing
    for (place, task) in ["a", "b"].enumerated() {
      let alone = HardSharing(trunk: stitched.trunks[place], heads: [(task, stitched.heads[place])])
      #expect(difference(stitched(x)[task]!, alone(x)[task]!) == 0)
    }
  }

  @Test func equalStitchesShowEveryTaskTheMean() throws {
    let stitched = try network("cross-stitch", ["own": 0.5, "others": 0.5]) as! SoftSharing
    let firstLevel = stitched.trunks.map { ($0.stages[0].run(x)) }
    let mean = (firstLevel[0] + firstLevel[1]) / 2
    let second = stitched.trunks.map { $0.stages[1].run(mean) }
    let features = (second[0] + second[1]) / 2
    for (place, task) in ["a", "b"].enumerated() {
      #expect(difference(stitched(x)[task]!, stitched.heads[place](features)) < 1e-6)
    }
  }

  @Test(arguments: ["batch", "group"]) func keepingEveryUnitIsHardSharing(norm: String) throws {
    let images = InputDescription.image(channels: 2, height: 8, width: 8)
    let settings: [String: SettingValue] = ["filters": [8, 4], "norm": "batch"]
    let routed = try network(
      "routing", ["keep": 1, "tasks-per-step": "all", "norm": .word(norm)], trunk: "conv", settings, input: images)
    let hard = try network("hard", trunk: "conv", settings, input: images)
    try copy(routed, hard) { $0 }
    let x = Tensor.randn([4, 2, 8, 8], generator: Generator(seed: 2))
    let (a, b) = (routed(x), hard(x))
    guard norm == "batch" else {
      #expect(difference(a["a"]!, b["a"]!) > 1e-3)
      return
    }
    for task in ["a", "b"] { #expect(a[task]!.equal(b[task]!).all().item() == 1) }
    func gradients(_ network: any MultiTaskNetwork, _ outputs: TaskTensors) -> [Tensor] {
      Tensor.grad(of: [outputs["a"]!.square().sum() + outputs["b"]!.sum()], respectTo: network.parameters).map { $0! }
    }
    for (p, q) in zip(gradients(routed, a), gradients(hard, b)) { #expect(p.equal(q).all().item() == 1) }
  }

  @Test func oneBackboneIsHardSharing() throws {
    let (several, hard) = (try network("backbones", ["count": 1]), try network("hard"))
    for ((name, a), (other, b)) in zip(several.stateDictionary(), hard.stateDictionary()) {
      #expect(name.replacing("backbones.0.", with: "") == other)
      #expect(a.equal(b).all().item() == 1)
    }
    for (task, output) in hard(x) { #expect(several(x)[task]!.equal(output).all().item() == 1) }
  }

  @Test(arguments: ["adapters", "low-rank-adapters"]) func adaptersStartAsHardSharing(scheme: String) throws {
    let (adapted, hard) = (try network(scheme), try network("hard"))
    try copy(adapted, hard) { $0 }
    for (task, output) in hard(x) { #expect(difference(adapted(x)[task]!, output) == 0) }
  }

  @Test func tasksAtTheLastLevelAreHardSharing() throws {
    let (assigned, hard) = (try network("layer-assignment", ["levels": [2, 2]]), try network("hard"))
    try copy(assigned, hard) { $0 }
    for (task, output) in hard(x) { #expect(difference(assigned(x)[task]!, output) == 0) }
  }

  @Test func levelsOfOneTrunkAtThePapersPLEAreItsLastForms() throws {
    // With one level there is no shared gate, and both forms are CGC.
    let settings: [String: SettingValue] = ["hidden": [8]]
    let (ple, cgc) = (try network("ple", trunk: "mlp", settings), try network("cgc", trunk: "mlp", settings))
    try copy(ple, cgc) { name in
      name.hasPrefix("gates.")
        ? name.replacing(".weight", with: ".0.weight").replacing(".bias", with: ".0.bias") : name
    }
    for (task, output) in cgc(x) { #expect(difference(ple(x)[task]!, output) < 1e-6) }
  }

  @Test func atTemperatureZeroABranchIsATree() throws {
    let network = try network("learning-to-branch") as! LearningToBranch
    withoutGradients {
      for (name, logits) in network.namedParameters() where name.hasPrefix("branches.") {
        _ = logits.copyInPlace(Tensor([0, 50, 0, 50] as [Double]).to(.float32).view([2, 2]))
      }
    }
    network.epochBegins(99, of: 100)
    let drawn = network(x)
    network.eval()
    #expect(network.tree == [[1, 1]])
    for (task, output) in network(x) { #expect(difference(drawn[task]!, output) == 0) }
    let first = network.trunks[1].stages[0].run(x)
    #expect(difference(network(x)["a"]!, network.heads[0](network.trunks[0].stages[1].run(first))) == 0)
  }

  @Test func inTheFirstEpochEveryParentIsSummed() throws {
    let network = try network("learning-to-branch") as! LearningToBranch
    network.epochBegins(0, of: 30)
    let first = network.trunks[0].stages[0].run(x) + network.trunks[1].stages[0].run(x)
    #expect(difference(network(x)["b"]!, network.heads[1](network.trunks[1].stages[1].run(first))) < 1e-6)
  }

  @Test func decidedSelectorsChooseAtMostKExperts() throws {
    let gate = DSelectKGate(nil, experts: 4, selectors: 2, gamma: 1, generator: Generator(seed: 1))
    // Expert 2 is the code (0, 1), expert 1 the code (1, 0); bits are lowest first.
    withoutGradients { _ = gate.code!.copyInPlace(Tensor([-3, 3, 3, -3] as [Double]).to(.float32).view([2, 2])) }
    let weights = gate(x).detach().to(.float64).select(0, index: 0).array(of: Double.self)
    #expect(weights[0] == 0 && weights[3] == 0 && weights[1] > 0 && weights[2] > 0)
    #expect(abs(weights[1] + weights[2] - 1) < 1e-6)
  }

  @Test func theSmoothStepHasAContinuousDerivative() {
    let gamma = 0.8
    let t = Tensor([-1, -0.4 - 1e-9, -0.4 + 1e-9, 0, 0.4 - 1e-9, 0.4 + 1e-9, 1] as [Double]).requiringGrad()
    let step = DSelectKGate.smoothStep(t, gamma)
    step.sum().backward()
    let values = step.detach().array(of: Double.self), slopes = t.grad!.array(of: Double.self)
    for (value, expected) in zip(values, [0, 0, 0, 0.5, 1, 1, 1]) { #expect(abs(value - expected) < 1e-7) }
    for (slope, expected) in zip(slopes, [0, 0, 0, 3 / (2 * gamma), 0, 0, 0]) { #expect(abs(slope - expected) < 1e-7) }
  }
}
