import Tasks
import Testing
import Torch

@testable import Balancing
@testable import Components

/// A setup for K tasks in double precision.
func setup(_ count: Int, _ parameters: [String: SettingValue] = [:], seed: UInt64 = 0) -> BalancingSetup {
  BalancingSetup(
    (0..<count).map { BalancingSetup.BalancedTask("task \($0)") }, parameters: parameters,
    generator: Generator(seed: seed), dtype: .float64)
}

/// Three gradients of which one pair conflicts, with norms apart.
let threeGradients = HardJacobian(.ordinary, [[1, 0.5, 0, 0.2], [-2, 1, 0.3, 0], [0.1, 0.4, -0.6, 0.9]])

/// Whether two directions are one, relative to the larger one's length.
func nearDirection(_ a: [Double], _ b: [Double], _ tolerance: Double = 1e-9) -> Bool {
  let length = max(a.reduce(0) { $0 + $1 * $1 }, b.reduce(0) { $0 + $1 * $1 }).squareRoot()
  return a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= tolerance * length + 1e-300 }
}

/// The text of the error that `body` throws.
func message(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "no error"
  } catch {
    return "\(error)"
  }
}
