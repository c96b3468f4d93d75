import Balancing
import Sharing
import Torch

extension ParameterGroup {
  /// The usual groups of a training: the network's parameters, and what the weighting learns in a group of its own, with
  /// its own learning rate and without weight decay, which would pull the scales towards a fixed weight.
  public static func groups(
    of network: any MultiTaskNetwork, _ weighting: any LossWeighting, learningRate: Double, weightDecay: Double = 0,
    scaleLearningRate: Double? = nil
  ) -> [ParameterGroup] {
    let own = ParameterGroup(
      "network", network.namedParameters(), learningRate: learningRate, weightDecay: weightDecay)
    guard !weighting.learned.isEmpty else { return [own] }
    return [
      own,
      ParameterGroup(
        "scales", weighting.learned, learningRate: scaleLearningRate ?? learningRate, weightDecay: 0),
    ]
  }
}
