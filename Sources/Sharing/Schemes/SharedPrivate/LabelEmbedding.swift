import Torch

/// A head whose classes are vectors in the space of the features: the score of a class is the inner product with its vector.
/// `[batch, size]` → `[batch, classes]`.
///
/// Vectors of classes that other tasks have as well belong to the network. Name: `vectors`, those of the task's own classes.
package final class LabelEmbedding: Module, UnaryLayer {
  private let own: LabelVectors?
  private let common: [LabelVectors]
  private let order: [Int]

  /// - Parameters:
  ///   - own: the vectors of the classes that no other task has; nil if there are none.
  ///   - common: vectors of classes that other tasks have as well.
  ///   - order: for each class the place of its vector among the own ones, then all common ones.
  package init(_ own: LabelVectors?, common: [LabelVectors] = [], order: [Int]) {
    self.own = own
    self.common = common
    self.order = order
  }

  override package var namedChildren: [(name: String, module: Module)]? { own.map { [("", $0)] } ?? [] }

  package func callAsFunction(_ x: Tensor) -> Tensor {
    let all = Tensor.cat(((own.map { [$0] } ?? []) + common).map(\.vectors), 0)
    return x.matmul(all.indexSelect(0, Tensor(order.map(Int64.init)).to(x.device)).transpose(0, 1))
  }
}

/// Vectors of classes. Name: `vectors` `[classes, size]`. They start uniform within ± 1 / √size.
package final class LabelVectors: Module {
  @Parameter package var vectors: Tensor

  package init(_ classes: Int, size: Int, generator: Generator) {
    let bound = 1 / Double(size).squareRoot()
    vectors = Initialiser.uniform(low: -bound, high: bound).tensor([classes, size], generator: generator)
  }
}
