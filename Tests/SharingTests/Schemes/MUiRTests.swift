import Backbones
import Components
import Tasks
import TestSupport
import Testing
import Torch

@testable import Sharing

@Suite struct MUiRTests {
  private let generator = Generator(seed: 1)
  private let tasks = [LearningTask.regression("a"), .regression("b"), .regression("c")]

  private func network(_ settings: [String: SettingValue], trunk: String = "mlp") throws -> MUiR {
    let trunk = try Trunks.all.choose(trunk, trunk == "mlp" ? ["hidden": [8, 4]] : [:])
    let network = try Schemes.all.choose("muir", settings).network(
      for: tasks, input: .vector(4), trunk: trunk, heads: Heads.all.choose("usual"), generator: generator)
    return try #require(network as? MUiR)
  }

  private func numbers(_ tensor: Tensor) -> [Double] { tensor.detach().contiguous().array(of: Double.self) }

  @Test func aWeightIsPutTogetherFromItsBlocksAndDividedAgain() throws {
    for (shape, block, count) in [([4, 9], (2, 3), 6), ([8, 2, 3, 3], (4, 2), 18), ([6, 4, 5], (3, 2), 20)] {
      let blocks = try #require(WeightBlocks(shape, outputs: block.0, inputs: block.1))
      #expect(blocks.count == count)
      let weight = Tensor.randn(shape, generator: generator)
      #expect(numbers(blocks.weight(of: blocks.blocks(of: weight))) == numbers(weight))
    }
    #expect(WeightBlocks([4, 9], outputs: 3, inputs: 3) == nil)
    #expect(WeightBlocks([4], outputs: 2, inputs: 2) == nil)
  }

  @Test(arguments: [1, 3, 8]) func blocksStartWithTheVarianceOfHe(context: Int) throws {
    let modules = Hypermodules(2_000, block: 60, context: context, bias: false, generator: generator)
    let contexts = Tensor.ones([2_000, context]) * Hypermodules.context(fanIn: 50)
    let blocks = modules.blocks(
      contexts, Tensor((0..<2_000).map { [$0] }.flatMap { $0 }, shape: [2_000, 1]), shares: nil)
    let variance = numbers(blocks).reduce(0) { $0 + $1 * $1 } / Double(blocks.count)
    #expect(isClose(variance, 2.0 / 50, .relative(0.05)))
  }

  @Test func challengersThatAreTheIncumbentChangeNothing() throws {
    let network = try network(["block": [4, 4], "challengers": 2, "proposed": 1])
    let x = Tensor.randn([5, 4], generator: generator)
    network.eval()
    let plain = network(x)
    network.train()
    network.epochBegins(0, of: 3)
    withoutGradients {
      let incumbents = network.alignment.candidates.narrow(1, start: 0, length: 1)
      _ = network.alignment.candidates.copyInPlace(incumbents.expand(network.alignment.candidates.shape))
    }
    for task in tasks.map(\.name) {
      #expect(isClose(numbers(network(x)[task]!), numbers(plain[task]!), .relative(1e-5)))
    }
  }

  @Test func theCandidateWithTheLargestShareStaysAndEqualOnesCountTogether() {
    #expect(Alignment.selected([4, 7, 4], [0.3, 0.4, 0.3]) == 4)
    #expect(Alignment.selected([4, 7, 9], [0.3, 0.4, 0.3]) == 7)
    #expect(Alignment.selected([4, 7], [0.5, 0.5]) == 4)
    #expect(Alignment.selected([4, 7], [.nan, 0.5]) == 4)
  }

  @Test func anEpochKeepsWhatItsSharesSay() throws {
    let network = try network(["block": [4, 4], "challengers": 1, "proposed": 1])
    network.train()
    network.epochBegins(0, of: 3)
    let candidates = network.alignment.candidates.array(of: Int.self)
    withoutGradients {
      for (_, logits) in network.namedParameters() where logits.shape.last == 2 && logits.rank == 2 {
        if logits.size(1) == 2 { _ = logits.narrow(1, start: 1, length: 1).fillInPlace(5) }
      }
    }
    network.epochEnds()
    #expect(network.alignment.incumbents == stride(from: 1, to: candidates.count, by: 2).map { candidates[$0] })
  }

