extension Tensor {
  /// The sum, element by element. Shapes broadcast, types are promoted as in PyTorch.
  public static func + (x: Tensor, y: Tensor) -> Tensor { ATen.add(x, y, 1) }
  /// `y` added to each element; a whole number keeps the type of whole numbers.
  public static func + (x: Tensor, y: Double) -> Tensor { ATen.add_scalar(x, y) }
  /// `x` added to each element.
  public static func + (x: Double, y: Tensor) -> Tensor { ATen.add_scalar(y, x) }
  /// The difference, element by element, broadcast.
  public static func - (x: Tensor, y: Tensor) -> Tensor { ATen.sub(x, y) }
  /// `y` subtracted from each element.
  public static func - (x: Tensor, y: Double) -> Tensor { ATen.sub_scalar(x, y) }
  /// Each element subtracted from `x`.
  public static func - (x: Double, y: Tensor) -> Tensor { ATen.rsub_scalar(y, x) }
  /// The product, element by element, broadcast; `matmul` multiplies matrices.
  public static func * (x: Tensor, y: Tensor) -> Tensor { ATen.mul(x, y) }
  /// Each element times `y`.
  public static func * (x: Tensor, y: Double) -> Tensor { ATen.mul_scalar(x, y) }
  /// Each element times `x`.
  public static func * (x: Double, y: Tensor) -> Tensor { ATen.mul_scalar(y, x) }
  /// The quotient, element by element, broadcast; a fraction also for whole numbers.
  public static func / (x: Tensor, y: Tensor) -> Tensor { ATen.div(x, y) }
  /// Each element divided by `y`.
  public static func / (x: Tensor, y: Double) -> Tensor { ATen.div_scalar(x, y) }
  /// `x` divided by each element.
  public static func / (x: Double, y: Tensor) -> Tensor { y.reciprocal() * x }
  /// The negative of each element.
  public static prefix func - (x: Tensor) -> Tensor { ATen.neg(x) }

  /// Makes `x` a new tensor, the sum. Other holders of the old tensor see no change; `addInPlace` writes into its
  /// memory.
  public static func += (x: inout Tensor, y: Tensor) { x = x + y }
  /// Makes `x` a new tensor, the difference.
  public static func -= (x: inout Tensor, y: Tensor) { x = x - y }
  /// Makes `x` a new tensor, the product.
  public static func *= (x: inout Tensor, y: Tensor) { x = x * y }
  /// Makes `x` a new tensor, the quotient.
  public static func /= (x: inout Tensor, y: Tensor) { x = x / y }

  /// `x` where `condition` is true, `y` elsewhere.
  public static func `where`(_ condition: Tensor, _ x: Tensor, _ y: Tensor) -> Tensor { ATen.where(condition, x, y) }

  /// The tensor with NaN and infinities replaced.
  public func nanToNumber(nan: Double = 0, positiveInfinity: Double? = nil, negativeInfinity: Double? = nil) -> Tensor {
    ATen.nan_to_num(self, nan, positiveInfinity, negativeInfinity)
  }

  /// A sum of products in index notation, such as `einsum("bik,bkj->bij", x, y)`.
  public static func einsum(_ equation: String, _ tensors: Tensor...) -> Tensor { ATen.einsum(equation, tensors) }

  // MARK: in place

  /// Adds `scale · other` to this tensor's memory.
  @discardableResult
  public func addInPlace(_ other: Tensor, scale: Double = 1) -> Tensor { ATen.add_(self, other, scale) }

  /// Adds `value` to each element of this tensor's memory.
  @discardableResult
  public func addInPlace(_ value: Double) -> Tensor { ATen.add_scalar_(self, value) }

  /// Multiplies each element of this tensor's memory.
  @discardableResult
  public func multiplyInPlace(_ factor: Double) -> Tensor { ATen.mul_scalar_(self, factor) }

  /// Multiplies this tensor's memory element by element, `factor` broadcast.
  @discardableResult
  public func multiplyInPlace(_ factor: Tensor) -> Tensor { ATen.mul_(self, factor) }

  /// Divides this tensor's memory element by element, `divisor` broadcast.
  @discardableResult
  public func divideInPlace(_ divisor: Tensor) -> Tensor { ATen.div_(self, divisor) }

  /// Sets this tensor's memory to zeros.
  @discardableResult
  public func zeroInPlace() -> Tensor { ATen.zero_(self) }

  /// Sets every element of this tensor's memory to `value`.
  @discardableResult
  public func fillInPlace(_ value: Double) -> Tensor { ATen.fill_(self, value) }

  /// Copies the other tensor's values, broadcast and converted, into this tensor's memory.
  @discardableResult
  public func copyInPlace(_ source: Tensor, nonBlocking: Bool = false) -> Tensor {
    ATen.copy_(self, source, nonBlocking)
  }
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
