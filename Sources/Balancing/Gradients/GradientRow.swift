import Torch

extension Tensor {
  /// The gradient of an output with respect to some parameters as one row `[P]`, each parameter in row-major order. The graph
  /// is kept, and no `grad` is touched.
  ///
  /// - Parameter cotangent: nil for a scalar output.
  package static func gradientRow(
    of output: Tensor, with cotangent: Tensor? = nil, respectTo parameters: [Tensor], createGraph: Bool = false
  ) -> Tensor {
    row(
      grad(
        of: [output], with: [cotangent], respectTo: parameters, retainGraph: true, createGraph: createGraph,
        allowUnused: true), like: parameters)
  }

  /// Gradients of some parameters as one row; zeros for nil, where a parameter has no part in the output.
  static func row(_ gradients: some Sequence<Tensor?>, like parameters: [Tensor]) -> Tensor {
    cat(zip(gradients, parameters).map { ($0 ?? $1.detach().zerosLike()).reshape([-1]) })
  }
}
