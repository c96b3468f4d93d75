import Torch

/// Random expansions that are Kronecker products, so that no D × l matrix exists:
///
///     P = Π [ s (A ⊗ B) ; R ]
///
/// With r = ⌊√D⌋ and c = ⌈√l⌉, A and B are `[r, c]` with orthonormal columns, and make r² weights of the l numbers, which zeros fill
/// up to c². The rows of R make the D − r² weights that are left, with entries N(0, 1) / √D. The factor s = r / √D gives a column the
/// expected length 1. The permutation Π, one for all P_i, lets neighbouring weights have no block in common.
///
/// Source: S. Lotfi et al., [PAC-Bayes Compression Bounds So Tight That They Can Explain
/// Generalization](https://arxiv.org/abs/2211.13609), NeurIPS 2022, who divide the numbers that are left over otherwise.
public struct KroneckerExpansions: RandomExpansions {
  /// `[k, r, c]`, with the factor s.
  private let left: Tensor
  /// `[k, r, c]`
  private let right: Tensor
  /// `[k, D − r², l]`; nil if D is a square.
  private let rest: Tensor?
  /// `[1, D]` in int64: from which row each weight comes, in all expansions.
  private let order: Tensor

  /// The most numbers that can be expanded to this number of weights.
  static func mostInputs(of outputs: Int) -> Int {
    let rows = wholeRoot(outputs)
    return rows * rows
  }

  /// Draws an expansion with each of the generators.
  init(from inputs: Int, to outputs: Int, generators: [Generator]) {
    let rows = Self.wholeRoot(outputs), root = Self.wholeRoot(inputs)
    let columns = root * root == inputs ? root : root + 1
    let (left, scale) = (outputs - rows * rows, Double(rows) / Double(outputs).squareRoot())
    func each(_ draw: (Generator) -> Tensor) -> Tensor { Tensor.stack(generators.map(draw)) }
    self.left = each { Initialiser.orthogonal(gain: scale).tensor([rows, columns], generator: $0) }
    right = each { Initialiser.orthogonal().tensor([rows, columns], generator: $0) }
    let start = Initialiser.normal(std: 1 / Double(outputs).squareRoot())
    rest = left == 0 ? nil : each { start.tensor([left, inputs], generator: $0) }
    order = Tensor.randperm(outputs, generator: generators[0]).unsqueeze(0)
  }

  private init(left: Tensor, right: Tensor, rest: Tensor?, order: Tensor) {
    (self.left, self.right, self.rest, self.order) = (left, right, rest, order)
  }

  public func like(_ tensor: Tensor) -> KroneckerExpansions {
    func moved(_ part: Tensor) -> Tensor { part.to(tensor.dtype).to(tensor.device) }
    return KroneckerExpansions(
      left: moved(left), right: moved(right), rest: rest.map(moved), order: order.to(tensor.device))
  }

  public func callAsFunction(_ vectors: Tensor) -> Tensor {
    let filled = vectors.padded([0, left.size(2) * right.size(2) - vectors.size(1)])
    let product = Self.product(left, right, filled)
    let rows = rest.map { Tensor.cat([product, $0.bmm(vectors.unsqueeze(2)).squeeze(2)], 1) } ?? product
    return rows.gather(1, order.expand([rows.size(0), order.size(1)]))
  }

  /// The products (A ⊗ B) w of a batch, by two products of small matrices: A W Bᵀ for w as the matrix W, row by row.
  ///
  /// - Parameters:
  ///   - left: `[batch, rows, columns]`, A.
  ///   - right: `[batch, rows, columns]`, B.
  ///   - vectors: `[batch, columns of A · columns of B]`
  public static func product(_ left: Tensor, _ right: Tensor, _ vectors: Tensor) -> Tensor {
    let matrices = vectors.view([vectors.size(0), left.size(2), right.size(2)])
    return left.bmm(matrices).bmm(right.transpose(1, 2)).flatten(from: 1, to: 2)
  }

  /// ⌊√n⌋
  private static func wholeRoot(_ number: Int) -> Int { Int(Double(number).squareRoot()) }
}
