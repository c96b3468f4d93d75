import Testing
import Torch

@testable import Balancing
import Components

/// A setup for K tasks in double precision.
func setup(_ count: Int, _ parameters: [String: SettingValue] = [:], seed: UInt64 = 0) -> BalancingSetup {
  BalancingSetup(
    (0..<count).map { BalancingSetup.BalancedTask("task \($0)") }, parameters: parameters,
    generator: Generator(seed: seed), dtype: .float64)
}

/// Three gradients of which one pair conflicts, with norms apart.
let threeGradients = HardJacobian(.ordinary, [[1, 0.5, 0, 0.2], [-2, 1, 0.3, 0], [0.1, 0.4, -0.6, 0.9]])
