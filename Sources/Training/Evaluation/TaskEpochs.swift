import Foundation
import OrderedCollections
import Torch

/// The epoch whose weights one task keeps, if each task keeps its own.
public struct TaskEpoch: Codable, Sendable, Hashable {
  /// The epoch, from 1; 0 before the first.
  public var epoch = 0
  /// The task's criterion at that epoch; nil if it could not be computed.
  public var value: Double?

  /// Creates the state before the first epoch.
  public init() {}

  /// Whether a value improves on the best one. As long as there is no value, every epoch improves, so that the last is
  /// kept.
  func isImproved(by value: Double?) -> Bool {
    guard let best = self.value else { return true }
    return value.map { $0 < best } ?? false
  }
}

extension Trainer {
  /// Keeps the weights for the tasks whose own criterion is the smallest so far. There is one checkpoint, of the
  /// weights alone, for each epoch that some task keeps.
  ///
  /// - Parameter criteria: one value for each task.
  /// - Returns: whether there was such a task.
  func keep(
    for criteria: [SelectionCriterion], _ figures: SplitFigures?, in store: CheckpointStore
  ) throws -> Bool {
    let before = position.taskEpochs ?? criteria.map { _ in TaskEpoch() }
    var kept = before
    for (task, criterion) in criteria.enumerated() {
      let value = figures.flatMap(criterion.value).flatMap { $0.isFinite ? $0 : nil }
      guard kept[task].isImproved(by: value) else { continue }
      kept[task].epoch = position.epoch
      kept[task].value = value
    }
    guard kept != before else { return false }
    position.taskEpochs = kept
    let nothing = OptimizerState(algorithm: "none", tensors: [:], numbers: [:])
    try store.save(
      Checkpoint(
        model: network.stateDictionary().map { ($0.name, $0.tensor.detach()) }, optimizer: nothing, working: [],
        position: position),
      as: CheckpointStore.name(ofEpoch: position.epoch))
    return true
  }
}

extension CheckpointStore {
  private static let epochPrefix = "epoch-"

  /// The name of a checkpoint that some tasks keep.
  static func name(ofEpoch epoch: Int) -> String { epochPrefix + "\(epoch)" }

  /// Removes the checkpoints of epochs that no task keeps any more. Call it after "last" is written, because a training
  /// continues from there.
  func removeEpochs(except kept: [TaskEpoch]) throws {
    let names = Set(kept.map { Self.name(ofEpoch: $0.epoch) })
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
    where name.hasPrefix(Self.epochPrefix) && !names.contains(name) {
      try? FileManager.default.removeItem(at: folder.appending(path: name))
    }
  }

  /// The weights that tasks keep, with the tasks' places, by epoch; nil if all tasks keep those of one epoch.
  ///
  /// - Throws: `TrainingError.checkpoint` if one is missing, damaged or of another run.
  public func taskWeights() throws -> [(epoch: Int, tasks: [Int], model: [(name: String, tensor: Tensor)])]? {
    guard let kept = try position(of: "last")?.taskEpochs, !kept.isEmpty, kept.allSatisfy({ $0.epoch > 0 }) else {
      return nil
    }
    return try OrderedSet(kept.map(\.epoch)).sorted().map { epoch in
      let name = Self.name(ofEpoch: epoch)
      guard let checkpoint = try load(name) else {
        throw TrainingError.checkpoint(
          "`\(folder.appending(path: name).path)` should hold the weights that tasks keep of epoch \(epoch). Found none."
        )
      }
      return (epoch, kept.indices.filter { kept[$0].epoch == epoch }, checkpoint.model)
    }
  }
}
