import Datasets
import OrderedCollections
import Sharing
import Tasks
import Torch

extension Trainer {
  /// The network's outputs by task, `[batch, …]`, in float32 or wider, computed in the options' precision.
  ///
  /// - Parameter inputs: `[batch, …]` of any device.
  public func forward(_ inputs: Tensor) -> OrderedDictionary<String, Tensor> {
    forward(inputs) { network($0) }
  }

  /// The outputs that `body` makes of the inputs on the options' device, in their order in memory and precision.
  func forward(
    _ inputs: Tensor, _ body: (Tensor) -> OrderedDictionary<String, Tensor>
  ) -> OrderedDictionary<String, Tensor> {
    var inputs = inputs.to(options.device)
    if inputs.rank == 4 && options.memoryFormat != .contiguous { inputs = inputs.contiguous(options.memoryFormat) }
    guard options.precision != .float32 else { return body(inputs) }
    return withAutocast(options.precision, device: options.device) { body(inputs) }.mapValues {
      $0.dtype.byteCount < 4 ? $0.to(.float32) : $0
    }
  }

  /// The K losses of a batch, with what is known on the host about which tasks have labels in it.
  struct TaskLosses {
    let each: [Tensor]
    let presence: [Bool]
    /// `[K]`.
    let values: Tensor
    /// `[K]`, nil where all tasks are present.
    let mask: Tensor?

    /// Ends a step whose forward pass failed, before anything is made of its losses.
    ///
    /// - Throws: `TorchError`, in whose place the scope throws what failed first.
    func check() throws(TorchError) {
      guard values.isValid else {
        throw TorchError("the losses should be those of a forward pass. Found a failed one.")
      }
    }
  }

  func taskLosses(_ outputs: OrderedDictionary<String, Tensor>, _ batch: Batch) -> TaskLosses {
    let presence = tasks.map { batch.labelled[$0.name] ?? true }
    let losses = tasks.map { task -> Tensor in
      guard let output = outputs[task.name], let target = batch.targets[task.name] else {
        failOperation("network and data should have the task `\(task.name)`.")
        return .failed
      }
      return task.loss(output, target.to(options.device))
    }
    let values = Tensor.stack(losses)
    return TaskLosses(each: losses, presence: presence, values: values, mask: mask(presence, values.dtype))
  }

  /// `[K]`, one for a task that is present and zero for one that is not; nil where all are.
  func mask(_ presence: [Bool], _ dtype: DType) -> Tensor? {
    presence.contains(false) ? Tensor(presence.map { $0 ? 1 : 0 } as [Double]).to(options.device, dtype) : nil
  }
}
