extension Tensor {
  public static func + (x: Tensor, y: Tensor) -> Tensor { ATen.add(x, y, 1) }
  public static func + (x: Tensor, y: Double) -> Tensor { ATen.add_scalar(x, y) }
  public static func + (x: Double, y: Tensor) -> Tensor { ATen.add_scalar(y, x) }
  public static func - (x: Tensor, y: Tensor) -> Tensor { ATen.sub(x, y) }
  public static func - (x: Tensor, y: Double) -> Tensor { ATen.sub_scalar(x, y) }
  public static func - (x: Double, y: Tensor) -> Tensor { ATen.rsub_scalar(y, x) }
  public static func * (x: Tensor, y: Tensor) -> Tensor { ATen.mul(x, y) }
  public static func * (x: Tensor, y: Double) -> Tensor { ATen.mul_scalar(x, y) }
  public static func * (x: Double, y: Tensor) -> Tensor { ATen.mul_scalar(y, x) }
  public static func / (x: Tensor, y: Tensor) -> Tensor { ATen.div(x, y) }
  public static func / (x: Tensor, y: Double) -> Tensor { ATen.div_scalar(x, y) }
  public static func / (x: Double, y: Tensor) -> Tensor { y.reciprocal() * x }
  public static prefix func - (x: Tensor) -> Tensor { ATen.neg(x) }

  public static func += (x: inout Tensor, y: Tensor) { x = x + y }
  public static func -= (x: inout Tensor, y: Tensor) { x = x - y }
  public static func *= (x: inout Tensor, y: Tensor) { x = x * y }
  public static func /= (x: inout Tensor, y: Tensor) { x = x / y }

  /// `x` where `condition` is true, `y` elsewhere.
  public static func `where`(_ condition: Tensor, _ x: Tensor, _ y: Tensor) -> Tensor { ATen.where(condition, x, y) }

  /// NaN and infinities replaced.
  public func nanToNumber(nan: Double = 0, positiveInfinity: Double? = nil, negativeInfinity: Double? = nil) -> Tensor {
    ATen.nan_to_num(self, nan, positiveInfinity, negativeInfinity)
  }

  /// A sum of products in index notation, such as `einsum("bik,bkj->bij", x, y)`.
  public static func einsum(_ equation: String, _ tensors: Tensor...) -> Tensor { ATen.einsum(equation, tensors) }

  // MARK: in place

  /// Adds `scale · other` to this tensor's memory.
  @discardableResult
  public func addInPlace(_ other: Tensor, scale: Double = 1) -> Tensor { ATen.add_(self, other, scale) }

  @discardableResult
  public func addInPlace(_ value: Double) -> Tensor { ATen.add_scalar_(self, value) }

  @discardableResult
  public func multiplyInPlace(_ factor: Double) -> Tensor { ATen.mul_scalar_(self, factor) }

  @discardableResult
  public func multiplyInPlace(_ factor: Tensor) -> Tensor { ATen.mul_(self, factor) }

  @discardableResult
  public func divideInPlace(_ divisor: Tensor) -> Tensor { ATen.div_(self, divisor) }

  @discardableResult
  public func zeroInPlace() -> Tensor { ATen.zero_(self) }

  @discardableResult
  public func fillInPlace(_ value: Double) -> Tensor { ATen.fill_(self, value) }

  /// Copies the other tensor's values, broadcast and converted, into this tensor's memory.
  @discardableResult
  public func copyInPlace(_ source: Tensor, nonBlocking: Bool = false) -> Tensor {
    ATen.copy_(self, source, nonBlocking)
  }
}
