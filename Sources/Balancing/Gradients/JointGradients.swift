import Torch

/// The tasks' gradients of parameters that several tasks change and no method looks at. They are kept apart until the factor of
/// each task is known.
final class JointGradients {
  private let buffer: GradientBuffer
  private let parameters: [Tensor]
  private let vector: Tensor
  private let views: [Tensor]
  /// The tasks whose rows hold something of this update.
  private var started: Set<Int> = []

  init(tasks: Int, _ parameters: [Tensor]) {
    buffer = GradientBuffer(tasks: tasks, parameters)
    self.parameters = parameters
    vector = buffer.rows.select(0, index: 0).zerosLike()
    views = vector.views(like: parameters)
  }

  /// Makes backward passes accumulate in one task's row.
  func attach(_ task: Int) {
    if started.insert(task).inserted { buffer.zero(task) }
    buffer.attach(task)
  }

  /// Leaves Σ_k f_k g_k of these tasks in the parameters' gradients.
  func finish(_ tasks: [Int], _ factors: [Double]) {
    for task in tasks where started.insert(task).inserted { buffer.zero(task) }
    let rows = buffer.rows(tasks)
    ATen.addmv_(vector, rows.transpose(0, 1), Tensor(factors).to(rows.device, rows.dtype), 0, 1)
    parameters.setGradients(views)
  }

  /// Begins the next update.
  func forget() { started = [] }
}
