import Foundation
import Torch

/// A folder of checkpoints: `last` to resume from, `best` to evaluate. Replaced so that a whole one always exists.
///
/// Writing is for one process at a time. Reading changes nothing, and may go on while another process writes.
public struct CheckpointStore: Sendable {
  /// Holds a folder for each name; made by the first checkpoint.
  public let folder: URL
  /// Whose checkpoints these are; one of another run is refused even where all its shapes fit.
  public let run: String
  /// Whether the first checkpoint also makes the folders above ``folder``. Otherwise a checkpoint fails where they are gone.
  public var makesParents = true

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

  /// Writes the checkpoint beside the old one, then exchanges the two by renaming. Each step is on the disk before the
  /// next is begun, so that a power cut, too, leaves a whole one.
  public func save(_ checkpoint: Checkpoint, as name: String) throws {
    if makesParents {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } else if mkdir(folder.path, 0o755) != 0, errno != EEXIST {
      throw Self.failure("made", folder)
    }
    let exchange = CheckpointExchange(name, in: folder)
    let fresh = try exchange.begin()
    // PyTorch's loaders of safetensors ask for this entry.
    try SafeTensors.write(
      checkpoint.model, metadata: ["format": "pt", Self.runKey: run], to: fresh.appending(path: Self.modelFile))
    try checkpoint.optimizer.write(to: fresh.appending(path: Self.optimizerFile))
    try SafeTensors.write(checkpoint.working, metadata: [Self.runKey: run], to: fresh.appending(path: Self.workingFile))
    var position = checkpoint.position
    position.run = run
    let files = [Self.modelFile, Self.optimizerFile, Self.workingFile]
    try CheckpointState(position, of: files, in: fresh).write(to: fresh)
    try exchange.complete()
  }

  /// The checkpoint of this name, whose files all have the content that was written; nil where there is none.
  ///
  /// - Throws: `TrainingError.checkpoint` for one that is damaged, of another run or of another schema.
  public func load(_ name: String) throws -> Checkpoint? {
    try CheckpointExchange(name, in: folder).reading { source in
      let state = try state(in: source)
      try state.verify(in: source)
      return Checkpoint(
        model: try read(source.appending(path: Self.modelFile)),
        optimizer: try OptimizerState.read(source.appending(path: Self.optimizerFile)),
        working: try read(source.appending(path: Self.workingFile)), position: state.position)
    }
  }

  /// Where the checkpoint of this name stands; nil where there is none.
  public func position(of name: String) throws -> TrainingPosition? {
    try CheckpointExchange(name, in: folder).reading { try state(in: $0).position }
  }

  /// Completes exchanges that a killed writer left, and removes what they leave. For who may write.
  public func tidy() throws {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in Set(names.compactMap(CheckpointExchange.name)) { try CheckpointExchange(name, in: folder).tidy() }
  }

  private func state(in source: URL) throws -> CheckpointState {
    let state = try CheckpointState(in: source)
    try check(state.position.run, of: CheckpointState.file(in: source))
    return state
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

  static func failure(_ action: String, _ url: URL) -> TrainingError {
    .checkpoint("`\(url.path)` could not be \(action): \(String(cString: strerror(errno))).")
  }
}