  @Test func anEpochThatBeginsAgainKeepsItsCandidates() throws {
    let network = try network(["block": [4, 4], "challengers": 3, "proposed": 0.7, "revived": 0.5])
    network.train()
    network.epochBegins(0, of: 3)
    network.epochEnds()
    network.epochBegins(1, of: 3)
    let candidates = network.alignment.candidates.array(of: Int.self), modules = numbers(network.hypermodules.modules)
    #expect(!network.begunAnew.isEmpty)
    network.epochBegins(1, of: 3)
    #expect(network.alignment.candidates.array(of: Int.self) == candidates)
    #expect(numbers(network.hypermodules.modules) == modules)
    #expect(network.begunAnew.isEmpty)
    network.epochEnds()
    let kept = network.alignment.incumbents
    network.epochEnds()
    #expect(network.alignment.incumbents == kept)
  }

  @Test func onlyModulesThatNoLocationUsesAreDrawnAnew() throws {
    let network = try network(["block": [4, 4], "challengers": 1, "proposed": 1, "revived": 1])
    let before = numbers(network.hypermodules.modules)
    // Every module is in use at first.
    #expect(numbers(network.hypermodules.modules) == before)
    withoutGradients { _ = network.alignment.candidates.select(1, index: 0).fillInPlace(0) }
    network.epochBegins(1, of: 9)
    let after = numbers(network.hypermodules.modules), size = after.count / network.hypermodules.modules.size(0)
    #expect(Array(after[..<size]) == Array(before[..<size]))
    #expect(Array(after[size...]) != Array(before[size...]))
  }

  @Test func aPlainNetworkLoadsTheGeneratedWeights() throws {
    let network = try network(["block": [4, 4]])
    let x = Tensor.randn([5, 4], generator: generator)
    network.eval()
    let output = numbers(network(x)["b"]!)
    let trunk = try Trunks.all.choose("mlp", ["hidden": [8, 4]])
    let plain = try Schemes.all.choose("hard").network(
      for: [tasks[1]], input: .vector(4), trunk: trunk, heads: Heads.all.choose("usual"), generator: generator)
    let state = Dictionary(uniqueKeysWithValues: network.stateDictionary().map { ($0.name, $0.tensor) })
    try plain.load(
      Dictionary(
        uniqueKeysWithValues: plain.stateDictionary().map { name, _ in
          (name, state[name.hasPrefix("trunk.") ? "trunks.b." + name.dropFirst(6) : name]!)
        }))
    #expect(numbers(plain(x)["b"]!) == output)
  }

  @Test func headsOfLinearModelsAreGeneratedTogether() throws {
    let tasks = (0..<6).map { LearningTask.regression("task \($0)") }
    let network = try Schemes.all.choose("muir", ["block": [1, 4], "context": 1, "bias": true]).network(
      for: tasks, input: .vector(4), trunk: Trunks.all.choose("identity"), heads: Heads.all.choose("bias-free"),
      generator: generator)
    let x = Tensor.randn([5, 4], generator: generator)
    network.eval()
    let together = network(x), alone = network.outputs(Inputs(x), tasks: ["task 4"])
    #expect(isClose(numbers(alone["task 4"]!), numbers(together["task 4"]!), .relative(1e-5)))
    #expect(network.namedParameters().count == 2 + 6 + 6)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    #expect(throws: ShapeError.self) { try network(["block": [3, 3]]) }
    #expect(throws: SettingError.self) { try network(["block": [4, 4], "challengers": 1_000]) }
    #expect(throws: SettingError.self) { try network(["block": [4, 4], "alignment": [0, 1]]) }
    let error = #expect(throws: ShapeError.self) { try network(["block": [3, 3]]) }
    #expect(error?.description.contains("would divide. Found none") == true)
  }
}
