import Backbones
import Components
import Tasks
import Testing
import Torch

@testable import Sharing

/// A scheme of the catalogue on a small trunk, with tasks whose heads differ in size.
struct SchemeExample: CustomTestStringConvertible, Sendable {
  let scheme: String
  let settings: [String: SettingValue]
  let trunk: String
  let trunkSettings: [String: SettingValue]
  let input: InputDescription

  /// Whether what a pass uses is drawn.
  var isDrawn: Bool { scheme == "learning-to-branch" || trunk == "mlp" }

  var testDescription: String { "\(scheme) on \(trunk) \(settings)" }

  /// The settings without which a scheme cannot be tried, and further ones worth a try.
  private static let settings: [String: [[String: SettingValue]]] = [
    "layer-assignment": [["levels": ["a": 1, "b": 2]]],
    "cross-stitch": [[:], ["unit": "scalar", "last": false]],
    "cgc": [["experts": 2, "own-experts": 2]],
    "ple": [[:], ["variant": "per-task"]],
    "dselect-k": [[:], ["experts": 3, "by-sample": false]],
    "sluice": [[:], ["all-levels": false]],
    "shared-private": [
      [:], ["private": 0], ["wiring": "stacked", "private": 2], ["gate": true, "orthogonality": 0.1],
      ["label-embedding": true, "adversarial": 0.1],
    ],
    "routing": [["tasks-per-step": "all"], ["tasks-per-step": "all", "keep": 1, "coverage": "full"]],
  ]

  /// Every scheme on every small trunk that has what it needs.
  static let all: [SchemeExample] = {
    let trunks: [(String, [String: SettingValue], InputDescription)] = [
      ("mlp", ["hidden": [8, 8]], .vector(6)),
      ("conv", ["filters": [8, 8], "norm": "batch"], .image(channels: 2, height: 16, width: 12)),
      ("segnet", ["widths": [4, 8]], .image(channels: 3, height: 8, width: 12)),
      ("resnet18", [:], .image(channels: 3, height: 16, width: 16)),
      (
        "lstm", ["hidden": 8], .sequence(length: 5, columns: [.code(3), .code(4), .code(7), .number, .number, .number])
      ),
      (
        "bi-lstm", ["hidden": 4, "layers": 2, "embedding": 4, "noise": 0],
        .sequence(length: 5, columns: [.code(7), .code(3), .code(3)])
      ),
    ]
    return Schemes.all.flatMap { scheme in
      trunks.filter { scheme.needs.isMet(Trunks.all[$0.0]!.type) }.flatMap { trunk in
        (settings[scheme.name] ?? [[:]]).compactMap { settings -> SchemeExample? in
          var settings = settings
          switch (scheme.name, trunk.0) {
          case ("sluice", "mlp"), ("sluice", "lstm"): break
          case ("sluice", _): settings["all-levels"] = false
          case ("nddr", "bi-lstm"), ("nddr", "lstm"), ("learning-to-branch", "lstm"): return nil
          case ("cross-stitch", "lstm") where settings["last"] == false: return nil
          case ("layer-assignment", "resnet18"): settings["levels"] = ["a": 2, "b": 5]
          case ("layer-assignment", "segnet"): settings["levels"] = ["a": 1, "b": 4]
          case ("layer-assignment", "lstm"): return nil
          case ("shared-private", _):
            let isMap = !["mlp", "lstm", "bi-lstm"].contains(trunk.0)
            if trunk.0 == "lstm", settings["private"] == 2 { settings["private"] = 1 }
            if isMap, settings["gate"] != nil || settings["label-embedding"] != nil || settings["wiring"] != nil {
              return nil
            }
          case ("low-rank-adapters", "lstm"), ("low-rank-adapters", "bi-lstm"): return nil
          default: break
          }
          return SchemeExample(
            scheme: scheme.name, settings: settings, trunk: trunk.0, trunkSettings: trunk.1, input: trunk.2)
        }
      }
    }
  }()

  static let tasks = [LearningTask.classification("a", classes: 3), LearningTask.regression("b")]

  func network(seed: UInt64 = 1, tasks: [LearningTask] = tasks) throws -> any MultiTaskNetwork {
    try Schemes.all.choose(scheme, settings).network(
      for: tasks, input: input, trunk: Trunks.all.choose(trunk, trunkSettings), heads: Heads.all.choose("usual"),
      generator: Generator(seed: seed))
  }

  func batch(_ samples: Int = 4, seed: UInt64 = 5) -> Tensor {
    let x = Tensor.rand([samples] + input.shape, generator: Generator(seed: seed))
    guard case .sequence(_, let columns) = input else { return x * 2 - 1 }
    return Tensor.stack(
      columns.enumerated().map { place, column in
        let column0 = x.select(2, index: place)
        if case .code(let count) = column { return (column0 * Double(count)).floor() }
        return column0
      }, 2)
  }
}

extension SchemeExample {
  /// Those without residual networks, whose many parameters take long to draw.
  static let small = all.filter { $0.trunk != "resnet18" }
}

/// What holds for every scheme of the catalogue.
@Suite struct SchemeTests {
  /// DeepMTS takes volumes and two tasks of its own, and has tests of its own.
  @Test func everySchemeIsTried() {
    #expect(Set(SchemeExample.all.map(\.scheme)).union(["deepmts"]) == Set(Schemes.all.map(\.name)))
  }

