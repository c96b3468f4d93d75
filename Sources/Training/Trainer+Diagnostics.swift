import Datasets
import OrderedCollections
import Torch

extension Trainer {
  /// Lets a probe look at a batch between its forward and its backward pass, where a measurement is due. Only gradients of
  /// trained shared parameters are compared.
  ///
  /// - Parameters:
  ///   - outputs: of the batch, with their graph.
  ///   - losses: `[K]`, of these outputs, with their graph.
  ///   - presence: which tasks have a label in the batch.
  func look(
    with probe: GradientProbe?, at batch: Batch, _ outputs: OrderedDictionary<String, Tensor>, losses: Tensor,
    presence: [Bool]
  ) {
    guard let probe, probe.isDue(update: position.step) else { return }
    let shared = network.sharedParameters.map(\.tensor).filter(\.requiresGrad)
    probe.measure(losses, present: presence, shared: shared, samples: batch.count) { index, sample in
      let task = tasks[index]
      guard let output = outputs[task.name], let target = batch.targets[task.name] else {
        preconditionFailure("network and data should have the task `\(task.name)`")
      }
      return task.loss(output[sample..<sample + 1], target[sample..<sample + 1].to(options.device))
    }
  }
}
