import Backbones
import Components
import Tasks
import Testing
import Torch

@testable import Sharing

/// Masks, gradients and sub-networks of task routing.
@Suite struct TaskRoutingTests {
  private static func network(
    _ trunk: String = "conv", _ trunkSettings: [String: SettingValue] = ["filters": [8, 6], "norm": "batch"],
    _ settings: [String: SettingValue] = [:], input: InputDescription = .image(channels: 2, height: 8, width: 8),
    seed: UInt64 = 3
  ) throws -> TaskRouting {
    try Schemes.all.choose("routing", settings).network(
      for: SchemeExample.tasks, input: input, trunk: Trunks.all.choose(trunk, trunkSettings),
      heads: Heads.all.choose("usual"), generator: Generator(seed: seed)) as! TaskRouting
  }

  private func used(_ mask: RoutingMask, by task: Int) -> [Int] { mask.kept(by: task) }

  @Test func everyRowHasItsNumberOfUnitsAndRowsDiffer() throws {
    let masks = try RoutingMasks(
      [("a", 40), ("b", 64)], tasks: 6, keep: 0.3, generator: Generator(seed: 1))
    for (layer, count) in zip(masks.layers, [12, 20]) {
      let rows = (0..<6).map { used(layer, by: $0) }
      #expect(rows.allSatisfy { $0.count == count && Set($0).count == count })
      #expect(Set(rows).count == 6)
    }
    let again = try RoutingMasks([("a", 40), ("b", 64)], tasks: 6, keep: 0.3, generator: Generator(seed: 1))
    for (a, b) in zip(masks.layers, again.layers) { #expect(a.used.equal(b.used).all().item() == 1) }
  }

  /// 64 units, 10 tasks that keep a quarter: 3.6 unused units and 4 shared ones on average.
  @Test func theMeansOverManyDrawsAreThoseExpected() throws {
    let generator = Generator(seed: 7), draws = 400
    var unused = 0.0, shared = 0.0
    for _ in 0..<draws {
      let masks = try RoutingMasks([("a", 64)], tasks: 10, keep: 0.25, generator: generator)
      unused += Double(masks.unusedUnits)
      shared += Double(Set(used(masks.layers[0], by: 0)).intersection(used(masks.layers[0], by: 1)).count)
    }
    let expected = RoutingMasks.expected(units: 64, kept: 16, tasks: 10)
    #expect(abs(unused / Double(draws) - expected.unused) < 0.25)
    #expect(abs(shared / Double(draws) - expected.shared) < 0.25)
  }

  @Test func fullCoverageLeavesNoUnitUnused() throws {
    let masks = try RoutingMasks(
      [("a", 64)], tasks: 4, keep: 0.25, coverage: .full, generator: Generator(seed: 1))
    #expect(masks.unusedUnits == 0)
    for task in 0..<4 { #expect(used(masks.layers[0], by: task).count == 16) }
  }

  @Test func unusedUnitsAreRemarkedOn() throws {
    let network = try Self.network("mlp", ["hidden": [64, 64]], ["keep": 0.25], input: .vector(3))
    let unused = network.masks.unusedUnits
    #expect(unused > 1)
    #expect(
      network.remarks == [
        "\(unused) of the trunk's 128 routed units are used by no task. `coverage: full`, or a larger `keep`, uses more."
      ])
    #expect(try Self.network("mlp", ["hidden": [64]], ["coverage": "full"], input: .vector(3)).remarks.isEmpty)
  }

  @Test func theNumberOfTrainedValuesDoesNotDependOnTheTasks() throws {
    let input = InputDescription.vector(5)
    func count(_ tasks: Int) throws -> Int {
      let network = try Schemes.all.choose("routing").network(
        for: (0..<tasks).map { .regression("t\($0)") }, input: input, trunk: Trunks.all.choose("mlp", ["hidden": [8]]),
        heads: Heads.all.choose("usual"), generator: Generator(seed: 1))
      return network.parameterCount
        - network.tasks.reduce(0) { sum, task in
          sum + network.parameters(of: task).reduce(0) { $0 + $1.tensor.count }
        }
    }
    #expect(try count(2) == 48 && count(9) == 48)
  }

  @Test(arguments: ["relu", "tanh", "gelu", "silu"])
  func unusedUnitsGetNoGradientWithAnyActivation(activation: String) throws {
    let network = try Self.network("mlp", ["hidden": [8, 6], "activation": .word(activation)], input: .vector(5))
    let x = Tensor.randn([7, 5], generator: Generator(seed: 2))
    network.outputs(Inputs(x), tasks: ["a"])["a"]!.square().sum().backward()
    for (mask, layer) in zip(network.masks.layers, (network.trunk as! MLP).children) {
      let kept = Set(used(mask, by: 0)), weight = (layer.module as! Linear).weight.grad!
      for unit in 0..<weight.size(0) {
        let largest = weight.select(0, index: unit).abs().max().item()
        // A unit of ReLU may be silent for all samples.
        if activation != "relu" || !kept.contains(unit) {
          #expect((largest > 0) == kept.contains(unit), "unit \(unit)")
        }
      }
    }
  }

  @Test func aBatchOfMixedTasksIsEachTasksOwnPass() throws {
    let network = try Self.network("mlp", ["hidden": [8, 6]], input: .vector(5))
    let x = Tensor.randn([6, 5], generator: Generator(seed: 2)), places: [Int64] = [0, 1, 1, 0, 1, 0]
    var mixed = Inputs(x)
    mixed.ways = Tensor(places)
    let together = network.outputs(mixed, tasks: ["a", "b"]), apart = network(x)
    for (row, place) in places.enumerated() {
      let task = ["a", "b"][Int(place)]
      let difference = together[task]!.select(0, index: row) - apart[task]!.select(0, index: row)
      #expect(difference.abs().max().item() < 1e-6)
    }
    #expect((together["a"]! - apart["a"]!).abs().max().item() > 1e-3)
  }

  @Test func drawsAreUniformAndOfTheTasksAskedFor() throws {
    let one = try Self.network(),
      perSample = try Self.network("conv", ["filters": [8]], ["tasks-per-step": "per-sample"])
    var counts: [String: Int] = [:]
    for _ in 0..<400 {
      guard case .one(let task) = one.drawTasks(among: ["a", "b"], samples: 4) else { continue }
      counts[task, default: 0] += 1
    }
    #expect(counts.values.reduce(0, +) == 400 && abs(counts["a"]! - 200) < 60)
    guard case .perSample(let places) = perSample.drawTasks(among: ["b"], samples: 50) else {
      Issue.record("a draw for each sample")
      return
    }
    #expect(places.array(of: Int64.self).allSatisfy { $0 == 1 })
  }

  struct Cut: Sendable, CustomTestStringConvertible {
    let trunk: String
    var trunkSettings: [String: SettingValue] = [:]
    var settings: [String: SettingValue] = [:]
    let input: InputDescription

    var testDescription: String { "\(trunk) \(settings)" }

    static let all = [
      Cut(trunk: "mlp", trunkSettings: ["hidden": [12, 8], "activation": "gelu"], input: .vector(5)),
      Cut(trunk: "lenet", input: .image(channels: 1, height: 20, width: 20)),
      Cut(
        trunk: "conv", trunkSettings: ["filters": [8, 6], "norm": "batch"],
        input: .image(channels: 2, height: 8, width: 8)),
      Cut(
        trunk: "conv", trunkSettings: ["filters": [8, 6], "norm": "batch"], settings: ["norm": "batch-per-task"],
        input: .image(channels: 2, height: 8, width: 8)),
      Cut(
        trunk: "vgg11", trunkSettings: ["norm": "batch", "side": 2], input: .image(channels: 3, height: 32, width: 32)),
      Cut(trunk: "resnet18", input: .image(channels: 3, height: 32, width: 32)),
      Cut(trunk: "resnet50", input: .image(channels: 3, height: 32, width: 32)),
    ]
  }

  @Test(arguments: Cut.all) func theSubNetworkOfATaskGivesItsOutputs(_ cut: Cut) throws {
    let network = try Self.network(cut.trunk, cut.trunkSettings, cut.settings, input: cut.input)
    let x = Tensor.randn([3] + cut.input.shape, generator: Generator(seed: 2))
    // Running statistics that are not those of the start.
    withoutGradients { for _ in 0..<3 { _ = network(x) } }
    network.eval()
    for task in network.tasks {
      let small = try network.extracted(task)
      small.eval()
      let (whole, own) = (network(x)[task]!, small(x)[task]!)
      #expect((whole - own).abs().max().item() <= 1e-5 * whole.abs().max().item() + 1e-7)
      #expect(small.parameterCount < network.trunk.parameterCount)
      if !cut.trunk.hasPrefix("resnet") {
        #expect(Double(small.trunk.parameterCount) < 0.5 * Double(network.trunk.parameterCount))
      }
    }
  }

  @Test func whatCannotBeCutIsNamed() throws {
    let image = InputDescription.image(channels: 3, height: 8, width: 8)
    let segnet = try Self.network("segnet", ["widths": [4, 8]], input: image)
    #expect {
      _ = try segnet.extracted("a")
    } throws: {
      "\($0)" == "The trunk should be one that can be cut, such as mlp or conv. Found SegNet."
    }
    let grouped = try Self.network("conv", ["filters": [8], "norm": "batch"], ["norm": "group"])
    #expect {
      _ = try grouped.extracted("a")
    } throws: {
      "\($0)".hasSuffix("`norm` should be batch or batch-per-task. Found group.")
    }
    #expect {
      _ = try grouped.extracted("c")
    } throws: {
      "\($0)" == "`task` should be one of `a`, `b`. Found c."
    }
  }

  @Test func eachTaskHasRunningStatisticsOfItsOwn() throws {
    let network = try Self.network(
      "conv", ["filters": [8], "norm": "batch"], ["norm": "batch-per-task", "tasks-per-step": "all"])
    let x = Tensor.randn([6, 2, 8, 8], generator: Generator(seed: 2))
    _ = network.outputs(Inputs(x), tasks: ["a"])
    let state = Dictionary(uniqueKeysWithValues: network.namedBuffers().map { ($0.name, $0.tensor) })
    #expect(state["statistics.a.0.mean"]!.abs().max().item() > 0)
    #expect(state["statistics.b.0.mean"]!.abs().max().item() == 0)
    #expect(state["trunk.layers.0.bn.running_mean"]!.abs().max().item() == 0)
  }
}
