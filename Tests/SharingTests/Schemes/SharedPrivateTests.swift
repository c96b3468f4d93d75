import Backbones
import Components
import Foundation
import Tasks
import TestSupport
import Testing
import Torch

@testable import Sharing

/// Shared and private encoders, and what keeps their features apart.
@Suite struct SharedPrivateTests {
  private static let tasks: [LearningTask] = [
    .tagging("slots", tags: ["O", "B-time", "I-time"]), .tagging("chunk", tags: ["B-NP", "O", "I-NP", "B-VP"]),
    .classification("intent", classes: 3),
  ]
  private let x = Tensor.cat(
    [Tensor.zeros([5, 2, 1]), Tensor.randint(1, 30, [5, 4, 1], generator: Generator(seed: 5)).to(.float32)], 1)

  private func network(
    _ settings: [String: SettingValue] = [:], scheme: String = "shared-private", tasks: [LearningTask] = tasks
  ) throws -> any MultiTaskNetwork {
    try Schemes.all.choose(scheme, settings).network(
      for: tasks, input: .sequence(length: 6, columns: [.code(30)]),
      trunk: Trunks.all.choose("bi-lstm", ["embedding": 5, "hidden": 4, "layers": 1, "noise": 0]),
      heads: Heads.all.choose("usual"), generator: Generator(seed: 1))
  }

  private func largest(_ x: Tensor) -> Double { x.detach().abs().max().item() }

