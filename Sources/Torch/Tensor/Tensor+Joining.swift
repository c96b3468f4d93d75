extension Tensor {
  /// The tensors one after the other along an existing dimension.
  public static func cat(_ tensors: [Tensor], _ dim: Int = 0) -> Tensor { ATen.cat(tensors, dim) }

  /// The tensors, all of one shape, along a new dimension.
  public static func stack(_ tensors: [Tensor], _ dim: Int = 0) -> Tensor { ATen.stack(tensors, dim) }
}

extension Tensor {
  /// Eigenvalues in ascending order and eigenvectors (columns) of a symmetric matrix.
  public func eigh() -> (values: Tensor, vectors: Tensor) {
    let (values, vectors) = ATen.eigh(self, "L")
    return (values, vectors)
  }

  /// The singular value decomposition `u · diag(s) · vh`.
  public func svd(full: Bool = false) -> (u: Tensor, s: Tensor, vh: Tensor) {
    let (u, s, vh) = ATen.svd(self, full)
    return (u, s, vh)
  }

  /// The decomposition into an orthogonal and an upper triangular matrix.
  public func qr() -> (q: Tensor, r: Tensor) {
    let (q, r) = ATen.qr(self, "reduced")
    return (q, r)
  }
}
