import Torch

/// The inner products of K task gradients, G = J Jᵀ, as a K × K matrix of doubles on the host.
///
/// Also holds the matrix J₁ J₂ᵀ of two independent samples, which is not symmetric.
public struct Gramian: Hashable, Sendable {
  /// K.
  public let count: Int
  /// Row-major, `count` × `count`.
  public var values: [Double]
  /// The relative rounding of the gradients that the products were made of: what is smaller than that share of the largest
  /// eigenvalue is not known to differ from zero.
  public let rounding: Double

  /// - Parameter rounding: the spacing of the gradients' type at 1; that of doubles by default.
  public init(_ values: [Double], count: Int, rounding: Double = .ulpOfOne) {
    precondition(values.count == count * count, "a Gramian of \(count) should have \(count * count) values")
    self.values = values
    self.count = count
    self.rounding = rounding
  }

  public init(_ rows: [[Double]]) { self.init(rows.flatMap { $0 }, count: rows.count) }

  /// A `[K, K]` tensor of any type, whose rounding it has, and device; waits for it.
  public init(_ tensor: Tensor) {
    self.init(tensor.array(of: Double.self), count: tensor.shape.first ?? 0, rounding: Self.rounding(of: tensor.dtype))
  }

  /// The spacing of a type's numbers at 1; gradients are in single precision at least.
  static func rounding(of dtype: DType) -> Double {
    dtype == .float64 ? .ulpOfOne : Double(Float.ulpOfOne)
  }

  public subscript(_ row: Int, _ column: Int) -> Double {
    get { values[row * count + column] }
    set { values[row * count + column] = newValue }
  }

  /// The squared norms of the gradients.
  public var diagonal: [Double] { (0..<count).map { self[$0, $0] } }

  /// The norms of the gradients.
  public var norms: [Double] { diagonal.map { max($0, 0).squareRoot() } }

  /// The sum of the squared norms.
  public var trace: Double { diagonal.reduce(0, +) }

  /// G w: the inner product of every task gradient with the direction Jᵀ w.
  public func times(_ weights: [Double]) -> [Double] {
    (0..<count).map { row in (0..<count).reduce(0) { $0 + self[row, $1] * weights[$1] } }
  }

  /// wᵀ G w: the squared norm of the direction Jᵀ w.
  public func quadratic(_ weights: [Double]) -> Double { zip(weights, times(weights)).reduce(0) { $0 + $1.0 * $1.1 } }

  /// The Gramian of the gradients s_k g_k.
  public func scaled(by scales: [Double]) -> Gramian {
    var result = self
    for row in 0..<count { for column in 0..<count { result[row, column] *= scales[row] * scales[column] } }
    return result
  }
}
