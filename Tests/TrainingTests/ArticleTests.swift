import Equipoise
import Foundation
import TestSupport
import Testing

@testable import Components

/// The Swift of the documentation's articles: each snippet stands, line by line, in the programs here, which are compiled and run.
@Suite struct ArticleTests {
  private static func lines(_ path: String) throws -> [String] {
    try String(contentsOf: packageFolder.appending(path: path), encoding: .utf8).split(separator: "\n")
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }

  @Test(arguments: [
    "Torch/Torch.docc/FromPyTorch.md", "Sharing/Sharing.docc/ANetworkOfYourOwn.md",
    "Balancing/Balancing.docc/AMethodOfYourOwn.md", "Training/Training.docc/OneStep.md",
  ])
  func everySnippetStandsInACompiledProgram(_ article: String) throws {
    let program = try Self.lines("Tests/TrainingTests/ArticleTests.swift")
    let text = try String(contentsOf: packageFolder.appending(path: "Sources/" + article), encoding: .utf8)
    let snippets = text.components(separatedBy: "```swift\n").dropFirst().map {
      $0.components(separatedBy: "```")[0].split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    #expect(!snippets.isEmpty)
    for snippet in snippets {
      #expect(program.contains(snippet), "\(snippet[0]) … is compiled nowhere")
    }
  }
}

// MARK: From PyTorch

private enum FromPyTorch {
  final class Digits: Module {
    let conv1: Conv2d
    let fc: Linear

    init(generator: Generator) {
      conv1 = Conv2d(1, 8, kernel: 3, padding: 1, generator: generator)
      fc = Linear(8, 10, generator: generator)
    }

    func callAsFunction(_ images: Tensor) -> Tensor {
      fc(conv1(images).relu().mean([2, 3]))
    }
  }
}

extension ArticleTests {
  @Test func aModelIsTrainedSavedAndLoaded() throws {
    typealias Digits = FromPyTorch.Digits
    let scratch = TemporaryFolder(), file = scratch.url.appending(path: "digits.safetensors")
    // Every image has one grey value, which tells its class.
    let labels = Tensor([0, 1, 2, 3] as [Int64], shape: [4, 1])
    let images = labels.to(.float32).reshape([4, 1, 1, 1]) * Tensor.ones([4, 1, 8, 8])

    let generator = Generator(seed: 0)
    let model = Digits(generator: generator)
    let optimizer = Adam(model.parameters, learningRate: 1e-2)
    for _ in 0..<30 {
      optimizer.zeroGradients()
      let loss = -model(images).logSoftmax(1).gather(1, labels).mean()
      loss.backward()
      optimizer.step()
    }

    try SafeTensors.write(model.stateDictionary(), to: file)
    let loaded = Digits(generator: Generator(seed: 1))
    try loaded.load(SafeTensors.read(file).tensors, from: file.path)
    loaded.eval()
    let logits = withoutGradients { loaded(images) }

    #expect(model.stateDictionary().map(\.name) == ["conv1.weight", "conv1.bias", "fc.weight", "fc.bias"])
    #expect(logits.array(of: Float.self) == model(images).array(of: Float.self))
    #expect((-logits.logSoftmax(1).gather(1, labels).mean()).item() < 1.9)
  }

  @Test func anErrorOfAnOperationIsThrown() {
    let a = Tensor.zeros([2, 3]), b = Tensor.zeros([2, 3])
    var found = ""
    func print(_ error: TorchError) { found = error.message }

    do {
      _ = try withTorchErrors { a.matmul(b) }
    } catch let error as TorchError {
      print(error)  // names the operation and both shapes
    } catch {}

    #expect(found.contains("matmul") && found.contains("[2, 3]"))
  }
}

// MARK: A network of your own

private enum OwnNetwork {
  final class Tower: Module, Trunk {
    let features = Features.vector(16)
    let first: Linear, second: Linear

    init(_ inputs: Int, generator: Generator) {
      first = Linear(inputs, 32, generator: generator)
      second = Linear(32, 16, generator: generator)
    }

    func callAsFunction(_ x: Tensor) -> Tensor { second(first(x).relu()).relu() }
  }

  /// Towers that all tasks share, mixed for each task by a gate of its own.
  final class GatedTowers: Module, MultiTaskNetwork {
    let tasks: [String]
    let towers: [Tower]
    let gates: ModuleDictionary
    let heads: ModuleDictionary

    init(_ inputs: Int, towers count: Int, tasks: [LearningTask], generator: Generator) {
      self.tasks = tasks.map(\.name)
      towers = (0..<count).map { _ in Tower(inputs, generator: generator) }
      gates = ModuleDictionary(tasks.map { ($0.name, Linear(inputs, count, generator: generator)) })
      heads = ModuleDictionary(tasks.map { ($0.name, Linear(16, $0.outputs, generator: generator)) })
    }

