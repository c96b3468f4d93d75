import Torch

@testable import Balancing

/// The derivatives of a method's objective with respect to the losses by central differences of its value.
///
/// - Parameter make: the method again for every value, so that one that looks back sees nothing.
func differences(_ make: () throws -> any LossWeighting, _ losses: [Double], step: Double = 1e-5) throws -> [Double] {
  try losses.indices.map { index in
    func value(_ sign: Double) throws -> Double {
      var moved = losses
      moved[index] += sign * step
      return try make().weigh(Tensor(moved)).objective.item()
    }
    return (try value(1) - value(-1)) / (2 * step)
  }
}
