import TestSupport
import Testing
import Torch

@testable import Balancing

@Suite struct BilevelPointTests {
  /// K gradients of length 1 and ∇q, with random directions.
  private struct Sample {
    let rows: [[Double]], slope: [Double]

    init(_ count: Int, _ size: Int, seed: UInt64) {
      let drawn = Tensor.randn([count + 1, size], dtype: .float64, generator: Generator(seed: seed))
      let all = drawn.array(of: Double.self)
      rows = (0..<count).map { row in
        let row = Array(all[row * size..<(row + 1) * size]), length = dot(row, row).squareRoot()
        return row.map { $0 / length }
      }
      slope = Array(all[(count * size)...])
    }

    var squaredNorm: Double { dot(slope, slope) }
    var slopes: [Double] { rows.map { dot($0, slope) } }

    func weights(_ phi: Double) -> [Double] {
      let gramian = Gramian(rows.map { row in rows.map { dot(row, $0) } })
      return BilevelPoint(gramian, slopes: slopes, squaredNorm: squaredNorm, phi: phi).weights
    }

    /// ‖Σ w_k F_k + s q‖² − s φ ‖q‖² at the smallest s that is permitted.
    func value(_ weights: [Double], _ phi: Double) -> Double {
      let s = max(0, phi - t(weights))
      let sum = slope.indices.map { column in
        zip(weights, rows).reduce(s * slope[column]) { $0 + $1.0 * $1.1[column] }
      }
      return dot(sum, sum) - s * phi * squaredNorm
    }

    func t(_ weights: [Double]) -> Double { dot(weights, slopes) / squaredNorm }
  }

  @Test(arguments: [0.01, 0.1, 0.5]) func nothingNearbyIsLower(_ phi: Double) {
    var sides: Set<Int> = []
    for (count, size) in [(2, 2), (2, 5), (3, 2), (4, 4), (5, 3), (8, 20)] {
      for seed in 0..<5 {
        let sample = Sample(count, size, seed: UInt64(seed))
        let weights = sample.weights(phi), value = sample.value(weights, phi), t = sample.t(weights)
        #expect(weights.allSatisfy { $0 >= 0 } && isClose(weights.reduce(0, +), 1, .absolute(1e-12)))
        // The problem is convex: it does not fall on the way to any corner.
        for corner in 0..<count {
          for reach in [1e-4, 0.05, 1] {
            let moved = weights.indices.map { weights[$0] + reach * (($0 == corner ? 1 : 0) - weights[$0]) }
            #expect(sample.value(moved, phi) >= value - 1e-10)
          }
        }
        sides.insert(t < phi - 1e-6 ? -1 : t > phi + 1e-6 ? 1 : 0)
      }
    }
    // Where the slope holds the descent back, where it does not, and where the two meet.
    #expect(sides == [-1, 0, 1])
  }

  @Test func whereSeveralAreNearestTheAnswerLiesBetween() {
    // On a line nothing lies across ∇q, so that only t counts, which jumps as λ grows.
    let gramian = Gramian([[1, 1, -1], [1, 1, -1], [-1, -1, 1]])
    let weights = BilevelPoint(gramian, slopes: [2, 2, -2], squaredNorm: 4, phi: 0.25).weights
    #expect(isClose(weights, [0, 0, 1], .absolute(1e-9)))
  }

  @Test func withoutASlopeItIsTheNearestPoint() {
    let gramian = Gramian([[1, 0], [0, 1]])
    #expect(BilevelPoint(gramian, slopes: [0, 0], squaredNorm: 0, phi: 1).weights == [0.5, 0.5])
  }
}

private func dot(_ one: [Double], _ other: [Double]) -> Double { zip(one, other).reduce(0) { $0 + $1.0 * $1.1 } }