    func callAsFunction(_ x: Tensor) -> TaskTensors {
      let views = Tensor.stack(towers.map { $0(x) }, 1)  // [batch, tower, 16]
      return TaskTensors(
        uniqueKeysWithValues: tasks.map { task in
          let shares = (gates[task] as! Linear)(x).softmax(1).unsqueeze(2)  // [batch, tower, 1]
          return (task, (heads[task] as! Linear)((views * shares).sum([1])))
        })
    }

    var groups: [SharingGroup] {
      [SharingGroup(tasks, .balanced, parameters(below: "towers"))] + ownGroups(below: "gates", "heads")
    }

    var lastSharedParameters: [(name: String, tensor: Tensor)] {
      sharedParameters.filter { $0.name.contains(".second.") }
    }
  }
}

extension ArticleTests {
  private static let tasks: [LearningTask] = [.regression("sum"), .binary("positive")]

  /// Rows of four numbers; one target is their sum, the other whether it is positive.
  private static func samples(_ count: Int) -> InMemoryDataset {
    let rows = Tensor.randn([count, 4], generator: Generator(seed: 3))
    let sums = rows.sum([1])
    return InMemoryDataset(
      inputs: Field(rows.array(of: Float.self), shape: [4]),
      targets: [
        "sum": Field(sums.array(of: Float.self), shape: [1]),
        "positive": Field(sums.array(of: Float.self).map { $0 > 0 ? 1 : 0 }, shape: [1]),
      ])
  }

  /// The sum of the mean losses of a training's last epoch.
  private func trained(_ network: any MultiTaskNetwork, _ method: GradientMethod? = nil) throws -> Double {
    let weighting = try Catalogue.lossWeighting("ew", BalancingSetup(Self.tasks))
    let trainer = Trainer(
      network: network, tasks: Self.tasks, weighting: weighting,
      gradients: try method.map { try GradientBalancer($0, tasks: Self.tasks.map(\.name)) },
      optimizer: Adam(ParameterGroup.groups(of: network, weighting, learningRate: 1e-2)), schedule: ConstantRate(),
      options: TrainingOptions(epochs: 30))
    _ = try trainer.fit(DataLoader(Self.samples(64), batchSize: 16, seed: 1))
    let figures = try trainer.evaluate(DataLoader(Self.samples(64), batchSize: 64, shuffle: false), split: "train")
    return figures.losses.values.reduce(0, +)
  }

  @Test func aTrunkOfOnesOwnIsSharedByHeads() throws {
    typealias Tower = OwnNetwork.Tower
    let tasks = Self.tasks

    let generator = Generator(seed: 0)
    let network = HardSharing(
      trunk: Tower(4, generator: generator),
      heads: tasks.map { ($0.name, Linear(16, $0.outputs, generator: generator)) })

    #expect(network.sharedParameters.map(\.name).first == "trunk.first.weight")
    #expect(try trained(network) < 0.5)
  }

  @Test func aNetworkOfOnesOwnIsTrainedByAnyMethod() throws {
    let network = OwnNetwork.GatedTowers(4, towers: 3, tasks: Self.tasks, generator: Generator(seed: 0))
    #expect(network.sharedParameters.count == 12 && network.lastSharedParameters.count == 6)
    #expect(network.parameters(of: "sum").map(\.name).first == "gates.sum.weight")
    #expect(network.parameters.count == 12 + 2 * 4)
    #expect(try trained(network, .gramian(PCGrad())) < 0.5)
  }
}

// MARK: A method of your own

private enum OwnMethod {
  /// Weights in proportion to a power of the losses.
  final class Proportional: LossWeighting {
    static let card = MethodCard(
      name: "proportional", title: "Proportional", summary: "Weights in proportion to a power of the losses.",
      citation: nil, formula: "w_k = K L_k^p / Σ_j L_j^p",
      symbols: [("K", "the number of tasks"), ("L_k", "the loss of task k"), ("p", "`power`")],
      settings: [Setting("power", .number(.positive), default: 1, "the power p", source: "this article")],
      weightSum: .taskCount, example: "power: 2")

    private let power: Double

    init(_ setup: BalancingSetup) throws { power = try setup.read(Self.card).number("power") }

    func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
      // Without their graph the losses are constants, so that the weights have no gradient.
      var shares = losses.detach().pow(power)
      var count = Tensor(scalar: Double(losses.count), dtype: losses.dtype).to(losses.device)
      if let present {
        shares = shares * present
        count = present.sum()
      }
      let weights = shares * (count / shares.sum().clamp(min: 1e-12))
      return WeightedLosses(objective: (weights * losses).sum(), weights: weights)
    }
  }

  /// The task gradients at one length, added up.
  final class UnitLength: GramianWeighting {
    static let card = MethodCard(
      name: "unit-length", title: "Unit length",
      summary: "The sum of the task gradients, each divided by its norm.", citation: nil,
      formula: "w_k = 1 / ‖g_k‖; d = Σ_k w_k g_k", symbols: [("g_k", "the gradient of task k's loss")],
      weightSum: .free, gradients: .gramian(heads: .own))

