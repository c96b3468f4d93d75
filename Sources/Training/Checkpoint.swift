import Foundation
import Torch

/// Everything that a training needs to go on with the same bits.
public struct Checkpoint {
  /// Parameters and buffers of the network.
  public var model: [(name: String, tensor: Tensor)]
  public var optimizer: OptimizerState
  /// Weighting, random generators and the epoch so far, under prefixes of their own.
  public var working: [(name: String, tensor: Tensor)]
  public var position: TrainingPosition

  public init(
    model: [(name: String, tensor: Tensor)], optimizer: OptimizerState, working: [(name: String, tensor: Tensor)],
    position: TrainingPosition
  ) {
    self.model = model
    self.optimizer = optimizer
    self.working = working
    self.position = position
  }
}

/// Where a training stands.
public struct TrainingPosition: Codable, Sendable, Equatable {
  /// The layout of the checkpoint's files.
  public var schema = 1
  /// Completed epochs.
  public var epoch = 0
  /// Batches of the running epoch that are done.
  public var batch = 0
  /// Updates since the start.
  public var step = 0
  /// The kept epoch, from 1 (0 before the first), and the selection criterion there.
  public var bestEpoch = 0
  public var bestValue: Double?
  public var epochsWithoutImprovement = 0
  public var finished = false
  /// Seconds of training and validation so far, and those of the running epoch.
  public var seconds = 0.0
  public var epochSeconds = 0.0

  public init() {}
}

/// A folder of checkpoints: `last` to resume from, `best` to evaluate. Replaced so that a whole one always exists.
public struct CheckpointStore: Sendable {
  public let folder: URL

  public init(folder: URL) { self.folder = folder }

  private static let modelFile = "model.safetensors"
  private static let optimizerFile = "optimizer.safetensors"
  private static let workingFile = "training.safetensors"
  private static let positionFile = "state.json"

  /// Writes the checkpoint beside the old one, then exchanges the two by renaming.
  public func save(_ checkpoint: Checkpoint, as name: String) throws {
    let files = FileManager.default
    let fresh = folder.appending(path: name + ".new")
    let target = folder.appending(path: name)
    let old = folder.appending(path: name + ".old")
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    // An earlier exchange may have been cut off: after its first renaming it is finished before the new one is touched,
    // and after its second only the old one is left to be removed.
    try settle(name)
    try? files.removeItem(at: fresh)
    if files.fileExists(atPath: target.path) { try? files.removeItem(at: old) }
    try files.createDirectory(at: fresh, withIntermediateDirectories: false)
    // PyTorch's loaders of safetensors ask for this entry.
    try SafeTensors.write(checkpoint.model, metadata: ["format": "pt"], to: fresh.appending(path: Self.modelFile))
    try checkpoint.optimizer.write(to: fresh.appending(path: Self.optimizerFile))
    try SafeTensors.write(checkpoint.working, to: fresh.appending(path: Self.workingFile))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try encoder.encode(checkpoint.position).write(to: fresh.appending(path: Self.positionFile), options: .atomic)
    if files.fileExists(atPath: target.path) { try files.moveItem(at: target, to: old) }
    try files.moveItem(at: fresh, to: target)
    try? files.removeItem(at: old)
  }

  /// The checkpoint of this name; nil where there is none.
  public func load(_ name: String) throws -> Checkpoint? {
    try settle(name)
    let source = folder.appending(path: name)
    guard FileManager.default.fileExists(atPath: source.path) else { return nil }
    let positionFile = source.appending(path: Self.positionFile)
    let position: TrainingPosition
    do {
      position = try JSONDecoder().decode(TrainingPosition.self, from: Data(contentsOf: positionFile))
    } catch {
      throw TrainingError.checkpoint("`\(positionFile.path)` should hold a training's position. Found: \(error).")
    }
    guard position.schema == TrainingPosition().schema else {
      throw TrainingError.checkpoint(
        "`\(positionFile.path)` should have the schema \(TrainingPosition().schema). Found \(position.schema).")
    }
    return Checkpoint(
      model: try read(source.appending(path: Self.modelFile)),
      optimizer: try OptimizerState.read(source.appending(path: Self.optimizerFile)),
      working: try read(source.appending(path: Self.workingFile)), position: position)
  }

  private func read(_ file: URL) throws -> [(name: String, tensor: Tensor)] {
    try SafeTensors.read(file).tensors.map { ($0.key, $0.value) }
  }

  /// Completes an exchange that was cut off: while the name is missing, the new checkpoint is whole.
  private func settle(_ name: String) throws {
    let files = FileManager.default
    let target = folder.appending(path: name)
    guard !files.fileExists(atPath: target.path) else { return }
    for candidate in [folder.appending(path: name + ".new"), folder.appending(path: name + ".old")]
    where files.fileExists(atPath: candidate.path) {
      return try files.moveItem(at: candidate, to: target)
    }
  }
}
