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

extension Tensor {
  /// The coordinates that are summed in the gradients' own precision.
  private static let piece = 8192

  /// The inner products of this `[K, P]` tensor's rows with those of another, `[K, K]` in double precision.
  ///
  /// A sum of millions of single-precision products is off by hundreds of times its type's rounding, which makes gradients
  /// that depend on each other look independent. So pieces are summed in that type and their sums in double precision: as
  /// fast, and exact to the rounding of the gradients themselves.
  func innerProducts(with other: Tensor) -> Tensor {
    let (rows, columns) = (size(0), size(1))
    let pieces = columns / Self.piece
    guard pieces > 1 else { return mm(other.transpose(0, 1)).to(.float64) }
    func split(_ tensor: Tensor) -> Tensor {
      tensor.narrow(1, start: 0, length: pieces * Self.piece).view([rows, pieces, Self.piece]).transpose(0, 1)
    }
    func rest(_ tensor: Tensor) -> Tensor {
      tensor.narrow(1, start: pieces * Self.piece, length: columns - pieces * Self.piece)
    }
    let whole = split(self).bmm(split(other).transpose(1, 2)).to(.float64).sum([0])
    return whole.addInPlace(rest(self).mm(rest(other).transpose(0, 1)).to(.float64))
  }
}