    init(_ setup: BalancingSetup) throws { _ = try setup.read(Self.card) }

    func weigh(_ sample: GramianSample) throws -> [Double] {
      sample.gramian.norms.map { $0 > 0 ? 1 / $0 : 0 }
    }
  }
}

extension ArticleTests {
  @Test func aLossWeightingOfOnesOwnWeighsAndReadsItsSettings() throws {
    typealias Proportional = OwnMethod.Proportional
    let tasks = Self.tasks

    let weighting = try Proportional(BalancingSetup(tasks, parameters: ["power": 2]))
    let weighted = weighting.weigh(Tensor([1, 3] as [Float]))

    #expect(zip(weighted.weights.array(of: Double.self), [0.2, 1.8]).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(abs(weighted.objective.item() - 5.6) < 1e-6)
    let present = weighting.weigh(Tensor([1, 0] as [Float]), present: Tensor([1, 0] as [Float]))
    #expect(present.weights.array(of: Float.self) == [1, 0])
    #expect(throws: SettingError.self) { try Proportional(BalancingSetup(tasks, parameters: ["power": -1])) }
    #expect(throws: SettingError.self) { try Proportional(BalancingSetup(tasks, parameters: ["pover": 2])) }
  }

  @Test func aGramianWeightingOfOnesOwnTrains() throws {
    typealias UnitLength = OwnMethod.UnitLength
    let tasks = Self.tasks

    let method = GradientMethod.gramian(try UnitLength(BalancingSetup(tasks)))
    let balancer = try GradientBalancer(method, tasks: tasks.map(\.name))

    #expect(balancer.method.card.name == "unit-length")
    #expect(try UnitLength(BalancingSetup(tasks)).weigh(Gramian([[4, 1], [1, 0]])) == [0.5, 0])
    let generator = Generator(seed: 0)
    let network = HardSharing(
      trunk: MLP(4, hidden: [16], generator: generator),
      heads: tasks.map { ($0.name, Linear(16, $0.outputs, generator: generator)) })
    #expect(try trained(network, method) < 0.5)
  }
}

// MARK: One step

extension ArticleTests {
  @Test func aLoopOfOnesOwnDrivesTheStep() throws {
    let tasks = Self.tasks, data = Self.samples(64)
    let generator = Generator(seed: 0)
    let network = HardSharing(
      trunk: MLP(4, hidden: [16], generator: generator),
      heads: tasks.map { ($0.name, Linear(16, $0.outputs, generator: generator)) })
    var first: [Float] = [], last: [Float] = []
    func report(_ losses: Tensor) {
      last = losses.array(of: Float.self)
      if first.isEmpty { first = last }
    }

    let loader = try DataLoader(data, batchSize: 16, seed: 1)
    let weighting = try UWSO(tasks: tasks.count, temperature: 20)
    let step = try TrainingStep(
      ForwardPass(network), tasks: tasks, weighting: weighting,
      optimizer: Adam(ParameterGroup.groups(of: network, weighting, learningRate: 1e-2)), clipNorm: 1)
    var updates = 0
    for epoch in 0..<20 {
      let batches = loader.batches(epoch: epoch)
      while let batch = try batches.next() {
        let record = try step([batch], after: updates)
        updates += 1
        report(record.rows[0].losses)  // [K], on the device of the losses
      }
    }

    #expect(updates == 80 && last.reduce(0, +) < 0.5 * first.reduce(0, +))
  }

  @Test func twoBatchesMakeOneUpdate() throws {
    let tasks = Self.tasks
    func update(_ batches: (DataLoader) throws -> [Batch], size: Int) throws -> [Float] {
      let generator = Generator(seed: 0)
      let network = HardSharing(
        trunk: MLP(4, hidden: [16], generator: generator),
        heads: tasks.map { ($0.name, Linear(16, $0.outputs, generator: generator)) })
      let weighting = try Catalogue.lossWeighting("ew", BalancingSetup(tasks))
      let optimizer = SGD(ParameterGroup.groups(of: network, weighting, learningRate: 1e-2))
      let loader = try DataLoader(Self.samples(32), batchSize: size, shuffle: false)

      let step = try TrainingStep(
        ForwardPass(network), tasks: tasks, weighting: weighting, optimizer: optimizer, accumulates: true)
      try step(batches(loader))

      return network.parameters.flatMap { $0.array(of: Float.self) }
    }
    func all(_ loader: DataLoader) throws -> [Batch] {
      let batches = loader.batches(epoch: 0)
      var found: [Batch] = []
      while let batch = try batches.next() { found.append(batch) }
      return found
    }
    let apart = try update(all, size: 16), together = try update(all, size: 32)
    #expect(zip(apart, together).allSatisfy { abs($0 - $1) < 1e-6 } && apart.count == together.count)
  }
}
