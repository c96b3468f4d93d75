import Backbones
import Components
import Sharing
import Tasks
import Torch

/// The layers that a forward pass of each of two tasks runs, counted in a network with tasks at layers.
struct LayerPasses: Hashable {
  /// Those of a task at the last layer.
  let high: Int
  /// Those of a task at a lower layer.
  let low: Int

  var sum: Int { high + low }

  /// Counts them in one pass for each task.
  ///
  /// - Parameters:
  ///   - level: the layer of the lower task, from 1.
  ///   - layers: the number of layers.
  /// - Throws: `SettingError` for a layer that the network does not have.
  init(lowTaskAt level: Int, of layers: Int) throws {
    let card = TrunkCard(About("counted", title: "Counted", "layers that count"), takes: .vector) { setup in
      CountedTrunk(layers, size: setup.input.shape[0], generator: setup.generator)
    }
    let tasks = ["high", "low"].map { LearningTask.classification($0, classes: 2) }, size = 2
    let network = try Schemes.all.choose("layer-assignment", ["levels": .numbers([Double(layers), Double(level)])])
      .network(
        for: tasks, input: .vector(size), trunk: Registry("a trunk", [card]).choose("counted"),
        heads: Heads.all.choose("usual"), generator: Generator(seed: 0))
    let trunk = network.modules().compactMap { $0 as? CountedTrunk }.first!
    func passes(_ task: String) -> Int {
      trunk.passes = 0
      _ = network.outputs(Inputs(Tensor.ones([1, size])), tasks: [task])
      return trunk.passes
    }
    (high, low) = (passes("high"), passes("low"))
  }
}

/// Layers of one size, each a level, that count how often one of them is run.
private final class CountedTrunk: Module, StagedTrunk {
  let features: Features
  private let layers: [Linear]
  var passes = 0

  init(_ count: Int, size: Int, generator: Generator) {
    features = .vector(size)
    layers = (0..<count).map { _ in Linear(size, size, generator: generator) }
  }

  override var namedChildren: [(name: String, module: Module)]? {
    layers.enumerated().map { ("layer\($0 + 1)", $1) }
  }

  var stages: [Stage] {
    layers.enumerated().map { place, layer in
      Stage("layer\(place + 1)", [layer], features) { [self] x in
        passes += 1
        return layer(x)
      }
    }
  }
}
