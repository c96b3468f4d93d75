import Foundation

/// The Kullback–Leibler divergence of normal distributions with independent coordinates.
public enum GaussianKL {
  /// KL(N(μ, σ²)‖N(μ₀, σ₀²)) in nats, summed over the coordinates:
  /// Σ ln(σ₀/σ) + (σ² + (μ − μ₀)²)/(2σ₀²) − ½.
  ///
  /// - Parameters:
  ///   - mean: the means μ of the posterior.
  ///   - deviation: the standard deviations σ of the posterior, one for each mean.
  ///   - priorMean: the means μ₀ of the prior, one for each mean.
  ///   - priorDeviation: the standard deviation σ₀ of the prior.
  /// - Throws: ``CertificateError`` if lists differ in length or a standard deviation is not positive.
  public static func divergence(
    mean: [Double], deviation: [Double], priorMean: [Double], priorDeviation: Double
  ) throws(CertificateError) -> Double {
    guard deviation.count == mean.count, priorMean.count == mean.count else {
      throw CertificateError(
        "`mean`, `deviation` and `priorMean` should have one length. Found \(mean.count), \(deviation.count) and "
          + "\(priorMean.count).")
    }
    guard let least = (deviation + [priorDeviation]).min(), least > 0 else {
      throw CertificateError("Standard deviations should be positive. Found \(deviation) and \(priorDeviation).")
    }
    return mean.indices.reduce(0) { sum, i in
      let ratio = deviation[i] / priorDeviation, distance = (mean[i] - priorMean[i]) / priorDeviation
      return sum - log(ratio) + (ratio * ratio + distance * distance - 1) / 2
    }
  }

  /// The number of bits of a number of nats.
  public static func bits(_ nats: Double) -> Double { nats / log(2) }
}
