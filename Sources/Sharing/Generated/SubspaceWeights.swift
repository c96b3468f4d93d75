import Torch

/// The weights of several tasks in a random subspace that they share, θ_j = θ_0 + Q α_j with Q = [P_1 v_1 … P_k v_k].
///
/// Source: H. Zakerinia, D. Ghobadi, C. Lampert, [From Low Intrinsic Dimensionality to Non-Vacuous Generalization Bounds in Deep
/// Multi-Task Learning](https://arxiv.org/abs/2501.19067), 2025.
public enum SubspaceWeights {
  /// The weights, `[n, D]`. Gradients flow to the vectors and coefficients.
  ///
  /// - Parameters:
  ///   - start: `[D]`, θ_0.
  ///   - vectors: `[k, l]`, the rows v_i.
  ///   - coefficients: `[n, k]`, the rows α_j.
  ///   - expansions: P_1 … P_k.
  ///   - scale: a factor of Q.
  public static func weights(
    start: Tensor, vectors: Tensor, coefficients: Tensor, expansions: any RandomExpansions, scale: Double = 1
  ) -> Tensor {
    let basis = expansions(vectors)
    return start + (scale == 1 ? coefficients : coefficients * scale).mm(basis)
  }

  /// The number of trained numbers, l k + n k.
  public static func freeNumbers(shared: Int, basis: Int, tasks: Int) -> Int { (shared + tasks) * basis }

  /// The trained numbers of each task if the shared ones are divided among the tasks, l k / n + k.
  public static func amortisedDimension(shared: Int, basis: Int, tasks: Int) -> Double {
    Double(freeNumbers(shared: shared, basis: basis, tasks: tasks)) / Double(tasks)
  }
}
