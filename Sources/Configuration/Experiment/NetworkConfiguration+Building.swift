import Backbones
import Datasets
import Sharing
import Tasks
import Torch

extension NetworkConfiguration {
  /// Builds a trunk for these samples, shared by a head for each task. A single task has trunk and head in every way of
  /// sharing.
  ///
  /// - Parameters:
  ///   - input: the shape of one sample.
  ///   - codes: the numbers of codes of an event's first columns, if samples are sequences of events.
  ///   - generator: draws the initial values, the trunk's first, and the dropout masks later.
  /// - Throws: `ConfigurationError`, also if the network and its gradients do not fit in memory; `ShapeError`; for a
  ///   file of start values, its error.
  func network(
    for tasks: [LearningTask], input: [Int], codes: [Int]? = nil, generator: Generator, device: Device = .cpu
  ) throws -> any MultiTaskNetwork {
    do {
      // Gradients take as much memory as the parameters.
      return try withTorchErrors(allocating: HostMemory.size / 2) {
        let network = try self.built(for: tasks, input: input, codes: codes, generator: generator)
        network.to(device)
        return network
      }
    } catch let error as TorchError {
      throw ConfigurationError("`network` cannot be built on this machine. \(error.message).")
    }
  }

  /// Builds trunk and heads in this order: each draws its start values from the generator, so the order is part of what
  /// a seed means.
  private func built(
    for tasks: [LearningTask], input: [Int], codes: [Int]?, generator: Generator
  ) throws -> any MultiTaskNetwork {
    let trunk = try self.trunk.trunk(for: input, codes: codes, generator: generator)
    _ = try trunk.outputShape(for: input)
    let heads = try tasks.map { task in
      (task: task.name, head: try head(of: task, on: trunk.features, generator))
    }
    for (_, head) in heads {
      switch self.trunk {
      case .segnet(widths: nil): head.drawConvolutionsByXavier(generator)
      case .lstm, .cnn, .transformer: head.drawLinearLayersByXavier(generator)
      case .mlp, .lenet, .segnet, .resnet: break
      }
    }
    if let pretrained { try trunk.load(pretrained: pretrained) }
    guard sharing == .mtan, tasks.count > 1, let trunk = trunk as? any AttendedTrunk else {
      return HardSharing(trunk: trunk, heads: heads)
    }
    let network = AttentionSharing(trunk: trunk, heads: heads, generator: generator)
    if self.trunk == .segnet(widths: nil) {
      for module in [network.masks, network.refiners] as [Module] { module.drawConvolutionsByXavier(generator) }
    }
    return network
  }

  /// Checks that the network can train on batches.
  ///
  /// - Throws: `ConfigurationError` if it cannot train on batches of this many samples.
  func check(batch: Int, for tasks: [LearningTask]) throws {
    let isDeepLab =
      switch (heads, trunk) {
      case (.deeplab, _): true
      case (.usual, .resnet(_, .some)): tasks.contains { $0.kind.isDense }
      default: false
      }
    guard isDeepLab, batch < DeepLabHead.leastBatch else { return }
    throw ConfigurationError(
      "`training.batch` should be at least \(DeepLabHead.leastBatch) for DeepLab heads, which normalise an average over the "
        + "image over the batch alone. Found \(batch).")
  }

  /// The network in words: "segnet 16-32-64, hard parameter sharing, one head a task".
  package var summary: String {
    let size =
      switch trunk {
      case .mlp(let hidden, _, _): " " + hidden.map(String.init).joined(separator: "-")
      case .segnet(let widths?): " " + widths.map(String.init).joined(separator: "-")
      case .segnet(nil): " as published"
      case .resnet(_, let stride?): " at output stride \(stride.rawValue)"
      case .lstm(let hidden, let layers, _): " of \(layers) × \(hidden)"
      case .cnn(let filters, _, _): " of \(filters) filters"
      case .transformer(let transformer): " of \(transformer.layers) × \(transformer.hidden)"
      case .lenet, .resnet(_, nil): ""
      }
    let start = pretrained == nil ? "" : " with given start values"
    return trunk.kind.rawValue + size + start + ", \(sharing.words), one head a task"
  }

  /// Builds the head of a task that suits the trunk's features.
  ///
  /// - Throws: `ConfigurationError` for a dense task on a trunk that gives a vector.
  private func head(of task: LearningTask, on features: Features, _ generator: Generator) throws -> any UnaryLayer {
    if task.kind.isDense, case .vector = features {
      throw ConfigurationError(
        "`network.trunk: \(trunk.kind.rawValue)` gives \(features), and `\(task.name)` needs a map, for an answer at every "
          + "pixel." + (trunk.isResNet ? " `network.output-stride: 8` gives one." : ""))
    }
    switch heads {
    case .usual:
      return try HeadKind.usual(for: features, atEveryPixel: task.kind.isDense)
        .build(on: features, outputs: task.outputs, generator: generator)
    case .hidden(let width, let dropout):
      return try HeadKind.hidden.build(
        on: features, outputs: task.outputs, width: width, dropout: dropout, generator: generator)
    case .deeplab:
      let kind: HeadKind = task.kind.isDense ? .deeplab : .usual(for: features, atEveryPixel: false)
      return try kind.build(on: features, outputs: task.outputs, generator: generator)
    }
  }
}

extension NetworkConfiguration.Sharing {
  var words: String {
    switch self {
    case .hard: "hard parameter sharing"
    case .mtan: "attention masks for each task"
    }
  }
}
