import Balancing
import Sharing
import Tasks

extension Trainer {
  /// What adds up the tasks' gradients of accumulated batches until the weights of their update are known; nil where one
  /// backward pass a batch does.
  ///
  /// The weights of an update come from the mean losses of all its batches, with a gradient method or without. A weighting
  /// whose weights follow these losses knows them after the last batch, when the graphs of the others are gone: each task then
  /// has a backward pass and a gradient of its own, as with the method `sum`.
  ///
  /// - Throws: `SettingError`, which the method `sum` has no reason for.
  func makeAccumulator() throws -> GradientBalancer? {
    guard gradients == nil, options.accumulation > 1, !type(of: weighting).card.hasFixedWeights else {
      return nil
    }
    let sum = try GradientMethod("sum", BalancingSetup(tasks, device: options.device))
    let balancer = try GradientBalancer(sum, tasks: tasks.map(\.name), storage: .jacobian)
    balancer.balance(balancedParameters)
    return balancer
  }

  /// The network's parameters as a gradient method sees them.
  var balancedParameters: BalancedParameters {
    let own = network.ownParameters
    return BalancedParameters(
      shared: shared, lastLayer: lastShared,
      // `fit` refuses a task that the network does not have.
      own: tasks.map { (own[$0.name] ?? []).map(\.tensor) },
      joint: network.jointParameters.map(\.tensor))
  }
}
