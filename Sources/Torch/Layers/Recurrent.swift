/// The base class of the recurrent layers: parameters under PyTorch's names, several layers, two directions, and
/// dropout between layers.
///
/// Layer l has `weight_ih_l<l>` `[gates · hidden, inputs]`, `weight_hh_l<l>` `[gates · hidden, hidden]`,
/// `bias_ih_l<l>` and `bias_hh_l<l>` `[gates · hidden]`, and the same names with `_reverse` for the backward direction.
/// Layers after the first read `hidden` values of each direction. All parameters start uniform within ± 1 / √hidden.
public class Recurrent: Module {
  /// The parameters of all layers under PyTorch's names.
  @Parameters public var weights: [(name: String, tensor: Tensor)]
  /// The size of the input's last dimension.
  public let inputs: Int
  /// The size of each direction's state.
  public let hidden: Int
  /// The number of layers.
  public let layers: Int
  /// Whether a second set of parameters reads the sequence backwards.
  public let bidirectional: Bool
  /// Whether the input is `[batch, time, inputs]` instead of `[time, batch, inputs]`.
  public let batchFirst: Bool
  /// The probability of dropping an output of each layer but the last, in training.
  public let dropout: Double
  private let biases: Bool
  private let generator: Generator

  init(
    gates: Int, _ inputs: Int, _ hidden: Int, layers: Int, bias: Bool, batchFirst: Bool, dropout: Double,
    bidirectional: Bool, generator: Generator
  ) {
    require(inputs > 0, "`inputs` should be positive. Found \(inputs).")
    require(hidden > 0, "`hidden` should be positive. Found \(hidden).")
    require(layers > 0, "`layers` should be positive. Found \(layers).")
    require((0...1).contains(dropout), "`dropout` should be in [0, 1]. Found \(dropout).")
    require(
      dropout == 0 || layers > 1,
      "`dropout` should be 0 with one layer, since it acts between layers. Found \(dropout).")
    (self.inputs, self.hidden, self.layers) = (inputs, hidden, layers)
    (self.bidirectional, self.batchFirst, self.dropout) = (bidirectional, batchFirst, dropout)
    (biases, self.generator) = (bias, generator)
    let bound = 1 / Double(hidden).squareRoot()
    let start = Initialiser.uniform(low: -bound, high: bound)
    let suffixes = bidirectional ? ["", "_reverse"] : [""]
    weights = (0..<max(0, layers)).flatMap { layer in
      suffixes.flatMap { suffix in
        let width = layer == 0 ? inputs : hidden.saturating(times: suffixes.count)
        let rows = hidden.saturating(times: gates)
        let shapes = [("weight_ih", [rows, width]), ("weight_hh", [rows, hidden])]
        let biases = bias ? [("bias_ih", [rows]), ("bias_hh", [rows])] : []
        return (shapes + biases).map { kind, shape in
          ("\(kind)_l\(layer)\(suffix)", start.tensor(shape, generator: generator))
        }
      }
    }
  }

  /// One call of LibTorch's recurrent operation.
  struct Call {
    let parameters: [Tensor]
    let biases: Bool
    let layers: Int
    let isTraining: Bool
    let bidirectional: Bool
    let batchFirst: Bool
  }

  /// Runs all layers at once. With dropout between the layers it runs them one by one, since the masks come from the
  /// layer's own generator. Each state is `[layers · directions, batch, hidden]`; nil stands for zeros.
  func run(
    _ x: Tensor, _ states: [Tensor]?, count: Int, _ operation: (Tensor, [Tensor], Call) -> (Tensor, [Tensor])
  ) -> (output: Tensor, states: [Tensor]) {
    guard x.rank == 3, x.size(2) == inputs else {
      let wanted = batchFirst ? "[batch, time, \(inputs)]" : "[time, batch, \(inputs)]"
      failOperation("the input of \(type(of: self)) should be \(wanted). Found the shape \(x.shape).")
      return (Tensor(owning: nil), (0..<count).map { _ in Tensor(owning: nil) })
    }
    let directions = bidirectional ? 2 : 1
    let zeros = [layers * directions, x.size(batchFirst ? 0 : 1), hidden]
    let states = states ?? (0..<count).map { _ in Tensor.zeros(zeros, dtype: x.dtype, device: x.device) }
    let parameters = weights.map(\.tensor)
    guard isTraining, dropout > 0 else {
      return operation(x, states, call(parameters, layers: layers))
    }
    let perLayer = parameters.count / layers
    var output = x
    var finals = states.map { _ in [Tensor]() }
    for layer in 0..<layers {
      if layer > 0 { output = between(output) }
      let own = Array(parameters[(layer * perLayer)..<((layer + 1) * perLayer)])
      let start = states.map { $0.narrow(0, start: layer * directions, length: directions).contiguous() }
      let (next, ends) = operation(output, start, call(own, layers: 1))
      output = next
      for (index, end) in ends.enumerated() { finals[index].append(end) }
    }
    return (output, finals.map { Tensor.cat($0, 0) })
  }

  /// The dropout between the layers, in training.
  func between(_ x: Tensor) -> Tensor { Dropout.apply(x, p: dropout, noise: ATen.empty_like(x), generator) }

  private func call(_ parameters: [Tensor], layers: Int) -> Call {
    Call(
      parameters: parameters, biases: biases, layers: layers, isTraining: isTraining, bidirectional: bidirectional,
      batchFirst: batchFirst)
  }
}
