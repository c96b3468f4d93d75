import Foundation

/// Upper bounds on the expected error of a predictor, from its error on n independent training samples and what it
/// took to describe it. Each holds with probability 1 − δ over the samples, for all predictors at once.
///
/// The complexity is KL(posterior‖prior) of a randomised predictor, or B ln 2 of a predictor that a message of B bits
/// describes, where no message is the beginning of another (Kraft's inequality makes 2^−B a prior). Prior and code have
/// to be fixed before the samples are seen.
///
/// Bounds are not clipped: a bound of 1 or more says nothing.
public struct RiskBounds: Sendable, Hashable {
  /// The mean error on the training samples, each error in 0 … 1.
  public let empiricalRisk: Double
  /// The complexity in nats.
  public let complexity: Double
  /// The number n of independent training samples.
  public let samples: Int
  /// The probability δ with which a bound may fail.
  public let delta: Double

  /// Creates the bounds of a predictor of a known complexity.
  ///
  /// - Throws: ``CertificateError`` if a number is outside its range.
  public init(empiricalRisk: Double, complexity: Double, samples: Int, delta: Double) throws(CertificateError) {
    guard (0...1).contains(empiricalRisk) else {
      throw CertificateError("`empiricalRisk` should be in 0 … 1. Found \(empiricalRisk).")
    }
    guard complexity >= 0, complexity.isFinite else {
      throw CertificateError("`complexity` should be a number of nats, not negative. Found \(complexity).")
    }
    guard samples > 0 else { throw CertificateError("`samples` should be positive. Found \(samples).") }
    guard delta > 0, delta < 1 else {
      throw CertificateError("`delta` should be between 0 and 1. Found \(delta).")
    }
    self.empiricalRisk = empiricalRisk
    self.complexity = complexity
    self.samples = samples
    self.delta = delta
  }

  /// Creates the bounds of a predictor that a message of `bits` bits describes.
  ///
  /// - Throws: ``CertificateError`` if a number is outside its range.
  public init(empiricalRisk: Double, bits: Double, samples: Int, delta: Double) throws(CertificateError) {
    try self.init(empiricalRisk: empiricalRisk, complexity: bits * log(2), samples: samples, delta: delta)
  }

  private var n: Double { Double(samples) }

  /// What kl(empirical risk‖risk) is at most: (K + ln(2√n/δ))/n.
  ///
  /// Source: A. Maurer, [A note on the PAC Bayesian theorem](https://arxiv.org/abs/cs/0411099), 2004.
  public var maurer: Double { (complexity + log(2 * n.squareRoot() / delta)) / n }

  /// The bound by the inverse divergence of ``maurer``, the fast rate: for small errors it falls with 1/n.
  public var fastRate: Double { BinaryKL.upperInverse(empiricalRisk, maurer) }

  /// What kl(empirical risk‖risk) is at most by an earlier proof: (K + ln((n + 1)/δ))/n.
  ///
  /// Source: J. Langford and M. Seeger, Bounds for averaging classifiers, 2001.
  public var langfordSeeger: Double { (complexity + log((n + 1) / delta)) / n }

  /// The bound by the inverse divergence of ``langfordSeeger``.
  public var langfordSeegerBound: Double { BinaryKL.upperInverse(empiricalRisk, langfordSeeger) }

  /// The empirical risk + √(c/2) with c of ``maurer``.
  ///
  /// Source: D. McAllester, A PAC-Bayesian tutorial with a dropout bound, 2013, with Maurer's constant.
  public var mcAllester: Double { empiricalRisk + (maurer / 2).squareRoot() }

  /// The empirical risk + √((K + ln(n/δ) + 2)/(2n − 1)).
  ///
  /// Source: D. McAllester, PAC-Bayesian model averaging, COLT 1999.
  public var mcAllester1999: Double {
    empiricalRisk + ((complexity + log(n / delta) + 2) / (2 * n - 1)).squareRoot()
  }

  /// The quadratic bound (√(r̂ + c/2) + √(c/2))² with c of ``maurer``.
  ///
  /// Source: M. Pérez-Ortiz et al., [Tighter risk certificates for neural
  /// networks](https://jmlr.org/papers/v22/20-879.html), JMLR 22, 2021.
  public var quadratic: Double {
    let half = maurer / 2, root = (empiricalRisk + half).squareRoot() + half.squareRoot()
    return root * root
  }

  /// The bound r̂/(1 − λ/2) + c/(λ(1 − λ/2)) with c of ``maurer``, for all λ in (0, 2) at once.
  ///
  /// Source: N. Thiemann et al., [A strongly quasiconvex PAC-Bayesian bound](https://arxiv.org/abs/1608.05610), 2017.
  public func lambdaBound(_ lambda: Double) -> Double {
    (empiricalRisk + maurer / lambda) / (1 - lambda / 2)
  }

  /// Catoni's bound (1 − exp(−C r̂ − (K + ln(1/δ))/n))/(1 − exp(−C)), for a C > 0 that is chosen before the samples
  /// are seen.
  ///
  /// Source: O. Catoni, [PAC-Bayesian supervised classification](https://arxiv.org/abs/0712.0248), 2007.
  public func catoni(_ c: Double) -> Double {
    expm1(-c * empiricalRisk - (complexity - log(delta)) / n) / expm1(-c)
  }

  /// The empirical risk + √((K + ln(1/δ))/(2n)), from Hoeffding's inequality and the union over all messages. It
  /// holds for one predictor that a message describes, not for a randomised one.
  public var hoeffding: Double { empiricalRisk + ((complexity - log(delta)) / (2 * n)).squareRoot() }
}
