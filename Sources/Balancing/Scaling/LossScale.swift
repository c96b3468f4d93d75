import Components
import Tasks

/// The reference by which each loss is divided before a method sees it: the option `loss-scale` of every method.
///
/// Each reference belongs to one task, and is the size of its losses: a factor never changes the sign of a loss. Losses of 0 and
/// those that are not finite are not counted. Until a task has a loss that counts, its losses stay as they are.
public enum LossScale: String, SettingWord {
  /// The first loss, as in GradNorm: Chen, Badrinarayanan, Lee, Rabinovich, "GradNorm: Gradient Normalization for Adaptive Loss
  /// Balancing in Deep Multitask Networks" (ICML 2018).
  case firstStep = "first-step"
  /// The mean over the first epoch in which the task has labels. During this epoch it is the mean over its steps so far, the
  /// present one included.
  case firstEpoch = "first-epoch"
  /// The mean over all steps so far, the present one included.
  case runningMean = "running-mean"
}

extension MethodCard {
  /// The card of this method with its losses divided by references.
  func scaling() -> MethodCard {
    let kept = "each loss's reference"
    var card = self
    card.formula += ", with L_k / s_k in place of each L_k"
    card.symbols.append(("s_k", "the reference of task k's loss that `loss-scale` chooses"))
    card.state = state.map { "\($0), and \(kept)" } ?? kept
    card.weightSum = .free
    // References follow the batches.
    card.hasFixedWeights = false
    return card
  }
}
