import Datasets
import OrderedCollections
import Torch

extension Trainer {
  /// Compares gradients between a batch's forward and its backward pass, where a measurement is due. Only those of trained
  /// shared parameters are compared.
  ///
  /// - Parameters:
  ///   - outputs: of the batch, with their graph.
  ///   - losses: of these outputs, with their graph.
  func diagnose(
    _ batch: Batch, _ outputs: OrderedDictionary<String, Tensor>, _ losses: TaskLosses, with probe: GradientProbe?
  ) {
    guard let probe, probe.isDue(update: position.step) else { return }
    let shared = network.sharedParameters.map(\.tensor).filter(\.requiresGrad)
    probe.measure(
      losses.values, update: position.step, present: losses.presence, shared: shared, samples: batch.count
    ) { index, sample in
      let task = tasks[index]
      guard let output = outputs[task.name], let target = batch.targets[task.name] else {
        preconditionFailure("network and data should have the task `\(task.name)`")
      }
      return task.loss(output[sample..<sample + 1], target[sample..<sample + 1].to(options.device))
    }
  }
}
