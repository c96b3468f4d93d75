import Balancing
import Tasks
import Torch

extension Verification {
  /// The adapter of random weights, by their moments in samples. A sampled number is never the exact one, so a moment
  /// agrees if it lies within some standard errors of the expected value, which is then returned; otherwise the sampled
  /// number is.
  @Sendable static func rlw(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let draws = 40_000
    let count = try item.hyperparameters.integer("K")
    let setup = BalancingSetup(
      (0..<count).map { BalancingSetup.BalancedTask("task \($0)") }, generator: Generator(seed: 1), dtype: .float64)
    let method = try Catalogue.lossWeighting("rlw", setup)
    let losses = Tensor.ones([count], dtype: .float64)
    let weights = Tensor.stack((0..<draws).map { _ in method.weigh(losses).weights })

    let centred = weights - 1 / Double(count)
    let first = centred.select(1, index: 0), second = centred.select(1, index: 1)
    let samples: [String: [Tensor]] = [
      "mean": [weights.select(1, index: 0)],
      "variance": [first.square()],
      "covariance": [first * second],
      "raw_moments_1_to_4": (1...4).map { weights.select(1, index: 0).pow(Double($0)) },
    ]
    return try item.expected.reduce(into: [:]) { results, entry in
      guard let columns = samples[entry.key], let expected = entry.value.numeric?.data, expected.count == columns.count
      else { throw GoldenError("`\(entry.key)` of case `\(item.id)` should be a moment of the weights.") }
      let values = zip(columns, expected).map { SampledMoment($0).value(for: $1) }
      results[entry.key] = entry.value.numeric?.shape.isEmpty == true ? .number(values[0]) : GoldenValue(values)
    }
  }
}
