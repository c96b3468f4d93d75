import Backbones
import Configuration
import Datasets
import Foundation
import Runs
import Sharing
import Torch

extension TrainedRun {
  /// The routed network whose weights a task keeps; nil for a run of one task, which is not routed, and for an unknown task.
  func routedNetwork(of task: String) -> TaskRouting? {
    guard tasks.contains(task) else { return nil }
    let kept = (parts.network as? NetworkPerTask)?.network(of: task) ?? parts.network
    return kept as? TaskRouting
  }
}

extension ExperimentConfiguration {
  /// The training of one task with a trunk of other widths that it shares with no task.
  func extracting(_ task: String, _ widths: [Int], as setting: String) throws -> ConfiguredRun {
    var document = resolved.removing(["network.sharing", "network.pretrained", "network.as-large-as"]).document(
      name: name)
    try document.set("network.\(setting)", to: "\(widths)", option: "extract")
    return try ExperimentConfiguration(reading: document, catalogue: catalogue).run(alone: task)
  }
}

extension MultiTaskNetwork {
  /// Takes the values of a cut trunk, and those of a task's head without the inputs that read what was cut.
  ///
  /// - Throws: `ExtractionError` for a head of which more than inputs would have to be cut.
  func take(_ cut: CutTrunk, of network: TaskRouting, _ task: String) throws {
    let whole = Dictionary(uniqueKeysWithValues: network.stateDictionary().map { ($0.name, $0.tensor) })
    var values = Dictionary(
      uniqueKeysWithValues: cut.trunk.stateDictionary().map { ("trunk.\($0.name)", $0.tensor) })
    for (name, own) in stateDictionary() where values[name] == nil {
      guard let value = whole[name] else { continue }
      if value.shape == own.shape {
        values[name] = value
      } else if let features = cut.features, own.rank > 1, own.size(1) == features.count,
        value.size(1) == network.trunk.features.size
      {
        values[name] = value.detach().indexSelect(1, Tensor(features.map(Int64.init)))
      }
      guard values[name]?.shape == own.shape else {
        throw ExtractionError(
          "The head of `\(task)` should read the trunk's features in one layer, which alone is cut. Found `\(name)` with the "
            + "shape \(value.shape) for \(own.shape).")
      }
    }
    try load(values, from: "the extracted network")
  }
}

extension ExperimentParts {
  /// The largest difference of two networks' outputs for a task on the first test samples, as a share of the largest output.
  func difference(
    of network: any MultiTaskNetwork, from whole: any MultiTaskNetwork, _ task: String
  ) throws -> (share: Double, samples: Int) {
    guard let set = data.sets.first(where: { $0.tasks.contains { $0.name == task } }) else { return (0, 0) }
    let count = min(set.test.count, Self.comparedSamples)
    for each in [network, whole] { each.eval() }
    return try withTorchErrors {
      try withoutGradients {
        let inputs = try set.test.batch(Array(0..<count)).inputs.map { $0.to(options.device) }
        let outputs = [network, whole].compactMap { $0.outputs(inputs, tasks: [task])[task] }
        let scale = outputs[1].abs().max().item()
        return (scale > 0 ? (outputs[0] - outputs[1]).abs().max().item() / scale : 0, count)
      }
    }
  }

  private static var comparedSamples: Int { 64 }
}

extension RunResult {
  /// Keeps what belongs to one task, whose outputs are as before, in a run with a name of its own.
  mutating func keep(_ task: String, of label: String, in folder: URL, parameters: Int) {
    (cell, self.label, self.parameters) = (folder.standardizedFileURL.lastPathComponent, label, parameters)
    tasks = [task]
    definitions = definitions.filter { $0.task == task }
    metrics = metrics.mapValues { $0.filter { $0.key == task } }
    losses = losses.mapValues { $0.filter { $0.key == task } }
    leftOut = leftOut?.mapValues { $0.filter { $0.key == task } }
    (corrupted, remarks) = (nil, nil)
  }
}
