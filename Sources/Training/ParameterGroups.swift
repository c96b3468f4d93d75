import Balancing
import Sharing
import Torch

extension ParameterGroup {
  /// The usual groups of a training: the network's parameters, and the scales that the weighting learns. The scales
  /// have a group with its own learning rate and without weight decay, which would pull them towards a fixed weight. Parts of
  /// the network with a pace of their own have a group each.
  public static func groups(
    of network: any MultiTaskNetwork, _ weighting: any LossWeighting, learningRate: Double, weightDecay: Double = 0,
    scaleLearningRate: Double? = nil
  ) -> [ParameterGroup] {
    var rest = network.namedParameters()
    let paced = network.pacedParts.filter { $0.pace > 0 }.enumerated().map { place, part in
      let own = Set(part.parameters.map(ObjectIdentifier.init))
      let parameters = rest.filter { own.contains(ObjectIdentifier($0.tensor)) }
      rest.removeAll { own.contains(ObjectIdentifier($0.tensor)) }
      return ParameterGroup(
        "part \(place + 1)", parameters, learningRate: part.pace * learningRate, weightDecay: weightDecay)
    }
    let own = ParameterGroup("network", rest, learningRate: learningRate, weightDecay: weightDecay)
    return [own] + paced + scales(of: weighting, learningRate: scaleLearningRate ?? learningRate)
  }

  /// The groups for shared parameters that are updated apart from the heads: first the shared ones, then the rest.
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
    weighting.learnedScales.isEmpty
      ? []
      : [
        ParameterGroup(
          "scales", weighting.learnedScales, learningRate: learningRate, weightDecay: 0)
      ]
  }
}
