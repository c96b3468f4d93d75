import Balancing
import Sharing
import Tasks
import Torch

/// A batch's way through a network: to the device, into its order in memory, and through the layers in their precision.
public final class ForwardPass {
  /// The network that the batches go through.
  public let network: any MultiTaskNetwork
  /// The device of the network, to which the inputs are moved.
  public let device: Device
  /// The memory order of images and convolution weights.
  public let memoryFormat: MemoryFormat
  /// The type in which products and convolutions are computed; outputs are float32 or wider.
  public var precision: DType
  /// The number of passes so far.
  public private(set) var count = 0

  /// Creates the way through a network, and lays its convolution weights out in the memory order.
  public init(
    _ network: any MultiTaskNetwork, on device: Device = .cpu, memoryFormat: MemoryFormat = .contiguous,
    precision: DType = .float32
  ) {
    self.network = network
    self.device = device
    self.memoryFormat = memoryFormat
    self.precision = precision
    network.to(memoryFormat)
  }

  /// The result of a pass.
  struct Outputs {
    /// The outputs by task, `[batch, …]`, in float32 or wider.
    var byTask: TaskTensors
    /// The stages of the shared network; empty if they were not asked for or the network has none.
    var stages: [TaskGraph.Stage] = []
    /// The shared representation as each head received it; empty without stages.
    var copies: TaskTensors = [:]
  }

  /// Runs the network: its outputs by task, `[batch, …]`, in float32 or wider.
  ///
  /// - Parameter inputs: `[batch, …]` on any device.
  public func callAsFunction(_ inputs: Tensor) -> TaskTensors {
    self(Inputs(inputs), tasks: network.tasks)
  }

  /// Runs the network for some of its tasks: their outputs, `[batch, …]`, in float32 or wider.
  ///
  /// - Parameter inputs: on any device.
  public func callAsFunction(_ inputs: Inputs, tasks: [String]) -> TaskTensors {
    outputs(inputs, tasks: tasks, staged: false).byTask
  }

  /// Runs the network and keeps its stages, if they are wanted.
  ///
  /// - Parameters:
  ///   - tasks: the tasks whose outputs are wanted.
  ///   - staged: whether a gradient method needs the stages of the shared network.
  func outputs(_ inputs: Inputs, tasks: [String], staged: Bool) -> Outputs {
    count += 1
    let inputs = inputs.map { tensor in
      let tensor = tensor.to(device)
      return tensor.rank == 4 && memoryFormat != .contiguous ? tensor.contiguous(memoryFormat) : tensor
    }
    guard precision != .float32 else { return pass(inputs, tasks, staged) }
    var outputs = withAutocast(precision, device: device) { pass(inputs, tasks, staged) }
    outputs.byTask = outputs.byTask.map { $0.dtype.byteCount < 4 ? $0.to(.float32) : $0 }
    return outputs
  }

  private func pass(_ inputs: Inputs, _ tasks: [String], _ staged: Bool) -> Outputs {
    guard staged, let network = network as? any SharedRepresentation else {
      return Outputs(byTask: network.outputs(inputs, tasks: tasks))
    }
    let stages = network.stages(inputs, tasks: tasks).map {
      TaskGraph.Stage(output: $0.output, parameters: $0.parameters)
    }
    // A pass that failed may have no stage.
    let representation = stages.last?.output ?? .failed
    let copies = network.copies(of: representation, for: tasks)
    return Outputs(byTask: network.outputs(from: copies), stages: stages, copies: copies)
  }
}
