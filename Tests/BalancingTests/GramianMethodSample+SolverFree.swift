import Tasks
import Testing
import Torch

@testable import Balancing

/// Those that need no solver.
extension GramianMethodSample {
  static let solverFree: [GramianMethodSample] = [
    GramianMethodSample("mean"), GramianMethodSample("constant", ["weights": [0.2, 1.5, 0.7]]),
    GramianMethodSample("pcgrad"),
    GramianMethodSample("gradvac"), GramianMethodSample("gradvac", ["beta": 0.5]), GramianMethodSample("imtl-g"),
    GramianMethodSample("imtl"),
    GramianMethodSample("aligned-mtl"), GramianMethodSample("aligned-mtl", ["scale": "median"]),
    GramianMethodSample("aligned-mtl", ["scale": "rmse", "sum": "tasks"]),
    GramianMethodSample("aligned-mtl", ["preference": [1, 2, 3]]), GramianMethodSample("gradnorm"),
    GramianMethodSample("gradnorm", ["parameter": "softmax", "alpha": 0.5]), GramianMethodSample("config"),
    GramianMethodSample("config", ["preference": [1, 2, 3]]), GramianMethodSample("krum"),
    GramianMethodSample("krum", ["selected": 2, "distance": "euclidean"]),
  ]

  /// Those without chance and without one number for each task: the answer follows the tasks' order.
  static let plain = solverFree.filter { form in
    !["pcgrad", "gradvac", "constant"].contains(form.name) && form.parameters["preference"] == nil
  }

  /// For how many tasks it is defined at least.
  var leastCount: Int { name == "krum" ? 3 : 1 }
}

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
