import OrderedCollections
import Torch

/// The losses and weights of an epoch's batches, kept on the device until someone asks.
struct LossHistory {
  private(set) var losses: [Tensor] = []
  /// Those of the newest batches of an update may still be missing; a method without weights leaves all out.
  private(set) var weights: [Tensor] = []
  /// Which tasks had labels in each batch, one row a batch.
  private(set) var present: [[Bool]] = []
  /// The parts of an unfinished batch that is looked at in several.
  private var parts: [(losses: Tensor, present: [Bool])] = []

  var count: Int { losses.count }

  mutating func append(losses: Tensor, weights: Tensor?, present: [Bool]) {
    self.losses.append(losses)
    if let weights { self.weights.append(weights) }
    self.present.append(present)
  }

  /// Appends one of several parts of a batch; the last one completes the batch, in which a task's loss is the mean over the
  /// parts that had labels for it.
  mutating func append(losses: Tensor, weights: Tensor?, present: [Bool], partOf count: Int) {
    guard count > 1 else { return append(losses: losses, weights: weights, present: present) }
    parts.append((losses, present))
    guard parts.count == count else { return }
    let counts = present.indices.map { task in parts.count { $0.present[task] } }
    let mean = parts.reduce(losses.zerosLike()) { sum, part in
      let shares = counts.enumerated().map { part.present[$0.offset] ? 1 / Double($0.element) : 0 }
      return sum + part.losses * Tensor(shares).to(losses.device, losses.dtype)
    }
    append(losses: mean, weights: weights, present: counts.map { $0 > 0 })
    parts = []
  }

  /// The weights of all batches that have none yet: those of one update.
  mutating func setWeights(_ update: Tensor?) {
    guard let update else { return }
    while weights.count < losses.count { weights.append(update) }
  }

  /// Mean over the batches that had labels for the task; nil for a task that had none. Each batch counts the same, as each
  /// of its updates did: methods that look at an epoch's losses take these.
  func meanLosses() -> [Double?] { mean(losses) }

  func meanWeights() -> [Double?]? { weights.isEmpty ? nil : mean(weights) }

  private func mean(_ rows: [Tensor]) -> [Double?] {
    guard let first = rows.first else { return [] }
    let tasks = first.count
    let values = Tensor.stack(rows).array(of: Double.self)
    return (0..<tasks).map { task in
      let known = rows.indices.filter { present[$0][task] }
      let sum = known.reduce(0) { $0 + values[$1 * tasks + task] }
      return known.isEmpty ? nil : sum / Double(known.count)
    }
  }

  // MARK: checkpoints

  func state() -> [String: Tensor] {
    guard !losses.isEmpty else { return [:] }
    var state = [
      "losses": Tensor.stack(losses), "present": Tensor(present.flatMap { $0 }, shape: [count, present[0].count]),
    ]
    if !weights.isEmpty { state["weights"] = Tensor.stack(weights) }
    return state
  }

  init() {}

  /// - Throws: `TrainingError.checkpoint` where the parts do not fit together or are of another number of tasks.
  init(state: [String: Tensor], tasks: Int, device: Device) throws {
    let count = state["losses"]?.shape.first ?? 0
    let isWhole = [("losses", [count, tasks]), ("present", [count, tasks])].allSatisfy { name, shape in
      count == 0 ? state[name] == nil : state[name]?.shape == shape
    }
    let weights = state["weights"]?.shape
    guard isWhole, weights == nil || weights?.count == 2 && weights![0] <= count && weights![1] == tasks else {
      let found = state.sorted { $0.key < $1.key }.map { "`\($0.key)` \($0.value.shape)" }
      throw TrainingError.checkpoint(
        "the running epoch of the checkpoint should have losses and presence of \(tasks) tasks for the same batches. "
          + "Found \(found.joined(separator: ", ")).")
    }
    losses = state["losses"]?.to(device).unbind() ?? []
    self.weights = state["weights"]?.to(device).unbind() ?? []
    present = state["present"]?.unbind().map { $0.array(of: Bool.self) } ?? []
  }
}