  @Test(arguments: SchemeExample.all) func itGivesAnOutputForEachTaskInOrder(_ example: SchemeExample) throws {
    let network = try example.network()
    let outputs = network(example.batch())
    #expect(Array(outputs.keys) == ["a", "b"])
    #expect(outputs["a"]!.shape == [4, 3] && outputs["b"]!.size(0) == 4)
    for (_, output) in outputs { #expect(output.isFinite().all().item() == 1) }
  }

  @Test(arguments: SchemeExample.all) func everyParameterIsInOneGroup(_ example: SchemeExample) throws {
    let network = try example.network(), names = network.groups.flatMap { $0.parameters.map(\.name) }
    #expect(names.count == Set(names).count)
    #expect(Set(names) == Set(network.namedParameters().map(\.name)))
    #expect(!network.sharedParameters.isEmpty)
    for task in network.tasks { #expect(network.parameters(of: task).contains { $0.name.hasPrefix("heads.") }) }
  }

  /// The groups are what gradients say: a task's loss reaches the parameters of its groups, and no others.
  @Test(arguments: SchemeExample.all) func theTasksOfAGroupAreThoseThatMoveIt(_ example: SchemeExample) throws {
    let network = try example.network()
    makeAllPartsMatter(network)
    network.train()
    let parameters = network.namedParameters()
    for task in network.tasks {
      // Several passes, since units may be silent and children may have drawn one parent.
      var reached: Set<String> = []
      for seed in 0..<(example.isDrawn ? 12 : 3) {
        let output = network(example.batch(6, seed: UInt64(seed)))[task]!
        let weights = Tensor.randn(output.shape, generator: Generator(seed: UInt64(seed)))
        let gradients = Tensor.grad(
          of: [(output * weights).sum()], respectTo: parameters.map(\.tensor), allowUnused: true)
        for (parameter, gradient) in zip(parameters, gradients) {
          if let gradient, gradient.abs().max().item() > 0 { reached.insert(parameter.name) }
        }
      }
      let moved = network.groups.filter { $0.tasks.contains(task) }.flatMap { $0.parameters.map(\.name) }
      #expect(reached.isSubset(of: moved), "\(task): \(reached.subtracting(moved).sorted())")
      #expect(Set(moved).isSubset(of: reached), "\(task): \(Set(moved).subtracting(reached).sorted())")
    }
  }

  /// Draws parameters that start as zero, behind which nothing has a gradient.
  private func makeAllPartsMatter(_ network: any MultiTaskNetwork) {
    let generator = Generator(seed: 3)
    for (name, tensor) in network.namedParameters() where name.contains(".up.") || name.hasPrefix("coefficients.") {
      Initialiser.normal(std: 0.1).fill(tensor, generator: generator)
    }
  }

  @Test(arguments: SchemeExample.small) func aTaskAskedForAloneHasTheSameOutput(_ example: SchemeExample) throws {
    let network = try example.network()
    network.eval()
    let x = example.batch(), both = network(x)
    for task in network.tasks {
      let alone = network.outputs(Inputs(x), tasks: [task])
      #expect(Array(alone.keys) == [task])
      #expect((alone[task]! - both[task]!).abs().max().item() == 0)
    }
  }

  @Test(arguments: SchemeExample.small) func evaluationIsDeterministic(_ example: SchemeExample) throws {
    let network = try example.network()
    network.eval()
    let x = example.batch()
    for (task, output) in network(x) { #expect(output.equal(network(x)[task]!).all().item() == 1) }
  }

  @Test(arguments: SchemeExample.small) func savedWeightsGiveTheSameOutputs(_ example: SchemeExample) throws {
    let network = try example.network(), other = try example.network(seed: 2)
    let x = example.batch()
    network.eval()
    other.eval()
    let state = Dictionary(
      uniqueKeysWithValues: network.stateDictionary().map { ($0.name, $0.tensor.detach().clone()) })
    try other.load(state)
    for (task, output) in network(x) { #expect(output.equal(other(x)[task]!).all().item() == 1, "\(task)") }
  }

  @Test(arguments: SchemeExample.small) func theSeedDecidesTheStartValues(_ example: SchemeExample) throws {
    let (first, again) = (try example.network(), try example.network())
    for (a, b) in zip(first.stateDictionary(), again.stateDictionary()) {
      #expect(a.name == b.name && a.tensor.equal(b.tensor).all().item() == 1)
    }
  }

  @Test(arguments: SchemeExample.small) func anInputThatDoesNotFitIsRefused(_ example: SchemeExample) throws {
    let network = try example.network()
    #expect(throws: TorchError.self) { try withTorchErrors { network(Tensor.zeros([2, 3, 5, 7, 1])) } }
  }

  @Test(arguments: SchemeExample.small) func namesOfTasksMayHoldAnything(_ example: SchemeExample) throws {
    guard example.scheme != "layer-assignment" else { return }
    let names = ["total.UPDRS", "..", "a b", "%2E"]
    let network = try example.network(tasks: names.map { LearningTask.regression($0) })
    #expect(Array(network(example.batch()).keys) == names)
    for task in names { #expect(!network.parameters(of: task).isEmpty) }
  }
}
