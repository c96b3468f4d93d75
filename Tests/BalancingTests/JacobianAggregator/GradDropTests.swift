import TestSupport
import Testing
import Torch

@testable import Balancing
import Components

@Suite struct GradDropTests {
  private func method(
    _ parameters: [String: SettingValue] = [:], _ count: Int = 3, seed: UInt64 = 0
  ) throws -> GradDrop {
    try GradDrop(setup(count, parameters, seed: seed))
  }

  private let rows = Tensor.randn([3, 500], dtype: .float64, generator: Generator(seed: 3))
  private var sample: JacobianSample { JacobianSample(rows, losses: [1, 1, 1]) }

  @Test func oneSignIsKeptInEveryCoordinate() throws {
    let direction = try method().aggregate(sample).direction
    let (above, below) = (rows.clamp(min: 0).sum([0]), rows.clamp(max: 0).sum([0]))
    let isOneSide =
      (direction - above).abs().less(1e-12).to(.float64) + (direction - below).abs().less(1e-12).to(.float64)
    #expect(isOneSide.min().item() == 1 && isOneSide.max().item() == 1)
    let positives = direction.greater(0).to(.float64).sum().item()
    #expect(positives > 150 && positives < 350)
  }

  @Test func gradientsOfOneSignPassWhole() throws {
    let signs = rows[0].sign()
    let agreeing = rows.abs() * signs
    let found = try method().aggregate(JacobianSample(agreeing, losses: [1, 1, 1])).direction
    #expect(isClose(found.array(), agreeing.sum([0]).array(), .relative(1e-12)))
    for uniform in [0.0, 1 - Double.ulpOfOne] {
      let uniforms = Tensor.full([500], uniform, dtype: .float64)
      let found = try method().aggregate(JacobianSample(agreeing, losses: [1, 1, 1]), uniforms: uniforms).direction
      #expect(isClose(found.array(), agreeing.sum([0]).array(), .relative(1e-12)))
    }
  }

  @Test func thePurityIsTheShareOfPositiveParts() throws {
    let rows = Tensor([1.0, -2, 0, 3, 2, 0], shape: [2, 3])
    let found = try method([:], 2).signPurity(JacobianSample(rows, losses: [1, 1]))
    #expect(isClose(found.array(), [1, 0.5, 0.5], .relative(1e-15)))
    // ½ (1 + Σ g / Σ |g|), as the paper writes it.
    let paper = 0.5 * (1 + self.rows.sum([0]) / self.rows.abs().sum([0]))
    #expect(isClose(try method().signPurity(sample).array(), paper.array(), .relative(1e-10)))
  }

  @Test func theMeanOfManyDrawsIsTheExpectation() throws {
    let rows = Tensor([1.0, -3, 2, 0.5, 1, -1], shape: [2, 3])
    let method = try method([:], 2)
    let sample = JacobianSample(rows, losses: [1, 1])
    let draws = 20_000
    var sum = Tensor.zeros([3], dtype: .float64)
    for _ in 0..<draws { sum += method.aggregate(sample).direction }
    // Σ positive · P + Σ negative · (1 − P)
    let wanted = [1.5, 0.25 * 1 - 0.75 * 3, 2.0 * 2 / 3 - 1.0 / 3]
    #expect(zip((sum / Double(draws)).array(of: Double.self), wanted).allSatisfy { abs($0 - $1) < 0.06 })
  }

  @Test func aLeakLetsItsSharePass() throws {
    let uniforms = Tensor.rand([500], dtype: .float64, generator: Generator(seed: 9))
    let leaks = [0.25, 0, 1]
    let found = try method(["leaks": .numbers(leaks)]).aggregate(sample, uniforms: uniforms).direction
    let isPositive = try method().signPurity(sample).greater(uniforms)
    let kept = Tensor.where(isPositive, rows.greater(0), rows.less(0)).to(.float64)
    let column = Tensor(leaks, shape: [3, 1])
    let wanted = ((column + (1 - column) * kept) * rows).sum([0])
    #expect((found - wanted).abs().max().item() < 1e-12)
    let all = try method(["leak": 1]).aggregate(sample).direction
    #expect(isClose(all.array(), rows.sum([0]).array(), .relative(1e-10)))
  }

  @Test func theSignAgnosticFormKeepsEntriesAtRandom() throws {
    let whole = try method(["form": "sign-agnostic", "keep": 1]).aggregate(sample).direction
    #expect(isClose(whole.array(), rows.sum([0]).array(), .relative(1e-10)))
    let none = try method(["form": "sign-agnostic", "keep": 0]).aggregate(sample).direction
    #expect(none.array(of: Double.self).allSatisfy { $0 == 0 })
    let ones = JacobianSample(Tensor.ones([3, 4000], dtype: .float64), losses: [1, 1, 1])
    let share = try method(["form": "sign-agnostic"]).aggregate(ones).direction.mean().item() / 3
    #expect(abs(share - 0.25) < 0.02)
  }

  /// Of a representation: signs times the activations', summed over the batch, decide for all samples of a unit.
  @Test(arguments: [0, 0.3])
  func aRepresentationsSignsAreSummedOverTheBatch(_ leak: Double) throws {
    let generator = Generator(seed: 6)
    let (tasks, batch, units) = (3, 4, 6)
    let representation = Tensor.randn([batch, 2, 3], dtype: .float64, generator: generator)
    let rows = Tensor.randn([tasks, batch * units], dtype: .float64, generator: generator)
    let uniforms = Tensor.rand([units], dtype: .float64, generator: generator)
    let sample = JacobianSample(rows, losses: [1, 1, 1], representation: representation)
    let method = try method(["leak": .number(leak)])
    let found = method.aggregate(sample, uniforms: uniforms).direction.array(of: Double.self)

    let z = representation.array(of: Double.self)
    let g = rows.array(of: Double.self)
    let u = uniforms.array(of: Double.self)
    for unit in 0..<units {
      let sums = (0..<tasks).map { task in
        (0..<batch).reduce(0) { sum, item in
          let place = item * units + unit
          let gradient: Double = g[task * batch * units + place]
          return z[place] > 0 ? sum + gradient : sum - gradient
        }
      }
      let positive = sums.reduce(0) { $0 + max($1, 0) }
      let purity = positive / sums.reduce(0) { $0 + abs($1) }
      for item in 0..<batch {
        let wanted = (0..<tasks).reduce(0) { sum, task in
          let isKept = u[unit] < purity ? sums[task] > 0 : sums[task] < 0
          let gradient: Double = g[task * batch * units + item * units + unit]
          return isKept ? sum + gradient : sum + leak * gradient
        }
        #expect(isClose(found[item * units + unit], wanted, .relative(1e-10)))
      }
    }
    // Drawn by itself it has the shape of a row.
    #expect(method.aggregate(sample).direction.shape == [batch * units])
  }

  @Test func tasksInAnotherOrderGetTheSameDirection() throws {
    let uniforms = Tensor.rand([500], dtype: .float64, generator: Generator(seed: 1))
    let other = JacobianSample(rows[Tensor([2, 0, 1])], losses: [1, 1, 1])
    let a = try method().aggregate(sample, uniforms: uniforms).direction
    let b = try method().aggregate(other, uniforms: uniforms).direction
    #expect(isClose(a.array(), b.array(), .ofLength(1e-12)))
  }
}
