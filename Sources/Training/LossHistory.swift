import OrderedCollections
import Torch

/// The losses and weights of an epoch's batches, kept on the device until someone asks.
struct LossHistory {
  private(set) var losses: [Tensor] = []
  private(set) var weights: [Tensor] = []
  /// Which tasks had labels in each batch, one row a batch.
  private(set) var present: [[Bool]] = []

  var count: Int { losses.count }

  mutating func append(losses: Tensor, weights: Tensor?, present: [Bool]) {
    self.losses.append(losses)
    if let weights { self.weights.append(weights) }
    self.present.append(present)
  }

  /// Mean over the batches that had labels for the task; nil for a task that had none.
  func meanLosses() -> [Double?] { mean(losses) }

  func meanWeights() -> [Double?]? { weights.isEmpty ? nil : mean(weights) }

  private func mean(_ rows: [Tensor]) -> [Double?] {
    guard let first = rows.first else { return [] }
    let tasks = first.count
    let values = Tensor.stack(rows).array(of: Double.self)
    return (0..<tasks).map { task in
      let known = rows.indices.filter { present[$0][task] }
      return known.isEmpty ? nil : known.reduce(0) { $0 + values[$1 * tasks + task] } / Double(known.count)
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

  init(state: [String: Tensor], device: Device) {
    losses = state["losses"]?.to(device).unbind() ?? []
    weights = state["weights"]?.to(device).unbind() ?? []
    present = state["present"]?.unbind().map { $0.array(of: Bool.self) } ?? []
  }
}
