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
    return [own] + scales(of: weighting, learningRate: scaleLearningRate ?? learningRate)
  }

  /// The groups where the shared parameters are updated apart from the heads: first theirs, then the rest.
  public static func splitGroups(
    of network: any MultiTaskNetwork, _ weighting: any LossWeighting, learningRate: Double, weightDecay: Double = 0,
    scaleLearningRate: Double? = nil
  ) -> (shared: ParameterGroup, rest: [ParameterGroup]) {
    let shared = network.sharedParameters
    let names = Set(shared.map(\.name))
    func group(_ name: String, _ parameters: [(name: String, tensor: Tensor)]) -> ParameterGroup {
      ParameterGroup(name, parameters, learningRate: learningRate, weightDecay: weightDecay)
    }
    return (
      group("shared", shared),
      [group("heads", network.namedParameters().filter { !names.contains($0.name) })]
        + scales(of: weighting, learningRate: scaleLearningRate ?? learningRate)
    )
  }

  private static func scales(of weighting: any LossWeighting, learningRate: Double) -> [ParameterGroup] {
    weighting.learned.isEmpty
      ? []
      : [
        ParameterGroup(
          "scales", weighting.learned, learningRate: learningRate, weightDecay: 0)
      ]
  }
}
