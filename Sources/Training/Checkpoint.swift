import Foundation
import Torch

/// Everything that a training needs to go on with the same bits.
public struct Checkpoint {
  /// Parameters and buffers of the network.
  public var model: [(name: String, tensor: Tensor)]
  /// The optimiser's moments, step counts and hyper-parameters.
  public var optimizer: OptimizerState
  /// Weighting, random generators and the epoch so far, under prefixes of their own.
  public var working: [(name: String, tensor: Tensor)]
  /// Where the training stands.
  public var position: TrainingPosition

  /// A checkpoint of these parts; the tensors are kept as they are, not copied.
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
  /// The training that it belongs to; see `CheckpointStore.run`.
  public internal(set) var run = ""
  /// Completed epochs.
  public var epoch = 0
  /// Batches of the running epoch that are done.
  public var batch = 0
  /// Updates since the start.
  public var step = 0
  /// The kept epoch, from 1; 0 before the first.
  public var bestEpoch = 0
  /// The selection criterion at the kept epoch; nil where it could not be computed.
  public var bestValue: Double?
  /// Epochs since the kept one, which early stopping counts.
  public var epochsWithoutImprovement = 0
  /// Whether the training was stopped early and is not to go on.
  public var finished = false
  /// Seconds of training and validation in the completed epochs.
  public var seconds = 0.0
  /// Seconds of training in the running epoch.
  public var epochSeconds = 0.0

  /// Before the first update.
  public init() {}
}

/// A folder of checkpoints: `last` to resume from, `best` to evaluate. Replaced so that a whole one always exists.
public struct CheckpointStore: Sendable {
  /// Holds a folder for each name; made by the first checkpoint.
  public let folder: URL
  /// Whose checkpoints these are; one of another run is refused even where all its shapes fit.
  public let run: String

  /// Checkpoints below `folder`, which need not exist yet.
  ///
  /// - Parameter run: names the training, such as its configuration's hash.
  public init(folder: URL, run: String = "") {
    self.folder = folder
    self.run = run
  }

  private static let runKey = "run"

  private static let modelFile = "model.safetensors"
  private static let optimizerFile = "optimizer.safetensors"
  private static let workingFile = "training.safetensors"
  /// Written last: a folder that holds it is whole.
  private static let positionFile = "state.json"

  /// Writes the checkpoint beside the old one, then exchanges the two by renaming. Each step is on the disk before the
  /// next is begun, so that a power cut, too, leaves a whole one.
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
    try SafeTensors.write(
      checkpoint.model, metadata: ["format": "pt", Self.runKey: run], to: fresh.appending(path: Self.modelFile))
    try checkpoint.optimizer.write(to: fresh.appending(path: Self.optimizerFile))
    try SafeTensors.write(checkpoint.working, metadata: [Self.runKey: run], to: fresh.appending(path: Self.workingFile))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    var position = checkpoint.position
    position.run = run
    try AtomicFile.write(encoder.encode(position), to: fresh.appending(path: Self.positionFile))
    if files.fileExists(atPath: target.path) { try files.moveItem(at: target, to: old) }
    try files.moveItem(at: fresh, to: target)
    try AtomicFile.flush(folder: folder)
    try? files.removeItem(at: old)
  }

  /// The checkpoint of this name; nil where there is none.
  public func load(_ name: String) throws -> Checkpoint? {
    guard let position = try position(of: name) else { return nil }
    let source = folder.appending(path: name)
    return Checkpoint(
      model: try read(source.appending(path: Self.modelFile)),
      optimizer: try OptimizerState.read(source.appending(path: Self.optimizerFile)),
      working: try read(source.appending(path: Self.workingFile)), position: position)
  }

  /// Where the checkpoint of this name stands; nil where there is none.
  public func position(of name: String) throws -> TrainingPosition? {
    try settle(name)
    let source = folder.appending(path: name)
    guard FileManager.default.fileExists(atPath: source.path) else { return nil }
    let positionFile = source.appending(path: Self.positionFile)
    let position: TrainingPosition
    do {
      position = try JSONDecoder().decode(TrainingPosition.self, from: Data(contentsOf: positionFile))
    } catch is DecodingError {
      throw TrainingError.checkpoint("`\(positionFile.path)` should hold a training's position. Found damaged JSON.")
    }
    guard position.schema == TrainingPosition().schema else {
      throw TrainingError.checkpoint(
        "`\(positionFile.path)` should have the schema \(TrainingPosition().schema). Found \(position.schema).")
    }
    try check(position.run, of: positionFile)
    return position
  }

  private func read(_ file: URL) throws -> [(name: String, tensor: Tensor)] {
    let content = try SafeTensors.read(file)
    try check(content.metadata[Self.runKey] ?? "", of: file)
    return content.tensors.map { ($0.key, $0.value) }
  }

  private func check(_ found: String, of file: URL) throws {
    guard found == run else {
      throw TrainingError.checkpoint(
        "`\(file.path)` should belong to the run \(run.isEmpty ? "without a name" : run). "
          + "Found \(found.isEmpty ? "one without a name" : found).")
    }
  }

  /// Completes an exchange that was cut off. A new checkpoint that was still being written is none.
  private func settle(_ name: String) throws {
    let files = FileManager.default
    let target = folder.appending(path: name)
    guard !files.fileExists(atPath: target.path) else { return }
    for candidate in [folder.appending(path: name + ".new"), folder.appending(path: name + ".old")]
    where files.fileExists(atPath: candidate.appending(path: Self.positionFile).path) {
      return try files.moveItem(at: candidate, to: target)
    }
  }
}
