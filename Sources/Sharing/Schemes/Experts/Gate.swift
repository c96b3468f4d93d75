import Backbones
import Components
import Torch

/// How much a task uses of each expert, decided for each sample from what the experts read: `[batch, …]` → `[batch, experts]`.
protocol Gate: UnaryLayer {}

/// The gate of MMoE: a linear layer on the flattened input, and softmax. Names: `weight`, `bias`.
final class SoftmaxGate: Module, Gate {
  private let linear: Linear

  init(_ inputs: Int, experts: Int, generator: Generator) {
    linear = Linear(inputs, experts, generator: generator)
  }

  override var namedChildren: [(name: String, module: Module)]? { [("", linear)] }

  func callAsFunction(_ x: Tensor) -> Tensor { linear(x.flatten(from: 1)).softmax(1) }
}

/// The sums of experts' outputs that gates ask for.
enum ExpertMixture {
  /// `Σ_k g_k E_k`, `[batch, …]`.
  ///
  /// - Parameters:
  ///   - gate: `[batch, experts]`.
  ///   - outputs: those of the experts, `[batch, …]` each.
  static func mix(_ gate: Tensor, _ outputs: [Tensor]) -> Tensor {
    guard outputs[0].rank > 2 else {
      return gate.unsqueeze(1).bmm(Tensor.stack(outputs, 1)).squeeze(1)
    }
    // One expert after the other, so that maps keep their order in memory.
    let shape = [gate.size(0)] + [Int](repeating: 1, count: outputs[0].rank - 1)
    func weight(_ expert: Int) -> Tensor { gate.select(1, index: expert).view(shape) }
    return outputs.dropFirst().enumerated().reduce(outputs[0] * weight(0)) {
      ATen.addcmul($0, $1.element, weight($1.offset + 1), 1)
    }
  }
}

extension SharingSetup {
  /// The numbers that a gate on the input reads of each sample.
  func gateInputs() -> Int { input.shape.reduce(1, *) }
}
