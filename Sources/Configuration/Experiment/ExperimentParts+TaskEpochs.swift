import Sharing
import Torch
import Training

extension ExperimentParts {
  /// These parts for evaluations, with each task's output from the weights that it keeps. If all tasks have the same
  /// weights, which the network then should hold, the parts are unchanged.
  ///
  /// - Throws: `TrainingError.checkpoint` if kept weights are missing, damaged or of another run.
  package func keptByTasks(in store: CheckpointStore) throws -> ExperimentParts {
    guard let kept = try store.taskWeights() else { return self }
    let names = tasks.map(\.name)
    let networks = try kept.map { epoch, places, model in
      let network = try networkWithoutWeights()
      try network.load(
        Dictionary(uniqueKeysWithValues: model.map { ($0.name, $0.tensor) }),
        from: "the weights of epoch \(epoch)")
      return (tasks: places.map { names[$0] }, network: network)
    }
    return with(networks.count == 1 ? networks[0].network : NetworkPerTask(networks, tasks: names))
  }
}
