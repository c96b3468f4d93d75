import Torch

/// A risk in two stages: each of two vectors is brought to `hidden` numbers, which are then joined with clinical numbers.
///
/// Dropout, a linear layer and ReLU for each vector; then the clinical numbers are appended, and dropout and a linear layer follow.
/// `[batch, side]`, `[batch, cascade]`, `[batch, clinical]` → `[batch, outputs]`. Names: `side`, `cascade`, `risk`.
final class RiskHead: Module {
  let side: Linear
  let cascade: Linear
  let risk: Linear
  private let dropout: Dropout

  /// - Parameters:
  ///   - side: the numbers of the first vector.
  ///   - cascade: the numbers of the second vector.
  ///   - clinical: the clinical numbers of a sample; 0 for none.
  ///   - outputs: 1 for a risk, or the number of intervals.
  ///   - generator: draws the start values, and the dropout masks later.
  init(side: Int, cascade: Int, clinical: Int, outputs: Int, _ sizes: DeepMTS.Sizes, generator: Generator) {
    self.side = Linear(side, sizes.hidden, generator: generator)
    self.cascade = Linear(cascade, sizes.hidden, generator: generator)
    risk = Linear(2 * sizes.hidden + clinical, outputs, generator: generator)
    dropout = Dropout(sizes.headDropout, generator: generator)
  }

  func callAsFunction(_ sideVector: Tensor, _ cascadeVector: Tensor, _ clinical: Tensor?) -> Tensor {
    let parts =
      [side(dropout(sideVector)).relu(), cascade(dropout(cascadeVector)).relu()] + [clinical].compactMap { $0 }
    return risk(dropout(Tensor.cat(parts, 1)))
  }

  /// The sum of the squares of the three layers' weights; their offsets do not count.
  var squaredWeights: Tensor {
    [side, cascade, risk].map { $0.weight.square().sum() }.reduce(Tensor(scalar: 0, dtype: risk.weight.dtype), +)
  }
}
