/// `x · weightᵀ + bias`: `[…, inputs]` to `[…, outputs]`.
///
/// Initialised as in PyTorch: uniform within ± 1 / √inputs.
public final class Linear: Module, DetouredLayer {
  /// The factors of the inputs for each output, `[outputs, inputs]`.
  @Parameter public var weight: Tensor
  /// The offset of each output, `[outputs]`.
  @Parameter public var bias: Tensor?
  public var detour: Detour?

  /// Creates the layer.
  ///
  /// - Parameters:
  ///   - inputs: the size of the input's last dimension
  ///   - outputs: the size of the output's last dimension
  ///   - generator: draws the start values
  public init(_ inputs: Int, _ outputs: Int, bias: Bool = true, generator: Generator) {
    require(inputs > 0, "`inputs` should be positive. Found \(inputs).")
    require(outputs > 0, "`outputs` should be positive. Found \(outputs).")
    let weight = Initialiser.layerDefault.tensor([outputs, inputs], generator: generator)
    self.weight = weight
    self.bias = bias ? Initialiser.biasDefault(for: weight).tensor([outputs], generator: generator) : nil
  }

  public func callAsFunction(_ x: Tensor) -> Tensor { detour?(x, own) ?? own(x) }

  private func own(_ x: Tensor) -> Tensor { ATen.linear(x, weight, bias) }
}
