import Components
import Tasks
import Torch

extension PooledHead {
  /// The linear layer behind the mean.
  private var linear: Linear? { layers.children.compactMap { $0.module as? Linear }.first }

  /// The class activation maps of a batch: what the linear layer makes of each place of the features, without its bias.
  ///
  /// `[batch, channels, height, width]` → `[batch, outputs, height, width]`. The mean over a map and the bias add up to the head's output,
  /// because the mean and the sum can change places.
  ///
  /// Source: Zhou, Khosla, Lapedriza, Oliva, Torralba, [Learning Deep Features for Discriminative
  /// Localization](https://arxiv.org/abs/1512.04150), CVPR 2016.
  public func activationMaps(_ x: Tensor) -> Tensor {
    guard let weight = linear?.weight else { return x }
    return ATen.conv2d(x, weight.reshape([weight.size(0), weight.size(1), 1, 1]), nil, [1, 1], [0, 0], [1, 1], 1)
  }
}

extension MultiTaskNetwork {
  /// The class activation maps of a task: where in a sample its answer comes from.
  ///
  /// Any network has them in which one representation, a map, stands between what tasks share and a head that takes its mean; also one of
  /// which each task keeps weights of its own.
  ///
  /// - Parameter inputs: a batch; the network should be in evaluation.
  /// - Returns: `[batch, outputs, height, width]`, of the size of the representation. The mean over a map and the head's bias add up to the
  ///   task's output.
  /// - Throws: `SettingError` for a task that the network does not have, and for a network without such a representation and head.
  public func activationMaps(_ inputs: Inputs, of task: String) throws(SettingError) -> Tensor {
    guard tasks.contains(task) else {
      throw SettingError("The task of heat maps should be one of \(tasks.joined(separator: ", ")). Found `\(task)`.")
    }
    if let kept = (self as? NetworkPerTask)?.network(of: task) { return try kept.activationMaps(inputs, of: task) }
    guard let network = self as? any SharedRepresentation,
      let heads = children.first(where: { $0.name == "heads" })?.module,
      let head = heads.children.first(where: { $0.name == ModuleName.escaping(task) })?.module as? PooledHead,
      let features = network.stages(inputs, tasks: [task]).last?.output, features.rank == 4
    else {
      throw SettingError(
        "Heat maps should be of a task whose head takes the mean of a map that all tasks share. Found another network for `\(task)`."
      )
    }
    return head.activationMaps(features)
  }
}
