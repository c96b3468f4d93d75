extension Tensor {
  /// The sum of all elements.
  public func sum() -> Tensor { ATen.sum_all(self) }

  /// The sum over dimensions.
  public func sum(_ dims: [Int], keepDim: Bool = false) -> Tensor { ATen.sum_dims(self, dims, keepDim) }

  /// The mean of all elements.
  public func mean() -> Tensor { ATen.mean_all(self) }

  /// The mean over dimensions.
  public func mean(_ dims: [Int], keepDim: Bool = false) -> Tensor { ATen.mean_dims(self, dims, keepDim) }

  /// The product of all elements.
  public func prod() -> Tensor { ATen.prod_all(self) }

  /// The largest element.
  public func max() -> Tensor { ATen.max_all(self) }

  /// The smallest element.
  public func min() -> Tensor { ATen.min_all(self) }

  /// The largest values along a dimension, and their places.
  public func max(dim: Int, keepDim: Bool = false) -> (values: Tensor, indices: Tensor) {
    let (values, indices) = ATen.max_dim(self, dim, keepDim)
    return (values, indices)
  }

  /// The smallest values along a dimension, and their places.
  public func min(dim: Int, keepDim: Bool = false) -> (values: Tensor, indices: Tensor) {
    let (values, indices) = ATen.min_dim(self, dim, keepDim)
    return (values, indices)
  }

  /// The variance over dimensions (all when empty), divided by n − 1 when `unbiased`, otherwise by n.
  public func variance(_ dims: [Int] = [], unbiased: Bool = true, keepDim: Bool = false) -> Tensor {
    ATen.var_dims(self, dims.isEmpty ? Array(0..<rank) : dims, unbiased, keepDim)
  }

  /// The standard deviation over dimensions (all when empty).
  public func std(_ dims: [Int] = [], unbiased: Bool = true, keepDim: Bool = false) -> Tensor {
    ATen.std_dims(self, dims.isEmpty ? Array(0..<rank) : dims, unbiased, keepDim)
  }

  /// The p-norm of all elements.
  public func norm(p: Double = 2) -> Tensor { ATen.norm_all(self, p) }

  /// The p-norm over dimensions.
  public func norm(_ dims: [Int], p: Double = 2, keepDim: Bool = false) -> Tensor {
    ATen.norm_dims(self, p, dims, keepDim)
  }

  /// The elements in order along a dimension, and the place of each before.
  public func sort(dim: Int = -1, descending: Bool = false) -> (values: Tensor, indices: Tensor) {
    let (values, indices) = ATen.sort(self, dim, descending)
    return (values, indices)
  }

  /// The `k` largest elements along a dimension, in order, and their places.
  public func topk(_ k: Int, dim: Int = -1) -> (values: Tensor, indices: Tensor) {
    let (values, indices) = ATen.topk(self, k, dim, true, true)
    return (values, indices)
  }
}