  @Test func withoutPrivateEncodersItIsHardSharing() throws {
    let (bare, hard) = (try network(["private": 0]), try network(scheme: "hard"))
    #expect(bare.namedParameters().map(\.name) == hard.namedParameters().map(\.name))
    for (task, output) in hard(x) { #expect(largest(bare(x)[task]! - output) == 0, "\(task)") }
  }

  @Test func headsReadBothSideBySide() throws {
    let network = try #require(try network() as? SharedPrivate)
    let shared = network.trunk(x), stages = try #require(network.trunk as? SequenceTrunk).stages
    let own = network.parts[2].encoder!(stages[0].run(x))
    #expect(shared.shape == [5, 6, 8] && own.shape == [5, 6, 4])
    let joined = network.parts[2].joined(shared, own)
    #expect(largest(joined - Tensor.cat([shared, own], 2).narrow(1, start: 2, length: 4).amax([1])) < 1e-6)
    #expect(network.parts[0].joined(shared, own).shape == [5, 6, 12])
    #expect(network(x)["slots"]!.shape == [5, 3, 6] && network(x)["intent"]!.shape == [5, 3])
  }

  @Test func anEmbeddingIsSharedAndPrivateEncodersHaveNone() throws {
    let names = try network().namedParameters().map(\.name)
    #expect(names.count { $0.contains("embeddings") } == 1 && names.contains("trunk.embeddings.0.weight"))
    #expect(names.contains("private.chunk.encoder.layers.0.forward.weight_ih_l0"))
  }

  @Test func theNumberOfParametersGrowsByPrivatePartsAndHeadsAlone() throws {
    let tasks = (0..<4).map { LearningTask.classification("\($0)", classes: 2) }
    let counts = try (2...4).map { try network(tasks: Array(tasks.prefix($0))).parameterCount }
    let whole = try network(tasks: tasks)
    let own = whole.parameters(of: "0").reduce(0) { $0 + $1.tensor.count }
    #expect(counts[1] - counts[0] == own && counts[2] - counts[1] == own)
  }

  @Test func anOpenGateIsTheSharedEncoderAndAClosedOneThePrivate() throws {
    let network = try #require(try network(["gate": true]) as? SharedPrivate)
    let shared = network.trunk(x)
    func outputs(bias: Double) -> Tensor {
      withoutGradients {
        for (name, tensor) in network.namedParameters() where name.hasSuffix("gate.bias") { tensor.fillInPlace(bias) }
      }
      return network.parts[0].joined(
        shared, network.parts[0].encoder!((network.trunk as! SequenceTrunk).stages[0].run(x)))
    }
    #expect(largest(outputs(bias: 1e4) - shared) == 0)
    let own = network.parts[0].encoder!((network.trunk as! SequenceTrunk).stages[0].run(x))
    let projection = network.namedParameters().first { $0.name == "private.slots.projection.weight" }!.tensor
    #expect(largest(outputs(bias: -1e4) - own.matmul(projection.transpose(0, 1))) < 1e-6)
    #expect(largest(outputs(bias: 0) - shared) > 1e-3)
  }

  @Test func aReversedGradientIsTheIdentityAndMinusTheFactor() {
    let x = Tensor.randn([4, 3], dtype: .float64, generator: Generator(seed: 2)).requiringGrad()
    let weights = Tensor.randn([4, 3], dtype: .float64, generator: Generator(seed: 3))
    let y = x.reversingGradient(by: 0.3)
    #expect(y.equal(x).all().item() == 1)
    (y * weights).sum().backward()
    #expect(x.grad!.equal(weights * -0.3).all().item() == 1)
  }

  @Test func anOverlapIsThatOfDirectionsAndNotOfTheBatch() {
    let generator = Generator(seed: 4)
    let s = Tensor.randn([6, 4], dtype: .float64, generator: generator)
    let p = Tensor.randn([6, 3], dtype: .float64, generator: generator)
    let value = Orthogonality.overlap(s, p).item()
    func isSame(_ s: Tensor, _ p: Tensor) -> Bool { abs(Orthogonality.overlap(s, p).item() - value) < 1e-12 }
    let rows = Tensor([3, 0, 5, 1, 2, 4] as [Int64])
    #expect(value > 1e-3)
    #expect(isSame(s.indexSelect(0, rows), p.indexSelect(0, rows)))
    #expect(isSame(Tensor.cat([s, s]), Tensor.cat([p, p])))
    #expect(isSame(s * 7 + 2, p * 0.1 - 1))
    // Features of which each is constant where the other moves.
    let first = Tensor([1, -1, 0, 0] as [Double], shape: [4, 1]),
      second = Tensor([0, 0, 1, -1] as [Double], shape: [4, 1])
    #expect(Orthogonality.overlap(first, second).item() == 0)
    // A single sample has no direction, and its gradient is a number.
    let one = Tensor.ones([1, 3]).requiringGrad()
    Orthogonality.overlap(one, one * 2).backward()
    #expect(largest(one.grad!) == 0)
  }

  /// Nothing can be told from constant features: the best answer is the logarithm of the number of tasks.
  @Test func aDiscriminatorOfConstantFeaturesIsAtBestTheLogarithmOfTheTasks() {
    let discriminator = TaskDiscriminator(4, tasks: 3, generator: Generator(seed: 1))
    let x = Tensor.ones([6, 4])
    func loss() -> Tensor { discriminator(x, of: [0, 1, 2], strength: 1) }
    let optimizer = SGD([ParameterGroup("all", discriminator.namedParameters(), learningRate: 0.5)])
    for _ in 0..<200 {
      discriminator.parameters.clearGradients()
      loss().backward()
      optimizer.step()
    }
    #expect(abs(loss().item() - log(3)) < 1e-5)
  }

  @Test func theAdversaryGrowsWithTheTrainingAndTurnsTheEncodersGradientRound() throws {
    let network = try #require(try network(["adversarial": 0.5]) as? PenalisedSharedPrivate)
    let names = network.namedParameters().map(\.name)
    func gradients(_ epoch: Int) -> [String: Tensor] {
      network.epochBegins(epoch, of: 4)
      _ = network(x)
      let penalty = network.penalties[0]
      #expect(penalty.name == "adversarial" && penalty.weight == 1)
      let found = Tensor.grad(of: [penalty.value], respectTo: network.parameters, allowUnused: true)
      return Dictionary(
        uniqueKeysWithValues: zip(names, found).compactMap { name, gradient in gradient.map { (name, $0) } })
    }
    let (first, later) = (gradients(0), gradients(2))
    #expect(first.keys.allSatisfy { $0.hasPrefix("trunk.") || $0.hasPrefix("discriminator.") })
    let weight = "trunk.layers.0.forward.weight_ih_l0"
    #expect(largest(first[weight]!) == 0 && largest(later[weight]!) > 1e-6)
    #expect(largest(first["discriminator.weight"]! - later["discriminator.weight"]!) == 0)
    // The gradient of the same loss without the reversal.
    network.epochBegins(2, of: 4)
    let features = network.trunk.features.whole(network.trunk(x))
    let discriminator = network.namedParameters().filter { $0.name.hasPrefix("discriminator.") }.map(\.tensor)
    let logits = (features.matmul(discriminator[0].transpose(0, 1)) + discriminator[1]).logSoftmax(1)
    let plain = network.namedParameters().first { $0.name == weight }!.tensor
    let gradient = Tensor.grad(of: [-logits.mean()], respectTo: [plain])[0]!
    let strength = 0.5 * (2 / (1 + exp(-5.0)) - 1)
    #expect(largest(later[weight]! + gradient * strength) < 1e-7)
  }

  @Test func aDiscriminatorBelongsToNoTask() throws {
    let network = try network(["adversarial": 0.1, "orthogonality": 0.2])
    let group = try #require(network.groups.last)
    #expect(group.role == .penalty && group.tasks.isEmpty)
    #expect(group.parameters.map(\.name) == ["discriminator.weight", "discriminator.bias"])
    _ = network.outputs(Inputs(x), tasks: ["chunk"])
    let penalties = try #require(network as? any Penalised).penalties
    #expect(penalties.map(\.name) == ["orthogonality", "adversarial"] && penalties[0].weight == 0.2)
    // A pass of one task has its own overlap alone.
    let own = network.parameters(of: "slots").map(\.tensor)
    let found = Tensor.grad(of: [penalties[0].value], respectTo: own, allowUnused: true)
    #expect(found.allSatisfy { $0 == nil })
  }

  @Test func classesOfOneNameAreOneVector() throws {
    let network = try network(["label-embedding": true])
    let common = try #require(network.groups.first { $0.parameters.first?.name == "labels.0.vectors" })
    #expect(common.tasks == ["slots", "chunk"] && common.role == .balanced)
    #expect(common.parameters[0].tensor.shape == [1, 12])
    let shapes = network.namedParameters().filter { $0.name.hasPrefix("heads.") }.map { ($0.name, $0.tensor.shape) }
    #expect(shapes.map(\.0) == ["heads.slots.vectors", "heads.chunk.vectors", "heads.intent.vectors"])
    #expect(shapes.map(\.1) == [[2, 12], [3, 12], [3, 12]])
    // The scores of `O`, which is the first tag of one task and the second of the other.
    let before = network(x)
    withoutGradients { _ = common.parameters[0].tensor.zeroInPlace() }
    let after = network(x)
    #expect(largest(after["slots"]!.select(1, index: 0)) == 0 && largest(after["chunk"]!.select(1, index: 1)) == 0)
    #expect(largest(after["slots"]!.select(1, index: 1) - before["slots"]!.select(1, index: 1)) == 0)
    #expect(largest(after["intent"]! - before["intent"]!) == 0)
  }

  @Test func whatCannotBeIsRefused() throws {
    #expect(
      errorText { try network(["private": 0, "gate": true]) }.hasSuffix(
        "`gate` should be left out where `private` is 0."))
    let images = InputDescription.image(channels: 2, height: 16, width: 12)
    func onImages(_ settings: [String: SettingValue]) -> String {
      errorText {
        try Schemes.all.choose("shared-private", settings).network(
          for: [.regression("a"), .regression("b")], input: images,
          trunk: Trunks.all.choose("conv", ["filters": [8, 8]]), heads: Heads.all.choose("usual"),
          generator: Generator(seed: 1))
      }
    }
    #expect(onImages(["gate": true]).hasPrefix("`shared-private` with a gate needs vectors or sequences. Found a map"))
    #expect(
      onImages(["wiring": "stacked"]).hasPrefix("`shared-private` with stacked encoders needs vectors or sequences."))
  }
}
