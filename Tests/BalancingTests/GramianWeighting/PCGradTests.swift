import TestSupport
import Testing
import Torch

@testable import Balancing

@Suite struct PCGradTests {
  /// The order of two tasks does not matter: 1 + max(−cos, 0) ‖g_2‖ / ‖g_1‖ and its mirror image.
  @Test(arguments: HardJacobian.all.filter { $0.count == 2 && $0.kind != .zeroRow })
  func twoTasksHaveAClosedForm(_ sample: HardJacobian) throws {
    let norms = sample.gramian.norms
    let conflict = max(-sample.gramian[0, 1] / (norms[0] * norms[1]), 0)
    let wanted = [1 + conflict * norms[1] / norms[0], 1 + conflict * norms[0] / norms[1]]
    #expect(isClose(try GramianMethodSample("pcgrad").make(2).weigh(sample.gramian), wanted, .relative(1e-9)))
  }

  @Test func theExampleOfTheReference() throws {
    let sample = HardJacobian(.ordinary, [[1, 0], [-1, 1]])
    let weights = try GramianMethodSample("pcgrad").make(2).weigh(sample.gramian)
    #expect(isClose(sample.direction(weights), [0.5, 1.5], .relative(1e-10)))
    #expect(try GramianMethodSample("pcgrad").make(2).weigh(Gramian([[1, 0], [0, 4]])) == [1, 1])
  }

  @Test func withoutConflictItIsTheSum() throws {
    let agreeing = HardJacobian(.ordinary, [[1, 2, 0], [0.5, 1, 3], [2, 0.1, 1]])
    #expect(try GramianMethodSample("pcgrad").make(3).weigh(agreeing.gramian) == [1, 1, 1])
  }

  /// Computed with the gradients themselves, as the paper does.
  @Test func theGramianFormIsThePapers() throws {
    let sample = HardJacobian(.ordinary, 5, 4, seed: 8)
    let orders = [[1, 4, 2, 3], [0, 2, 3, 4], [4, 3, 1, 0], [2, 0, 4, 1], [3, 1, 0, 2]]
    let rows = sample.rows
    func inner(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    var sum = [Double](repeating: 0, count: sample.width)
    for (task, order) in orders.enumerated() {
      var projected = rows[task]
      for other in order {
        let product = inner(projected, rows[other])
        if product < 0 {
          projected = zip(projected, rows[other]).map { $0 - product / inner(rows[other], rows[other]) * $1 }
        }
      }
      sum = zip(sum, projected).map { $0 + $1 }
    }
    let weights = try PCGrad(setup(5)).weigh(sample.gramian, orders: orders)
    #expect(isClose(sample.direction(weights), sum, .ofLength(1e-12)))
    let other = try PCGrad(setup(5)).weigh(sample.gramian, orders: orders.map { $0.reversed() })
    #expect(!isClose(sample.direction(other), sum, .ofLength(1e-3)))
  }

  @Test func everyOrderIsDrawn() throws {
    let generator = Generator(seed: 2)
    var seen = Set<[Int]>()
    for _ in 0..<200 {
      let orders = try VisitingOrder.draw(3, generator)
      #expect(orders.enumerated().allSatisfy { Set($1 + [$0]) == [0, 1, 2] && $1.count == 2 })
      seen.insert(orders[1])
    }
    #expect(seen == [[0, 2], [2, 0]])
  }

  @Test func aTargetOfZeroMakesTheVaccineAProjection() throws {
    let sample = HardJacobian(.ordinary, 4, 6, seed: 5)
    let orders = [[3, 1, 2], [0, 2, 3], [1, 0, 3], [2, 1, 0]]
    let vaccine = try GradVac(setup(4, ["beta": 0]))
    let weights = vaccine.weigh(GramianSample(sample.gramian, losses: [1, 1, 1, 1]), orders: orders)
    #expect(isClose(weights, try PCGrad(setup(4)).weigh(sample.gramian, orders: orders), .relative(1e-12)))
  }

  @Test func theVaccineReachesItsTarget() throws {
    let method = try GradVac(setup(2, ["beta": 0]))
    try method.load(
      state: method.state.merging(["targets": Tensor([0, 0.6, -1, 0], shape: [2, 2])]) { $1 })
    // p_1 alone changes: the other's target is −1.
    let weights = method.weigh(GramianSample(Gramian([[4, -1], [-1, 9]]), losses: [1, 1]), orders: [[1], [0]])
    let (own, other) = (1.0, weights[1] - 1)
    let square = own * own * 4 - 2 * own * other + other * other * 9
    #expect(isClose((-own + 9 * other) / (square.squareRoot() * 3), 0.6, .relative(1e-12)))
    #expect(weights[0] == 1)
  }

  @Test func theVaccineFollowsTheCosines() throws {
    let method = try GradVac(setup(3, ["beta": 0.25]))
    let gramian = Gramian([[1, 0.6], [0.6, 4]])
    _ = try method.weigh(GramianSample(gramian, losses: [1, 1], tasks: [2, 0]))
    _ = try method.weigh(GramianSample(gramian, losses: [1, 1], tasks: [2, 0]))
    let targets = method.state["targets"]!.array(of: Double.self)
    let wanted = 0.3 * (1 - 0.75 * 0.75)
    #expect(isClose(targets, [0, 0, wanted, 0, 0, 0, wanted, 0, 0], .relative(1e-12)))
  }
}
