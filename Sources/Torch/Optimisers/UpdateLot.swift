/// Parameters that are updated in one call. They have one group, one type, one device and the same number of updates.
final class UpdateLot {
  let parameters: [Tensor]
  /// The tensors that the optimiser keeps for each parameter: `state[slot][parameter]`.
  let state: [[Tensor]]
  /// Positions of the parameters in their group.
  let members: [Int]
  /// The gradients of the step that is running, one for each parameter.
  var gradients: [Tensor] = []
  /// The number of times that the parameters have been updated, this step included.
  private(set) var step: Int
  /// The number of updates as tensors on the device, one for each parameter, as LibTorch's fused updates want it.
  let steps: [Tensor]

  init(parameters: [Tensor], state: [[Tensor]], members: [Int], step: Int) {
    self.parameters = parameters
    self.state = state
    self.members = members
    self.step = step
    let shared = Tensor.full([], Double(step), device: parameters[0].device)
    steps = Array(repeating: shared, count: parameters.count)
  }

  func advance() {
    step += 1
    steps[0].fillInPlace(Double(step))
  }
}

extension [Tensor] {
  /// Views of channels-last tensors as row-major tensors of the same memory.
  ///
  /// LibTorch's fused updates copy any other layout to row-major and back, which takes three times as long as the
  /// update. The update is elementwise, so the order does not matter. The tensors of a lot lie alike, so that their
  /// views match.
  var inMemoryOrder: [Tensor] {
    map {
      $0.rank == 4 && !$0.isContiguous() && $0.isContiguous(.channelsLast) ? ATen.permute($0, [0, 2, 3, 1]) : $0
    }
  }
}
