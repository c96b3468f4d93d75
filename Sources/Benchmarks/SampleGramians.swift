import Balancing
import Foundation
import Torch

/// Gramians on which solvers are measured, from four kinds of fixed random gradients.
enum SampleGramians: String, CaseIterable, Codable {
  /// Independent gradients.
  case wellConditioned = "well-conditioned"
  /// Two groups of gradients that pull against each other.
  case conflict
  /// Gradients that are nearly the same.
  case nearParallel = "near-parallel"
  /// Gradients with norms from 1e-3 to 1e3.
  case scales

  private static let spread = 0.01
  private static let decades = 3.0

  /// The Gramian of some gradients.
  ///
  /// - Parameter tasks: K; the gradients have 4 K numbers.
  func gramian(tasks: Int, seed: UInt64) -> Gramian {
    let generator = Generator(seed: seed)
    var rows = Tensor.randn([tasks, 4 * tasks], dtype: .float64, generator: generator)
    let common = Tensor.randn([1, 4 * tasks], dtype: .float64, generator: generator)
    func column(_ value: (Int) -> Double) -> Tensor { Tensor((0..<tasks).map(value), shape: [tasks, 1]) }
    switch self {
    case .wellConditioned: break
    case .conflict: rows = rows + common * column { $0 % 2 == 0 ? 1 : -1 }
    case .nearParallel: rows = rows * Self.spread + common
    case .scales:
      rows = rows * column { pow(10, Self.decades * (2 * Double($0) / Double(max(tasks - 1, 1)) - 1)) }
    }
    return Gramian(rows.mm(rows.transpose(0, 1)))
  }
}
