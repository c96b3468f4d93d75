import OrderedCollections
import Torch

/// The losses, weights and penalties of an epoch's batches, kept on the device until they are read.
struct LossHistory {
  private(set) var losses: [Tensor] = []
  /// The weights of each batch. Those of the newest batches may still be missing; a method without weights has none.
  private(set) var weights: [Tensor] = []
  /// The tasks that had labels in each batch, one row for each batch.
  private(set) var present: [[Bool]] = []
  /// The values of the network's own penalties by name, one for each batch.
  private(set) var penalties: [String: [Tensor]] = [:]
  var count: Int { losses.count }

  /// Appends the batches of an update. Earlier ones without weights, of an update in which no task had labels, get the same.
  mutating func append(_ record: StepRecord) {
    for row in record.rows {
      losses.append(row.losses)
      present.append(row.present)
      for (name, value) in row.penalties { penalties[name, default: []].append(value) }
      while let update = row.weights, weights.count < losses.count { weights.append(update) }
    }
  }

  /// The mean loss of each task over the batches that had labels for it; nil for a task that had none. Each batch
  /// counts the same, since methods that look at an epoch's losses expect the mean of what its updates saw.
  func meanLosses() -> [Double?] { mean(losses) }

  func meanWeights() -> [Double?]? { weights.isEmpty ? nil : mean(weights) }

  /// How much the batches differ, as the standard deviation over the mean: of each task's weight, and of its weighted loss; nil for
  /// a method without weights. A task has none with fewer than two batches, or a mean that is not above 0.
  func spreads() -> (weights: [Double?], weightedLosses: [Double?])? {
    guard let tasks = losses.first?.count, !weights.isEmpty else { return nil }
    let count = min(losses.count, weights.count)
    let (stackedLosses, stackedWeights) = (
      Tensor.stack(Array(losses.prefix(count))), Tensor.stack(Array(weights.prefix(count)))
    )
    guard stackedLosses.isValid, stackedWeights.isValid else { return nil }
    let ownLosses = stackedLosses.array(of: Double.self), ownWeights = stackedWeights.array(of: Double.self)
    func spread(_ task: Int, _ value: (Int) -> Double) -> Double? {
      let values = (0..<count).filter { present[$0][task] }.map { value($0 * tasks + task) }
      let mean = values.reduce(0, +) / Double(values.count)
      guard values.count > 1, mean > 0, mean.isFinite else { return nil }
      return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot() / mean
    }
    return (
      (0..<tasks).map { task in spread(task) { ownWeights[$0] } },
      (0..<tasks).map { task in spread(task) { ownWeights[$0] * ownLosses[$0] } }
    )
  }

  /// The mean value of each penalty; each batch counts the same.
  func meanPenalties() -> [String: Double] { penalties.mapValues { Tensor.stack($0).to(.float64).mean().item() } }

  private func mean(_ rows: [Tensor]) -> [Double?] {
    guard let first = rows.first else { return [] }
    let tasks = first.count
    let stacked = Tensor.stack(rows)
    guard stacked.isValid else { return (0..<tasks).map { _ in nil } }
    let values = stacked.array(of: Double.self)
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
    for (name, values) in penalties { state[Self.penaltyPrefix + name] = Tensor.stack(values) }
    return state
  }

  private static let penaltyPrefix = "penalty."

  init() {}

  /// Restores a history.
  ///
  /// - Throws: `TrainingError.checkpoint` if the parts do not fit together or are of another number of tasks.
  init(state: [String: Tensor], tasks: Int, device: Device) throws {
    let count = state["losses"]?.shape.first ?? 0
    let isWhole = [("losses", [count, tasks]), ("present", [count, tasks])].allSatisfy { name, shape in
      count == 0 ? state[name] == nil : state[name]?.shape == shape
    }
    let weights = state["weights"]?.shape
    let own = state.filter { $0.key.hasPrefix(Self.penaltyPrefix) }
    guard isWhole, weights == nil || weights?.count == 2 && weights![0] <= count && weights![1] == tasks,
      own.values.allSatisfy({ $0.shape == [count] })
    else {
      let found = state.sorted { $0.key < $1.key }.map { "`\($0.key)` \($0.value.shape)" }
      throw TrainingError.checkpoint(
        "the running epoch of the checkpoint should have losses and presence of \(tasks) tasks for the same batches. "
          + "Found \(found.joined(separator: ", ")).")
    }
    losses = state["losses"]?.to(device).unbind() ?? []
    self.weights = state["weights"]?.to(device).unbind() ?? []
    for (key, values) in own { penalties[String(key.dropFirst(Self.penaltyPrefix.count))] = values.to(device).unbind() }
    present = state["present"]?.unbind().map { $0.array(of: Bool.self) } ?? []
  }
}
