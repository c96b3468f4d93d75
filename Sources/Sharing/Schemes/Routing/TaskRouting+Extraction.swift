import Backbones
import Components
import Torch

extension TaskRouting {
  /// The sub-network of one task as a smaller network of its own, which gives the same outputs in evaluation.
  ///
  /// The filters that the task does not use are left out, and so are the inputs of the next layer that read them. A linear head
  /// loses its inputs too; before any other head the features are filled up with zeros again.
  ///
  /// ```swift
  /// let small = try network.extracted("depth")
  /// ```
  ///
  /// - Throws: `SettingError` for a task that the network does not have, for a trunk that cannot be cut, and for a normalisation
  ///   that reads the units of other tasks.
  public func extracted(_ task: String) throws(SettingError) -> HardSharing {
    let cut = try cutTrunk(of: task)
    guard let head = heads[task] as? any UnaryLayer else { preconditionFailure("each task has a head") }
    guard let features = cut.features else { return HardSharing(trunk: cut.trunk, heads: [(task, head)]) }
    return HardSharing(trunk: cut.trunk, heads: [(task, self.head(head, reading: features, of: trunk.features.size))])
  }

  /// The trunk with the units of one task alone.
  ///
  /// - Throws: `SettingError`, as ``extracted(_:)``.
  package func cutTrunk(of task: String) throws(SettingError) -> CutTrunk {
    guard let place = tasks.firstIndex(of: task) else {
      throw SettingError("`task` should be one of \(tasks.quotedList). Found \(task).")
    }
    let layers = trunk.routedLayers
    guard norm == .batch || norm == .batchPerTask else {
      throw SettingError(
        "A network whose normalisation reads the units of all tasks cannot be cut: `norm` should be batch or batch-per-task. "
          + "Found \(norm.rawValue).")
    }
    let kept = masks.layers.map { $0.kept(by: place) }
    guard let cut = trunk.cut(keeping: kept) else {
      throw SettingError("The trunk should be one that can be cut, such as mlp or conv. Found \(type(of: trunk)).")
    }
    for (number, layer) in (norm == .batchPerTask ? cut.trunk.routedLayers : []).enumerated() {
      guard layers[number].layer is BatchNormalisation, let small = layer.layer as? BatchNormalisation else { continue }
      let own = statistics[place][number], places = Tensor(kept[number].map(Int64.init))
      withoutGradients {
        _ = small.runningMean!.copyInPlace(own.mean!.indexSelect(0, places))
        _ = small.runningVariance!.copyInPlace(own.variance!.indexSelect(0, places))
      }
    }
    return cut
  }

  /// A head that gives for some of the features what `head` gives where the others are zero.
  private func head(_ head: any UnaryLayer, reading features: [Int], of count: Int) -> any UnaryLayer {
    guard let linear = head as? Linear, linear.weight.size(1) == count else {
      return Sequential(Spread(features, over: count), head)
    }
    let small = Linear(
      features.count, linear.weight.size(0), bias: linear.bias != nil, generator: Generator(seed: 0))
    small.take(from: features, of: linear)
    return small
  }
}

/// Some channels at their places among more, of which the others are zero: `[batch, channels, …]` → `[batch, count, …]`.
final class Spread: Module, UnaryLayer {
  /// For each channel of the output, its place in the input; for zero, the place after the last.
  private let sources: Tensor

  init(_ places: [Int], over count: Int) {
    var sources = [Int64](repeating: Int64(places.count), count: count)
    for (source, place) in places.enumerated() { sources[place] = Int64(source) }
    self.sources = Tensor(sources)
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let zero = x.narrow(1, start: 0, length: 1).zerosLike()
    return Tensor.cat([x, zero], 1).indexSelect(1, sources.to(x.device))
  }
}
