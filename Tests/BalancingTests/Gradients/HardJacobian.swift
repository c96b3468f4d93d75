import Testing
import Torch

@testable import Balancing

/// K × P Jacobians that are hard for a gradient method.
struct HardJacobian: CustomTestStringConvertible, Sendable {
  /// What is hard about it.
  enum Kind: String, CaseIterable, Sendable {
    case ordinary = "ordinary"
    /// All rows are within 1e-4 of one direction.
    case nearParallel = "near-parallel"
    /// Every second row is nearly the opposite of the others: still without a vanishing combination.
    case nearOpposed = "near-opposed"
    /// A positive combination of the rows vanishes: there is no common descent direction.
    case opposed = "opposed"
    /// Exact linear dependence, all rows in one open half-space.
    case rankDeficient = "rank-deficient"
    case zeroRow = "one row zero"
    /// Norms from 1e-8 to 1e8.
    case scales = "norms 1e-8 to 1e8"
    case tiny = "all of norm 1e-8"
    case huge = "all of norm 1e8"
  }

  let kind: Kind
  /// Row-major, `count` × `width`.
  let rows: [[Double]]

  var count: Int { rows.count }
  var width: Int { rows[0].count }
  var testDescription: String { "\(kind.rawValue), \(count) × \(width)" }

  /// `[K, P]` in double precision.
  var tensor: Tensor { Tensor(rows.flatMap { $0 }, shape: [count, width]) }

  var gramian: Gramian { Gramian(rows.map { row in rows.map { dot(row, $0) } }) }

  /// Σ w_k g_k.
  func direction(_ weights: [Double]) -> [Double] {
    (0..<width).map { column in zip(weights, rows).reduce(0) { $0 + $1.0 * $1.1[column] } }
  }

  /// Whether some combination with weights that are zero or positive, and not all zero, vanishes exactly.
  var vanishes: Bool { kind == .opposed || kind == .zeroRow }

  private func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

  /// The rows in another order.
  func permuted(_ order: [Int]) -> HardJacobian { HardJacobian(kind, order.map { rows[$0] }) }

  /// The rows times factors.
  func scaled(by factors: [Double]) -> HardJacobian {
    HardJacobian(kind, zip(rows, factors).map { row, factor in row.map { $0 * factor } })
  }

  init(_ kind: Kind, _ rows: [[Double]]) {
    self.kind = kind
    self.rows = rows
  }

  /// Random rows of a kind, the same for the same seed. A kind that needs two rows is ordinary for K = 1.
  init(_ kind: Kind, _ count: Int, _ width: Int, seed: UInt64 = 3) {
    let generator = Generator(seed: seed)
    func normal(_ count: Int) -> [Double] {
      Tensor.randn([count], dtype: .float64, generator: generator).array(of: Double.self)
    }
    var rows = (0..<count).map { _ in normal(width) }
    var shared = normal(width)
    if width < count {
      // More rows than columns: a positive first coordinate keeps 0 out of their convex hull.
      rows = rows.map { [abs($0[0]) + 0.5] + $0.dropFirst() }
      if kind == .nearOpposed { shared[0] = 0 }
    }
    func blend(_ row: [Double], _ amount: Double, _ sign: Double = 1) -> [Double] {
      zip(shared, row).map { sign * $0 + amount * $1 }
    }
    switch kind {
    case .ordinary: break
    case .nearParallel: rows = rows.map { blend($0, 1e-4) }
    case .nearOpposed: rows = rows.enumerated().map { blend($1, 1e-2, $0 % 2 == 0 ? 1 : -1) }
    case .opposed where count > 1:
      // The last row is minus the sum of the others.
      rows[count - 1] = (0..<width).map { column in -rows.dropLast().reduce(0) { $0 + $1[column] } }
    case .rankDeficient:
      // A common first coordinate keeps all rows in one half-space; the rest repeats two patterns.
      let patterns = (normal(width), normal(width))
      rows = (0..<count).map { row in
        let (a, b) = (Double(row % 5) - 2, Double(row % 3) - 1)
        return (0..<width).map { $0 == 0 ? 1.5 : a * patterns.0[$0] + b * patterns.1[$0] }
      }
    case .zeroRow where count > 1: rows[count / 2] = rows[0].map { _ in 0 }
    case .scales:
      let exponents = (0..<count).map { count == 1 ? 0 : -8 + 16 * $0 / (count - 1) }
      rows = zip(rows, exponents).map { row, exponent in row.map { $0 * Self.power(exponent) } }
    case .tiny: rows = rows.map { $0.map { $0 * 1e-8 } }
    case .huge: rows = rows.map { $0.map { $0 * 1e8 } }
    case .opposed, .zeroRow: break
    }
    self.init(count == 1 && (kind == .opposed || kind == .zeroRow) ? .ordinary : kind, rows)
  }

  private static func power(_ exponent: Int) -> Double {
    (0..<abs(exponent)).reduce(1) { value, _ in exponent < 0 ? value / 10 : value * 10 }
  }

  /// Every kind at 2, 3, 5 and 10 tasks, with more columns than rows and with fewer, and one of 1 and of 64 tasks.
  static let all: [HardJacobian] =
    Kind.allCases.flatMap { kind in
      [(2, 7), (3, 20), (5, 20), (10, 30), (5, 3)].map { HardJacobian(kind, $0, $1) }
    } + [HardJacobian(.ordinary, 1, 6), HardJacobian(.ordinary, 64, 100), HardJacobian(.scales, 64, 100)]
}

@Suite struct HardJacobianTests {
  @Test func theKindsAreWhatTheySay() {
    for sample in HardJacobian.all {
      #expect(sample.rows.allSatisfy { $0.count == sample.width && $0.allSatisfy(\.isFinite) })
      let norms = sample.gramian.norms
      switch sample.kind {
      case .zeroRow: #expect(norms.filter { $0 == 0 }.count == 1)
      case .opposed:
        let sum = sample.direction(norms.map { _ in 1 })
        #expect(sum.allSatisfy { abs($0) < 1e-12 * norms.max()! })
      case .scales where sample.count > 1: #expect(norms.max()! / norms.min()! > 1e14)
      case .tiny: #expect(norms.max()! < 1e-6)
      case .huge: #expect(norms.min()! > 1e7)
      case .nearParallel:
        let gramian = sample.gramian
        for row in 0..<sample.count { #expect(gramian[row, 0] > 0.999 * norms[row] * norms[0]) }
      default: #expect(norms.min()! > 0)
      }
    }
  }
}
