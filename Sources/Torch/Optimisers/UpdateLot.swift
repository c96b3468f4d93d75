/// Parameters that are updated in one call: of one group, one type, one device, and updated equally often before.
final class UpdateLot {
  let parameters: [Tensor]
  /// What the optimiser keeps for each parameter: `state[slot][parameter]`.
  let state: [[Tensor]]
  /// Positions of the parameters in their group.
  let members: [Int]
  /// Of this step.
  var gradients: [Tensor] = []
  /// How often the parameters have been updated, this step included.
  private(set) var step: Int
  /// The same as a tensor on the device, once for each parameter, as LibTorch's fused updates want it.
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
  /// Tensors that lie with their channels last as views of the same memory that are row-major. LibTorch's fused updates
  /// copy anything else to and fro, which takes three times as long as the update; elementwise they are the same. The
  /// tensors of a lot lie alike, so that their views match.
  var inMemoryOrder: [Tensor] {
    map {
      $0.rank == 4 && !$0.isContiguous() && $0.isContiguous(.channelsLast) ? ATen.permute($0, [0, 2, 3, 1]) : $0
    }
  }
}
