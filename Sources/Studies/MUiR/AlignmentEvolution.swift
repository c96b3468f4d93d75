import Foundation
import Statistics
import Verification

/// The theory of the search for an alignment: a (1+1) evolution that has to find the right one of K modules for each of L locations,
/// divided into D problems that are solved side by side.
///
/// In a generation every location of a problem is drawn anew with probability D / L, uniformly among the K modules; the problem takes the
/// result if it has at least as many right modules as before. The start is uniform.
struct AlignmentEvolution: Hashable, Sendable {
  let modules: Int
  let locations: Int
  let problems: Int

  /// The locations of one problem.
  private var size: Int { locations / problems }

  private static func binomial(_ count: Int, _ probability: Double) -> [Double] {
    var shares = [1.0]
    for _ in 0..<count {
      shares = (0...shares.count).map { right in
        (right < shares.count ? shares[right] * (1 - probability) : 0)
          + (right > 0 ? shares[right - 1] * probability : 0)
      }
    }
    return shares
  }

  /// The expected number of generations until all problems are solved, from the Markov chain of the number of right modules.
  var expectedGenerations: Double {
    let redrawn = 1 / Double(size), kept = 1 / Double(modules)
    let steps = (0...size).map { right -> [Double] in
      let lost = Self.binomial(right, redrawn * (1 - kept)), won = Self.binomial(size - right, redrawn * kept)
      var next = [Double](repeating: 0, count: size + 1)
      for (worse, share) in lost.enumerated() {
        for (better, other) in won.enumerated() { next[max(right, right - worse + better)] += share * other }
      }
      return next
    }
    var unsolved = Array(Self.binomial(size, kept).dropLast()), total = 0.0, chance: Double
    repeat {
      // The chance that one of the problems is not solved yet.
      chance = -expm1(Double(problems) * log1p(-min(1, unsolved.reduce(0, +))))
      total += chance
      unsolved = unsolved.indices.map { next in
        (0...next).reduce(0) { $0 + unsolved[$1] * steps[$1][next] }
      }
    } while chance > total * 1e-13
    return total
  }

  /// The generations of one run.
  func generations(_ random: inout SplitMix64) -> Int {
    var right = (0..<problems).map { _ in (0..<size).map { _ in random.integer(below: modules) == 0 } }
    var generation = 0
    while right.contains(where: { $0.contains(false) }) {
      generation += 1
      for problem in right.indices where right[problem].contains(false) {
        let next = right[problem].map { isRight in
          random.integer(below: size) == 0 ? random.integer(below: modules) == 0 : isRight
        }
        if next.count(where: \.self) >= right[problem].count(where: \.self) { right[problem] = next }
      }
    }
    return generation
  }

  /// Reference values of the expectation.
  static let goldenAdapters: [String: GoldenAdapter] = [
    "EvolutionTime": { item in
      let modules = try item.input.integers("K"), locations = try item.input.integers("L")
      let problems = try item.input.integers("D")
      return [
        "expected_generations": GoldenValue(
          problems.indices.map {
            AlignmentEvolution(modules: modules[$0], locations: locations[$0], problems: problems[$0])
              .expectedGenerations
          })
      ]
    }
  ]
}
