import Sharing
import Torch

/// Samples of one data set, on which a network is traced.
package struct TracedBatch {
  /// The data set's name; nil if there is one set alone.
  package let set: String?
  package let inputs: Inputs
  /// The tasks that these samples have.
  package let tasks: [String]

  package init(set: String? = nil, _ inputs: Inputs, tasks: [String]) {
    (self.set, self.inputs, self.tasks) = (set, inputs, tasks)
  }
}

/// The operations of a network on one batch in evaluation, in the order in which they ran: those from which the tasks'
/// outputs are made.
struct Trace {
  /// A tensor between two operations.
  struct Value {
    enum Origin: Hashable {
      case input(String)
      case operation
      /// A parameter or a buffer, by its full name.
      case stored(String)
      case constant
    }

    let shape: [Int]
    let origin: Origin
    let needsGradient: Bool
    /// The parameters and buffers from which alone it is made, by their full names; empty for what depends on the input.
    let stored: Set<String>
  }

  struct Operation {
    /// The name in LibTorch: "conv2d".
    let name: String
    /// The places of its tensors in ``Trace/values``.
    let inputs, outputs: [Int]
    /// The parameters and buffers that it reads, also through operations on these alone.
    let stored: Set<String>
    /// The multiplications, each with an addition, of its products of matrices.
    let multiplyAdds: Int
    /// The multiply-adds of a training step: those of its own and, for each factor with a gradient, as many again.
    let trainingMultiplyAdds: Int
  }

  private(set) var values: [Value] = []
  private(set) var operations: [Operation] = []
  /// The multiply-adds of operations on parameters alone, which a batch needs once.
  private(set) var fixed = (multiplyAdds: 0, training: 0)
  /// The place of each task's output.
  private(set) var outputs: [(task: String, value: Int)] = []
  let set: String?
  /// The number of samples.
  let batch: Int

  /// Runs a network on a batch and records what it does.
  ///
  /// - Throws: `TorchError` for a batch that the network cannot take.
  init(_ network: any MultiTaskNetwork, on batch: TracedBatch) throws {
    set = batch.set
    self.batch = batch.inputs.count
    // Heads that are computed together would be one layer of all tasks.
    network.parameters.dissolveStacks()
    let (given, record) = try withTorchErrors {
      try network.evaluating {
        try recordingOperations {
          let outputs = network.outputs(batch.inputs, tasks: batch.tasks)
          return try batch.tasks.map { task in
            guard let output = outputs[task] else {
              throw DrawingError("The network should have an output for `\(task)`. Found \(Array(outputs.keys)).")
            }
            return (task: task, tensor: output)
          }
        }
      }
    }
    var places: [UInt: Int] = [:]
    func add(_ tensor: Tensor, _ origin: Value.Origin, _ stored: Set<String>) -> Int {
      values.append(Value(shape: tensor.shape, origin: origin, needsGradient: tensor.requiresGrad, stored: stored))
      places[tensor.identity] = values.count - 1
      return values.count - 1
    }
    let known = network.stateDictionary()
    for (name, tensor) in known { _ = add(tensor, .stored(name), [name]) }
    for (name, tensor) in batch.inputs.tensors { _ = add(tensor, .input(name), []) }
    for (name, tensor) in batch.inputs.lengths { _ = add(tensor, .input(name + " lengths"), []) }
    var all: [Operation] = []
    for step in record {
      let inputs = step.inputs.map { places[$0.identity] ?? add($0, .constant, []) }
      // What returns its argument unchanged, such as dropout in evaluation, is no operation.
      let isInPlace = step.name.hasSuffix("_")
      let made = step.outputs.filter { output in
        isInPlace || !step.inputs.contains { $0.identity == output.identity }
      }
      guard !made.isEmpty else { continue }
      let depending = inputs.map { values[$0] }.filter { $0.origin != .constant }
      let stored = depending.reduce(into: Set<String>()) { $0.formUnion($1.stored) }
      let isFixed = depending.allSatisfy { !$0.stored.isEmpty }
      let products = MatrixProduct(step.name, inputs.map { values[$0] }, made.map(\.shape))
      if isFixed { fixed = (fixed.multiplyAdds + products.multiplyAdds, fixed.training + products.training) }
      let outputs = made.map { add($0, depending.isEmpty ? .constant : .operation, isFixed ? stored : []) }
      guard !isFixed else { continue }
      all.append(
        Operation(
          name: step.name, inputs: inputs, outputs: outputs, stored: stored, multiplyAdds: products.multiplyAdds,
          trainingMultiplyAdds: products.training))
    }
    outputs = given.map { (task: $0.task, value: places[$0.tensor.identity] ?? add($0.tensor, .constant, [])) }
    operations = reaching(all)
    // The record's tensors keep their identities until here.
    withExtendedLifetime((record, given, known)) {}
  }

  /// The operations from which an output is made.
  private func reaching(_ all: [Operation]) -> [Operation] {
    var needed = Set(outputs.map(\.value))
    var kept: [Operation] = []
    for operation in all.reversed() where !needed.isDisjoint(with: operation.outputs) {
      needed.formUnion(operation.inputs)
      kept.append(operation)
    }
    return kept.reversed()
  }

  /// Whether a value depends on the samples.
  func dependsOnInput(_ value: Int) -> Bool {
    switch values[value].origin {
    case .input: true
    case .operation: values[value].stored.isEmpty
    case .stored, .constant: false
    }
  }
}

/// A network that cannot be drawn.
package struct DrawingError: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}
