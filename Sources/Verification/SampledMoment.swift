import Torch

/// The mean of samples and its permitted distance from the true one.
struct SampledMoment {
  private let mean: Double
  private let standardError: Double

  /// The permitted number of standard errors: six of ten million true means lie further away.
  private static let standardErrors = 5.0

  /// Creates the moment of samples in double precision.
  init(_ samples: Tensor) {
    mean = samples.mean().item()
    standardError = (samples.variance().item() / Double(samples.count)).squareRoot()
  }

  /// The expected value if it lies within some standard errors, since a sampled mean is never the true one; otherwise the
  /// sampled mean.
  func value(for expected: Double) -> Double {
    abs(mean - expected) <= Self.standardErrors * standardError ? expected : mean
  }
}
