import Torch

/// K task gradients of the same P parameters in one `[K, P]` buffer. While a task's backward pass runs, the parameters'
/// gradients are views of its row, so that nothing is flattened or copied.
final class GradientBuffer {
  /// `[K, P]`; a row holds the parameters one after the other, each in its own order in memory.
  let rows: Tensor
  private let parameters: [Tensor]
  private let views: [[Tensor]]

  init(tasks: Int, _ parameters: [Tensor]) {
    let count = parameters.reduce(0) { $0 + $1.count }
    let dtype = parameters.first?.dtype ?? .float32
    rows = Tensor.zeros([tasks, count], dtype: dtype, device: parameters.first?.device ?? .cpu)
    let flat = rows.view([-1])
    views = (0..<tasks).map { flat.views(like: parameters, from: $0 * count) }
    self.parameters = parameters
  }

  func zero() { rows.zeroInPlace() }

  /// Makes backward passes accumulate in one row.
  func attach(_ row: Int) { parameters.setGradients(views[row]) }

  /// Sets a row from gradients, nil for none, and from what it held.
  func add(_ gradients: [Tensor?], to row: Int) {
    for (view, gradient) in zip(views[row], gradients) { if let gradient { view.addInPlace(gradient) } }
  }

  /// Some of the rows; the buffer itself where all are asked for.
  func rows(_ tasks: [Int]) -> Tensor {
    tasks.count == rows.size(0) ? rows : rows.indexSelect(0, Tensor(tasks.map(Int64.init)).to(rows.device))
  }
}
