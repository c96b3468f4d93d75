import Balancing
import Datasets
import OrderedCollections
import Torch

extension Trainer {
  /// Lets the probe look at the first batch of an update that is due, between its forward and its backward pass.
  func measureGradients(_ losses: TaskLosses, _ outputs: OrderedDictionary<String, Tensor>, _ batch: Batch) {
    guard let probe, probe.isDue(update: position.step) else { return }
    probe.measure(
      losses.each, update: position.step, present: losses.presence, shared: shared, samples: batch.count
    ) { index, sample in
      let task = tasks[index]
      func one(_ tensor: Tensor) -> Tensor { tensor.narrow(0, start: sample, length: 1) }
      return task.loss(one(outputs[task.name]!), one(batch.targets[task.name]!).to(options.device))
    }
  }
}
