import Tasks

/// A task's term c L / σ^p + log σ in uncertainty weighting, by the likelihood of its loss. The scale that minimises it has
/// σ^p = c p L, which makes the weight 1 / (p L).
///
/// Source: Kirchdorfer et al., "Analytical Uncertainty-Based Loss Weighting in Multi-Task Learning" (GCPR 2024), appendix 1.
struct UncertaintyTerm: Hashable {
  /// c
  let factor: Double
  /// p
  let power: Double

  /// L / (2 σ²), used for every loss alike.
  static let unified = UncertaintyTerm(.gaussian)

  init(_ likelihood: Likelihood) {
    (factor, power) =
      switch likelihood {
      case .laplace: (1, 1)
      case .gaussian: (0.5, 2)
      case .softmax: (1, 2)
      }
  }

  /// The weight 1 / (p L) is this over L.
  var optimalFactor: Double { 1 / power }
}
