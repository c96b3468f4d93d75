import Foundation
import Torch

/// A folder of checkpoints: `last` to resume from, `best` to evaluate. They are replaced so that a whole one always
/// exists.
///
/// Writing is for one process at a time. Reading changes nothing, and may go on while another process writes.
public struct CheckpointStore: Sendable {
  /// The folder that holds a folder for each name; the first checkpoint creates it.
  public let folder: URL
  /// The training to which the checkpoints belong. A checkpoint of another run is refused even if all its shapes fit.
  public let run: String
  /// Whether the first checkpoint also creates the folders above ``folder``. Otherwise a checkpoint fails if they are
  /// gone.
  public var makesParents = true

  /// Creates a store of checkpoints below `folder`, which need not exist yet.
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

  /// Writes the checkpoint next to the old one, then exchanges the two by renaming. Each step is on the disk before the
  /// next begins, so that a power cut leaves a whole one too.
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

  /// The checkpoint of this name, after a check that all its files have the content that was written; nil if there is
  /// none.
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

  /// The position of the checkpoint of this name; nil if there is none.
  public func position(of name: String) throws -> TrainingPosition? {
    try CheckpointExchange(name, in: folder).reading { try state(in: $0).position }
  }

  /// Completes exchanges that a killed writer left, and removes what they leave. Only the process that writes may call
  /// this.
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
