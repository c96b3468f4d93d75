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
    rows = Tensor.empty([tasks, count], dtype: dtype, device: parameters.first?.device ?? .cpu)
    let flat = rows.view([-1])
    views = (0..<tasks).map { flat.views(like: parameters, from: $0 * count) }
    self.parameters = parameters
  }

  /// A row holds anything before it is first set to zero.
  func zero(_ row: Int) { rows.select(0, index: row).zeroInPlace() }

  /// Makes backward passes accumulate in one row.
  func attach(_ row: Int) { parameters.setGradients(views[row]) }

  /// Some of the rows; the buffer itself where all are asked for.
  func rows(_ tasks: [Int]) -> Tensor {
    tasks.count == rows.size(0) ? rows : rows.indexSelect(0, Tensor(tasks.map(Int64.init)).to(rows.device))
  }
}
