import TestSupport
import Testing
import Torch

@testable import Balancing

private func weights(_ distribution: String, draws: Int, present: [Bool]? = nil) throws -> [[Double]] {
  let method = try MethodSample("rlw", ["distribution": .word(distribution)]).make(3)
  return (0..<draws).map { _ in Answer(method, [1, 1, 1], present: present).weights }
}

@Suite struct RLWTests {
  @Test(arguments: ["normal", "uniform", "dirichlet", "bernoulli", "constrained-bernoulli"])
  func everyDistributionIsEvenAmongTasks(_ distribution: String) throws {
    let all = try weights(distribution, draws: 4000)
    for task in 0..<3 {
      let mean = all.map { $0[task] }.reduce(0, +) / 4000
      // The standard error is at most 0.0075: that of one task drawn of three.
      #expect(abs(mean - 1.0 / 3) < 0.03, "\(mean)")
    }
    #expect(all.allSatisfy { isClose($0.reduce(0, +), 1, .relative(1e-10)) })
  }

  @Test func uniformLogitsKeepWeightsWithinAFactorOfE() throws {
    let all = try weights("uniform", draws: 2000)
    let ratios = all.map { $0.max()! / $0.min()! }
    #expect(ratios.max()! < Tensor(scalar: 1, dtype: .float64).exp().item())
    #expect(ratios.max()! > 2)
  }

  @Test func bernoulliWeightsAreEvenAmongTheDrawn() throws {
    let all = try weights("bernoulli", draws: 2000)
    for row in all {
      let drawn = row.filter { $0 > 0 }
      #expect(drawn.allSatisfy { isClose($0, 1 / Double(drawn.count), .relative(1e-10)) })
    }
    // Of eight patterns one has no task and counts as all, one has all, three have two and three one.
    let counts = (1...3).map { count in Double(all.filter { $0.filter { $0 > 0 }.count == count }.count) / 2000 }
    #expect(zip(counts, [0.375, 0.375, 0.25]).allSatisfy { abs($0 - $1) < 0.05 }, "\(counts)")
  }

  @Test func constrainedBernoulliTakesOneOfThePresentTasks() throws {
    #expect(try weights("constrained-bernoulli", draws: 50).allSatisfy { $0.sorted() == [0, 0, 1] })
    let masked = try weights("constrained-bernoulli", draws: 200, present: [true, false, true])
    #expect(Set(masked) == [[1, 0, 0], [0, 0, 1]])
  }

  @Test(arguments: ["uniform", "bernoulli", "constrained-bernoulli"])
  func absentTasksTakeNoPart(_ distribution: String) throws {
    for row in try weights(distribution, draws: 200, present: [true, false, true]) {
      #expect(row[1] == 0)
      #expect(isClose(row[0] + row[2], 1, .relative(1e-10)))
    }
  }
}
