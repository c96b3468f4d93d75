/// The distribution of the labels around the prediction whose negative logarithm a loss is, up to constants.
/// Uncertainty weightings scale a loss by it: with σ the scale, a Laplace loss enters as L/σ, a Gaussian as L/(2σ²), a
/// softmax as L/σ².
///
/// Source: Kendall, Gal, Cipolla, [Multi-Task Learning Using Uncertainty to Weigh Losses for Scene Geometry and
/// Semantics](https://arxiv.org/abs/1705.07115), CVPR 2018.
public enum Likelihood: String, Hashable, Sendable, CaseIterable {
  case gaussian
  case laplace
  case softmax
}
